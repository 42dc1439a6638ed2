import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DevicesView } from '../../packages/terminal/src/api/device-view.ts';
import { act } from '../../scripts/chain/cashier.ts';
import { addressOf, startChain } from '../../scripts/chain/running-chain.ts';
import { waitFor } from '../../scripts/chain/wait.ts';
import { ARRIVAL_MS, makeTestChain, type TestChain } from '../system/chain/test-chain.ts';
import { expectAccessible } from './accessible.ts';
import { launchBrowser, type TestBrowser } from './browser.ts';
import { tillScreen } from './till-screen.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let chain: TestChain;
let browser: TestBrowser;
beforeAll(async () => {
  chain = await makeTestChain({ 'High Street': ['H1', 'H2'] });
  await startChain(chain);
  for (const code of ['H1', 'H2'])
    await act(chain.till(code).api(), { kind: 'session.sign-in', ...chain.person('owner') });
  browser = await launchBrowser();
}, 240_000);
afterAll(async () => {
  await browser.close();
  await chain.end();
});

const open = async (code: string) => {
  const screen = tillScreen(await browser.open(addressOf(chain.till(code))));
  await screen.button('Devices').click();
  await screen.page.getByRole('heading', { name: 'Devices', level: 1 }).waitFor();
  return screen;
};
const make = async ({ page, button }: ReturnType<typeof tillScreen>) => {
  await button('Make a new recovery sheet').click();
  await page.getByRole('heading', { name: 'New recovery sheet', level: 1 }).waitFor();
  await expectAccessible(page);
  const sheet = (await page.locator('.sheet-key').textContent()) ?? '';
  await page.getByRole('checkbox', { name: 'I have printed this sheet or copied it by hand' }).check();
  await button('Name its key').click();
  await page.getByText('This till has named the key of the new sheet.').waitFor();
  return sheet;
};

it('[E2E-31] a new recovery sheet is made at one till, and confirmed at the other by its fingerprint', async () => {
  const first = await open('H1');
  await first.button('Make a new recovery sheet').click();
  await first.button('Leave without it').click();
  await first.page.getByRole('heading', { name: 'Devices', level: 1 }).waitFor();
  const sheet = await make(first);
  const sheets = first.page.getByRole('list', { name: 'Recovery sheets after the first' });
  await sheets.getByText(/is an owner of this shop, named at .* by H1/).waitFor();

  // With it the second till becomes an admin device, so that another one takes both.
  const grant = (): string | null => {
    try {
      const args = ['scripts/owner.ts', '--data', chain.till('H1').folder, 'grant', 'H2'];
      return execFileSync(process.execPath, args, { cwd: ROOT, input: sheet, stdio: 'pipe' }).toString();
    } catch {
      return null;
    }
  };
  await waitFor('the sheet is given its keys', ARRIVAL_MS, () => Promise.resolve(grant()));
  await waitFor('H2 is an admin device', ARRIVAL_MS, async () =>
    (await chain.till('H2').api().get<DevicesView>('/api/devices')).mayMakeSheet ? true : null,
  );
  await make(first);
  const second = await open('H2');
  const listed = second.page.getByRole('list', { name: 'Recovery sheets after the first' });
  await listed.getByText(/named by H1 at .*: 1 of the 2 admin devices/).waitFor();
  const shots = process.env['TILLMESH_SCREENSHOTS'];
  if (shots !== undefined) {
    mkdirSync(shots, { recursive: true });
    await second.page.screenshot({ path: `${shots}/till-owner-key.png` });
  }
  await listed.getByRole('button', { name: 'Confirm the new owner key' }).click();
  const asked = second.page.getByRole('dialog', { name: 'Confirm the new owner key' });
  await expectAccessible(second.page);
  const fingerprint = await asked.locator('.owner-fingerprint').textContent();
  await asked.getByRole('button', { name: 'Confirm the new owner key' }).click();
  await second.page.getByText('This till has confirmed the new owner key.').waitFor();
  await waitFor('H1 sees it stand', ARRIVAL_MS, async () => {
    const { owners } = await chain.till('H1').api().get<DevicesView>('/api/devices');
    return owners.find((one) => one.fingerprint === fingerprint)?.state === 'standing' ? true : null;
  });
  expect(fingerprint).toMatch(/^.{4} .{4} .{4} .{4}$/);
}, 240_000);

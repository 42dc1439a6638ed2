import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { act } from '../../scripts/chain/cashier.ts';
import { addressOf, startChain } from '../../scripts/chain/running-chain.ts';
import { waitFor } from '../../scripts/chain/wait.ts';
import type { DevicesView } from '../../packages/terminal/src/api/device-view.ts';
import { ARRIVAL_MS, makeTestChain, openShop, sell, type TestChain } from '../system/chain/test-chain.ts';
import { expectAccessible } from './accessible.ts';
import { launchBrowser, type TestBrowser } from './browser.ts';
import { tillScreen } from './till-screen.ts';

let chain: TestChain;
let browser: TestBrowser;
beforeAll(async () => {
  chain = await makeTestChain({ 'High Street': ['H1', 'H2'], 'Mill Lane': ['M1'] });
  await startChain(chain);
  await openShop(chain, chain.till('H1'));
  await act(chain.till('H1').api(), { kind: 'session.sign-in', ...chain.person('owner') });
  browser = await launchBrowser();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await chain.end();
});

const devices = (): Promise<DevicesView> => chain.till('H1').api().get<DevicesView>('/api/devices');
const rowOf = async (code: string) => (await devices()).devices.find((row) => row.code === code);

it('[E2E-21] every device of the shop stands on one screen with its link, what it holds and when it was heard', async () => {
  await sell(chain.till('H1'));
  await waitFor('H2 holds everything', ARRIVAL_MS, async () =>
    (await rowOf('H2'))?.theyLack?.records === 0 ? true : null,
  );
  const screen = tillScreen(await browser.open(addressOf(chain.till('H1'))));
  const { page } = screen;
  await screen.button('Devices').click();
  await page.getByRole('heading', { name: 'Devices', level: 1 }).waitFor();
  const row = (name: string) => page.getByRole('row').filter({ hasText: name });
  await row('Till H2')
    .getByText(/^Linked since/)
    .waitFor();
  await row('Till H2').getByText('Everything').waitFor();
  await row('Till H2')
    .getByText(/^Tillmesh 0\.1\.0$/)
    .waitFor();
  await row('Till M1').getByText('Nothing: it is of another branch').first().waitFor();

  const safe = page.getByRole('status').filter({ hasText: 'Safe to switch off: Till H2 holds everything' });
  await safe.waitFor({ timeout: 30_000 });

  await chain.till('H2').stop();
  await row('Till H2')
    .getByText(/^Away since/)
    .waitFor();
  await sell(chain.till('H1'));
  await row('Till H2')
    .getByText(/records? to go/)
    .waitFor();
  await row('Till H2')
    .getByText(/tried again at/)
    .waitFor();
  await safe.waitFor({ state: 'detached' });
  await expectAccessible(page);
  const shots = process.env['TILLMESH_SCREENSHOTS'];
  if (shots !== undefined) {
    mkdirSync(shots, { recursive: true });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.screenshot({ path: `${shots}/till-devices.png` });
  }

  // By keyboard alone, from the menu.
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'Scan, or type a name or code' }).waitFor();
  await page.keyboard.press('F10');
  const entry = page.getByRole('dialog', { name: 'Menu' }).getByRole('button', { name: 'Devices' });
  await entry.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Devices', level: 1 }).waitFor();
  await chain.till('H2').start();
  await row('Till H2')
    .getByText(/^Linked since/)
    .waitFor();
  await row('Till H2').getByText('Everything').waitFor();
  expect(await page.getByRole('row').count()).toBe(1 + (await devices()).devices.length);
});

it('[E2E-23] a link is marked as metered with a budget and hours, told with what goes, and the mark is taken away', async () => {
  const screen = tillScreen(await browser.open(addressOf(chain.till('H1'))));
  const { page } = screen;
  await screen.button('Devices').click();
  const row = page.getByRole('row').filter({ hasText: 'Relay' });
  await page.getByRole('button', { name: 'Metered link to Relay' }).click();
  const asked = page.getByRole('dialog', { name: 'Metered link to Relay' });
  await expectAccessible(page);
  await asked.getByRole('textbox', { name: 'Budget in MB a day, both ways' }).fill('4');
  await asked.getByRole('button', { name: 'Save' }).click();
  await asked.getByText('At least 5 MB a day').waitFor();
  await asked.getByRole('textbox', { name: 'Budget in MB a day, both ways' }).fill('20');
  await asked.getByText('About 0.6 GB a month').waitFor();
  await asked.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The link to Relay is metered.').waitFor();
  await row.getByText(/^Metered: .* of 20\.0 MB used since 23:00$/).waitFor();
  await row.getByText(/^Linked since/).waitFor();
  const shots = process.env['TILLMESH_SCREENSHOTS'];
  if (shots !== undefined) await page.screenshot({ path: `${shots}/till-metered.png` });
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Metered link to Relay' }).click();
  await asked.getByRole('button', { name: 'Not metered' }).click();
  await page.getByText('The link to Relay is not metered any more.').waitFor();
  await row.getByText(/^Metered:/).waitFor({ state: 'detached' });
  expect((await devices()).devices.map(({ metered }) => metered)).not.toContainEqual(expect.anything());
});

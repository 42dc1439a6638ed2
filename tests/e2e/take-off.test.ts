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
  await openShop(chain, chain.till('H2'));
  await act(chain.till('H1').api(), { kind: 'session.sign-in', ...chain.person('owner') });
  browser = await launchBrowser();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await chain.end();
});

const rowOf = async (at: string, code: string) =>
  (await chain.till(at).api().get<DevicesView>('/api/devices')).devices.find((row) => row.code === code);

it('[E2E-30] a till is taken off with one question, its link ends at once, and its late sales can be admitted', async () => {
  await sell(chain.till('H2'));
  await waitFor('H1 holds what H2 sold', ARRIVAL_MS, async () =>
    (await rowOf('H2', 'H1'))?.theyLack?.records === 0 ? true : null,
  );
  const screen = tillScreen(await browser.open(addressOf(chain.till('H1'))));
  const { page } = screen;
  const shot = async (name: string): Promise<void> => {
    const shots = process.env['TILLMESH_SCREENSHOTS'];
    if (shots === undefined) return;
    mkdirSync(shots, { recursive: true });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.screenshot({ path: `${shots}/${name}.png` });
  };
  await screen.button('Devices').click();
  await page.getByRole('heading', { name: 'Devices', level: 1 }).waitFor();
  const row = page.getByRole('row').filter({ hasText: 'Till H2' });
  await row.getByText(/^Linked since/).waitFor();
  expect(await page.getByRole('button', { name: 'Take off Till H1' }).count()).toBe(0);

  await page.getByRole('button', { name: 'Take off Till H2' }).click();
  const asked = page.getByRole('dialog', { name: 'Take off Till H2' });
  await asked.getByText(/what it sells later is set aside/).waitFor();
  await shot('till-take-off');
  await expectAccessible(page);
  await asked.getByRole('radio', { name: 'Stolen' }).check({ force: true });
  await asked.getByRole('button', { name: 'Take off', exact: true }).click();
  await row.getByText(/^Taken off by H1/).waitFor();
  await row.getByText('Stolen').waitFor();
  await row.getByText('May not link').waitFor();
  await waitFor('the link to H2 ended', ARRIVAL_MS, async () =>
    (await rowOf('H1', 'H2'))?.state === 'linked' ? null : true,
  );
  await waitFor('M1 heard of it', ARRIVAL_MS, async () =>
    (await rowOf('M1', 'H2'))?.off?.state === 'revoked' ? true : null,
  );
  await shot('till-taken-off');

  await page.getByRole('button', { name: 'Admit late sales of Till H2' }).click();
  const admitted = page.getByRole('dialog', { name: 'Admit late sales of Till H2' });
  await admitted.getByRole('button', { name: 'Admit late sales' }).click();
  await page.getByText('What is held of Till H2 counts.').waitFor();
  await expectAccessible(page);
  // It goes on by itself: nobody has to be linked to sell.
  await sell(chain.till('H2'));
});

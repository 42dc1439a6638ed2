import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { act } from '../../scripts/chain/cashier.ts';
import { addressOf, startChain } from '../../scripts/chain/running-chain.ts';
import { waitFor } from '../../scripts/chain/wait.ts';
import type { DevicesView } from '../../packages/terminal/src/api/device-view.ts';
import type { ExceptionsView } from '../../packages/terminal/src/api/exception-view.ts';
import {
  APPLE,
  ARRIVAL_MS,
  findProduct,
  joinShop,
  makeTestChain,
  openShop,
  sell,
  type TestChain,
} from '../system/chain/test-chain.ts';
import { cheapen } from '../system/hostile/cheap-price.ts';
import { RawTill } from '../system/hostile/raw-till.ts';
import { expectAccessible } from './accessible.ts';
import { launchBrowser, type TestBrowser } from './browser.ts';
import { tillScreen } from './till-screen.ts';

let chain: TestChain;
let browser: TestBrowser;
beforeAll(async () => {
  chain = await makeTestChain({ 'High Street': ['H1', 'H2'] });
  await startChain(chain);
  await openShop(chain, chain.till('H1'));
  await joinShop(chain, chain.till('H2'));
  for (const code of ['H1', 'H2'])
    await act(chain.till(code).api(), { kind: 'session.sign-in', ...chain.person('owner') });
  browser = await launchBrowser();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await chain.end();
});

const priceAt = async (code: string): Promise<number | null> =>
  (await findProduct(chain.till(code), APPLE.code))?.priceMinor ?? null;
const isBarredAt = async (at: string, code: string): Promise<boolean> =>
  (await chain.till(at).api().get<DevicesView>('/api/devices')).devices.find((row) => row.code === code)
    ?.catalogBar !== null;
const edits = (priceMinor: number) => ({
  csv: `sku,name,price\nA1,Apple juice,${priceMinor / 100}`,
  strict: true,
});

it('[E2E-32] a till that may not edit products and prices changes none, whatever runs on it, and is named', async () => {
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
  const stop = 'Stop editing by Till H2';
  await page.getByRole('button', { name: stop }).click();
  const asked = page.getByRole('dialog', { name: stop });
  await asked.getByText(/what stood before is put back/).waitFor();
  await shot('till-stop-editing');
  await expectAccessible(page);
  await asked.getByRole('button', { name: 'Stop editing', exact: true }).click();
  await row.getByText(/^May not edit products and prices, by H1/).waitFor();

  // The till itself has heard, says so, and sells.
  await waitFor('H2 heard of it', ARRIVAL_MS, async () => ((await isBarredAt('H2', 'H2')) ? true : null));
  await expect(chain.till('H2').api().post('/api/import', edits(100))).rejects.toMatchObject({
    code: 'CATALOG-RIGHT-MISSING',
  });
  await sell(chain.till('H2'));

  // Another program with its keys asks nobody.
  const productId = (await findProduct(chain.till('H1'), APPLE.code))?.id ?? '';
  await chain.till('H2').stop();
  const hostile = new RawTill(chain.till('H2').folder);
  const link = await hostile.link(chain.till('H1').linkAddress);
  await cheapen(link, chain.till('H2').folder, productId, 1);
  const exception = await waitFor('the alarm at H1', ARRIVAL_MS, async () => {
    const { exceptions } = await chain.till('H1').api().get<ExceptionsView>('/api/exceptions');
    return exceptions.find(({ code }) => code === 'CATALOG-EDIT-WITHHELD') ?? null;
  });
  expect(exception).toMatchObject({ device: { code: 'H2' }, times: 1 });
  expect(await priceAt('H1')).toBe(APPLE.priceMinor);
  link.close();
  await link.ended;
  await chain.till('H2').start();
  await waitFor('H2 is linked', ARRIVAL_MS, async () => {
    const { devices } = await chain.till('H1').api().get<DevicesView>('/api/devices');
    return devices.find(({ code }) => code === 'H2')?.state === 'linked' ? true : null;
  });
  // What it gets is what H1 put back.
  await chain.till('H1').api().post('/api/import', {
    csv: 'sku,barcode,name,price,tax\nD1,9521000000046,Date,3.00,standard',
    strict: true,
  });
  await waitFor('H2 has what came later', ARRIVAL_MS, () => findProduct(chain.till('H2'), '9521000000046'));
  expect(await priceAt('H2')).toBe(APPLE.priceMinor);
  await sell(chain.till('H2'));

  const letEdit = 'Allow editing by Till H2';
  await page.getByRole('button', { name: letEdit }).click();
  await page
    .getByRole('dialog', { name: letEdit })
    .getByRole('button', { name: 'Allow editing', exact: true })
    .click();
  await page.getByText('Till H2 may edit products and prices again.').waitFor();
  await expectAccessible(page);
  await waitFor('H2 may edit again', ARRIVAL_MS, async () => ((await isBarredAt('H2', 'H2')) ? null : true));
});

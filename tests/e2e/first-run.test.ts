import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OwnProcess, startProcess } from '../../scripts/process/own-process.ts';
import { launchBrowser, type TestBrowser } from './browser.ts';
import { tillScreen } from './till-screen.ts';

const MAIN = fileURLToPath(new URL('../../packages/terminal/src/host/main.ts', import.meta.url));
const CSV = 'sku,barcode,name,price,tax\nT1,9521000000084,Thyme honey,7.20,zero\nT2,oops,,1.00,zero\n';

let folder: string;
let till: OwnProcess;
let browser: TestBrowser;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-first-run-'));
  till = await startProcess({
    name: 'till',
    args: [MAIN, '--data', join(folder, 'data'), '--port', '0'],
    ready: /ready at http:/,
    logFile: join(folder, 'till.log'),
  });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await till.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('[E2E-01] an empty till becomes a shop: form, country preset, recovery sheet, first product, first sale', async () => {
  const url = /http:\S+/.exec(till.readyLine)?.[0] ?? '';
  const screen = tillScreen(await browser.open(url));
  const { page, button } = screen;
  await button(/^Open a new shop/).click();
  await page.getByLabel('Shop name').fill('Corner Honey');
  await page.getByLabel('Branch name').fill('Mill Lane');
  await page.getByLabel('Till code').fill('M1');
  await page.getByLabel('Country').selectOption({ label: 'United Kingdom' });
  await page.getByLabel('Your name').fill('Hattie Bee');
  await page.getByLabel('PIN', { exact: true }).fill('246800');
  await page.getByLabel('PIN again').fill('246801');
  const preset = page.getByRole('region', { name: 'What United Kingdom brings with it' });
  await preset.getByRole('row', { name: 'Standard rate' }).getByText('20%').waitFor();
  await preset
    .getByText(/gov\.uk/)
    .first()
    .waitFor({ state: 'attached' });
  await button('Create the shop').click();
  await page.getByText('The two PINs differ.').waitFor();
  await page.getByLabel('PIN again').fill('246800');
  // The shop is made, but its answer never arrives.
  await page.route(
    '**/api/setup',
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
  await button('Create the shop').click();
  await page.getByText('HOST-AWAY').waitFor();
  await button('Create the shop').click();

  const heading = page.getByRole('heading', { name: 'Recovery sheet' });
  const sheet = page.getByRole('region', { name: 'Tillmesh: the key to this shop' });
  await heading.waitFor();
  const text = await sheet.innerText();
  expect(text).toMatch(/Corner Honey[^]*Mill Lane · Till M1[^]*([0-9A-Z]{5} ){3}/);
  await page.reload();
  await heading.waitFor();
  expect(await sheet.innerText()).toBe(text);
  expect(await button('Start using the till').isEnabled()).toBe(false);
  await page.getByRole('checkbox', { name: /I have printed this sheet/ }).check();
  await button('Start using the till').click();

  await page.getByRole('heading', { name: 'Who is at the till?' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Who is at the till?' }).waitFor();
  // One person alone is chosen already.
  await screen.typePin('246800');
  await screen.openShift('50');

  await page.keyboard.press('F10');
  await page.getByRole('dialog', { name: 'Menu' }).getByRole('button', { name: 'Products' }).click();
  const importList = (buffer: Buffer): Promise<void> =>
    page.getByLabel('Import CSV').setInputFiles({ name: 'honey.csv', mimeType: 'text/csv', buffer });
  // As a spreadsheet on Windows writes it: a name must not come in damaged.
  await importList(Buffer.from('sku,name,price,tax\nT3,Crème de miel,3.10,zero\n', 'latin1'));
  await page.getByText('The list is not UTF-8 text.').waitFor();
  await importList(Buffer.from(CSV));
  await page.getByText('2 rows read: 1 written, 0 unchanged, 1 refused.').waitFor();
  await page.getByRole('table', { name: 'Refused rows' }).getByRole('cell', { name: '3' }).waitFor();
  await page.keyboard.press('Escape');

  await screen.scan('9521000000084');
  await screen.button(/^Pay £7\.20/).waitFor();
  await page.keyboard.press('F12');
  await button('Take cash').click();
  await page
    .getByRole('region', { name: 'Sale done' })
    .getByText(/M1-\w{4}-R-1/)
    .waitFor();
});

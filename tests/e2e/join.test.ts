import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createChain } from '@tillmesh/replica';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JoinView } from '../../packages/terminal/src/api/join-view.ts';
import { openLocalApi } from '../../scripts/chain/local-api.ts';
import { type OwnProcess, startProcess } from '../../scripts/process/own-process.ts';
import { expectAccessible } from './accessible.ts';
import { launchBrowser, type TestBrowser } from './browser.ts';
import { tillScreen, type TillScreen } from './till-screen.ts';

const MAIN = fileURLToPath(new URL('../../packages/terminal/src/host/main.ts', import.meta.url));
const CSV = `sku,barcode,name,price,tax\n${Array.from(
  { length: 40 },
  (_, n) => `T${n},95210000${(10_000 + n).toString()},Jar ${n},2.50,zero`,
).join('\n')}`;
const OWNER_PIN = '482913';

let folder: string;
let running: OwnProcess[];
let browser: TestBrowser;
let admin: TillScreen;
let blank: TillScreen;

const start = async (name: string): Promise<TillScreen> => {
  const listen = ['--listen', '127.0.0.1:0', '--enrol-port', '0'];
  const till = await startProcess({
    name,
    args: [MAIN, '--data', join(folder, name), '--port', '0', ...listen],
    ready: /ready at http:/,
    logFile: join(folder, `${name}.log`),
  });
  running.push(till);
  return tillScreen(await browser.open(/http:\S+/.exec(till.readyLine)?.[0] ?? ''));
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-e2e-join-'));
  running = [];
  await createChain(
    folder,
    {
      name: 'Harbour & Sons',
      mark: 'real',
      branches: [{ name: 'Harbour Quay', country: 'GB', tills: ['H1'] }],
      staff: [{ name: 'Amelia Hart', role: 'owner', pin: OWNER_PIN }],
      relay: false,
      reporter: false,
    },
    { nowMs: Date.now() },
  );
  browser = await launchBrowser();
  admin = await start('H1');
  blank = await start('new');
  await admin.typePin(OWNER_PIN);
  await admin.page.getByLabel('Opening float').waitFor();
  await openLocalApi(join(folder, 'H1')).post('/api/import', { csv: CSV });
});
afterAll(async () => {
  await browser.close();
  for (const till of running) await till.stop();
  rmSync(folder, { recursive: true, force: true });
});

const openMenu = async (entry: string): Promise<void> => {
  await admin.page.keyboard.press('F10');
  await admin.page.getByRole('dialog', { name: 'Menu' }).getByRole('button', { name: entry }).click();
};

it('[E2E-11] a new till joins a shop on both screens, wrong code included, and sells what it was loaded with', async () => {
  const { page } = blank;
  await page.getByRole('heading', { name: 'This till is new' }).waitFor();
  await expectAccessible(page);
  await blank.button(/^Join a shop/).click();
  await page.getByText('None found yet that takes a device in.').waitFor();
  await expectAccessible(page);

  await openMenu('Add a device');
  await admin.page.getByLabel('Short code').waitFor();
  expect(await admin.page.getByLabel('Short code').inputValue()).toBe('H2');
  await expectAccessible(admin.page);
  await admin.button('Take a device in').click();
  await admin.page.getByRole('heading', { name: 'Waiting for Till H2' }).waitFor();
  await admin.page.getByText('Almost two minutes left. 3 tries are left.').waitFor();
  const where = admin.page.getByRole('region', { name: 'Address on the other screen' });
  const address = await where.getByRole('listitem').innerText();

  const field = page.getByLabel('Address on the other screen');
  await field.fill('nobody at home');
  await blank.button('Ask to join').click();
  await page.getByText('ENROL-ADDRESS-MALFORMED').waitFor();
  await field.fill(address);
  await page.keyboard.press('Enter');
  const shown = page.getByRole('region', { name: 'Enrolment code' });
  await shown.waitFor();
  const code = (await shown.innerText()).replaceAll(/\D/g, '');
  expect(code).toMatch(/^\d{6}$/);
  await page.getByRole('img', { name: 'The code as a picture' }).waitFor();
  await expectAccessible(page);
  // A page loaded again shows the same code.
  await page.reload();
  await shown.getByText(code.slice(0, 3)).waitFor();

  await admin.page.getByText('A device at 127.0.0.1 shows a code.').waitFor();
  await expectAccessible(admin.page);
  const typed = admin.page.getByLabel('Code on the new device');
  await typed.fill(code === '000000' ? '000001' : '000000');
  await admin.button('Take it in').click();
  await admin.page.getByText('ENROL-CODE-WRONG').waitFor();
  await admin.page.getByText('2 tries are left.', { exact: false }).waitFor();
  await page.getByText('Another code was typed there. 2 tries are left.').waitFor();
  // As a scanner reads it from the other screen.
  await typed.fill(`TILLMESH:JOIN:${code}:${address}`);
  await admin.page.keyboard.press('Enter');
  await admin.page.getByRole('heading', { name: 'Till H2 joined' }).waitFor();
  await admin.page.getByText('Now confirm it on the new device.').waitFor();
  await expectAccessible(admin.page);

  await page.getByRole('heading', { name: 'H2 of Harbour & Sons' }).waitFor();
  await expectAccessible(page);
  await blank.button('Yes, it says so').click();
  await page.getByText('All 40 products are here.').waitFor();
  await expectAccessible(page);
  await admin.page.getByText('It is linked to this till.').waitFor();
  await blank.button('Start selling').click();
  await page.getByRole('heading', { name: 'Who is at the till?' }).waitFor();
  await blank.typePin(OWNER_PIN);
  await blank.openShift('50');
  await blank.scan('9521000010007');
  await blank.button(/^Pay £2\.50/).waitFor();
  await page.keyboard.press('F12');
  await blank.button('Take cash').click();
  await page.getByText(/H2-\w{4}-R-1/).waitFor();
  const { code: own } = await openLocalApi(join(folder, 'new')).get<{ code: string }>('/api/health');
  expect(own).toBe('H2');
  expect(await openLocalApi(join(folder, 'new')).get<JoinView | null>('/api/join')).toBeNull();
});

it('[E2E-11] a window that is stopped says so, and the next offers the next code', async () => {
  await admin.button('Add another device').click();
  expect(await admin.page.getByLabel('Short code').inputValue()).toBe('H3');
  await admin.page.getByRole('radio', { name: 'Relay' }).check({ force: true });
  expect(await admin.page.getByLabel('Short code').inputValue()).toBe('relay');
  await admin.button('Take a device in').click();
  await admin.page.getByText('run the command join', { exact: false }).waitFor();
  await admin.button('Stop').click();
  await admin.page.getByRole('heading', { name: 'Nobody is taken in any more' }).waitFor();
  await admin.page.getByText('ENROL-STOPPED').waitFor();
  await expectAccessible(admin.page);
  await admin.button('Add another device').click();
  await admin.page.keyboard.press('Escape');
});

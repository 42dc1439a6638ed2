import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createChain } from '@tillmesh/replica';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DevicesView } from '../../packages/terminal/src/api/device-view.ts';
import { openLocalApi } from '../../scripts/chain/local-api.ts';
import { waitFor } from '../../scripts/chain/wait.ts';
import { freePort } from '../../scripts/process/free-port.ts';
import { type OwnProcess, startProcess } from '../../scripts/process/own-process.ts';
import { expectAccessible } from './accessible.ts';
import { launchBrowser, type TestBrowser } from './browser.ts';
import { tillScreen, type TillScreen } from './till-screen.ts';

const ROOT = fileURLToPath(new URL('../../packages/', import.meta.url));
const OWNER_PIN = '482913';

let folder: string;
let running: OwnProcess[];
let browser: TestBrowser;
let admin: TillScreen;
let blank: TillScreen;

const start = async (name: string, main: string, ...args: readonly string[]): Promise<OwnProcess> => {
  const device = await startProcess({
    name,
    args: [join(ROOT, main), '--data', join(folder, name), ...args],
    ready: /ready at http:/,
    logFile: join(folder, `${name}.log`),
    readyTimeoutMs: 120_000,
  });
  running.push(device);
  return device;
};
const startTill = async (name: string, ...args: readonly string[]): Promise<TillScreen> => {
  const alone = ['--port', '0', '--listen', '127.0.0.1:0', '--enrol-port', '0'];
  const { readyLine } = await start(name, 'terminal/src/host/main.ts', ...alone, ...args);
  return tillScreen(await browser.open(/http:\S+/.exec(readyLine)?.[0] ?? ''));
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-e2e-invite-'));
  running = [];
  await createChain(
    folder,
    {
      name: 'Harbour & Sons',
      mark: 'real',
      branches: [{ name: 'Harbour Quay', country: 'GB', tills: ['H1'] }],
      staff: [{ name: 'Amelia Hart', role: 'owner', pin: OWNER_PIN }],
      relay: true,
      reporter: false,
    },
    { nowMs: Date.now() },
  );
  browser = await launchBrowser();
  const relay = `127.0.0.1:${await freePort()}`;
  await start('relay', 'relay/src/main.ts', '--listen', relay, '--port', '0');
  admin = await startTill('H1', '--peer', relay);
  blank = await startTill('new');
  await waitFor('H1 is linked to the relay', 60_000, async () => {
    const { devices } = await openLocalApi(join(folder, 'H1')).get<DevicesView>('/api/devices');
    return devices.some(({ kind, state }) => kind === 'relay' && state === 'linked') ? true : null;
  });
  await admin.typePin(OWNER_PIN);
  await admin.page.getByLabel('Opening float').waitFor();
}, 180_000);
afterAll(async () => {
  await browser.close();
  for (const device of running) await device.stop();
  rmSync(folder, { recursive: true, force: true });
});

const invitations = () => admin.page.getByRole('region', { name: 'Invitations' });
const line = () => invitations().getByLabel('Invitation', { exact: true });

it('[E2E-12] a till far away joins by the line that the other screen shows, and waits in words while that is offline', async () => {
  await admin.page.keyboard.press('F10');
  await admin.page
    .getByRole('dialog', { name: 'Menu' })
    .getByRole('button', { name: 'Add a device' })
    .click();
  await admin.page.getByLabel('Short code').waitFor();
  await admin.button('Make an invitation').click();
  await invitations().getByText('is invited until').waitFor();
  await invitations().getByRole('img', { name: 'The invitation as a picture' }).waitFor();
  await expectAccessible(admin.page);
  await admin.button('Cancel the invitation of Till H2').click();
  await invitations().getByText('it was cancelled').waitFor();
  await admin.button('Make an invitation').click();
  const invitation = await line().inputValue();
  expect(invitation).toMatch(/^tillmesh-join-1\.[\w-]{200,}$/);

  const api = openLocalApi(join(folder, 'H1'));
  await api.post('/api/links', { on: false });
  const { page } = blank;
  await blank.button(/^Join a shop/).click();
  const field = page.getByLabel('Address on the other screen, or invitation');
  await field.fill(invitation.slice(0, -4));
  await blank.button('Ask to join').click();
  await page.getByText('ENROL-INVITATION-MALFORMED').waitFor();
  await field.fill(invitation);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Waiting for H1' }).waitFor();
  await expectAccessible(page);
  await api.post('/api/links', { on: true });
  await page.getByRole('heading', { name: 'H2 of Harbour & Sons' }).waitFor({ timeout: 60_000 });
  await expectAccessible(page);
  await invitations().getByText('has joined by its invitation').waitFor();
  await blank.button('Start selling').click();
  await page.getByRole('heading', { name: 'Who is at the till?' }).waitFor();
});

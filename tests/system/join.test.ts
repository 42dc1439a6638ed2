import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createChain } from '@tillmesh/replica';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EnrolView } from '../../packages/terminal/src/api/enrol-view.ts';
import { act } from '../../scripts/chain/cashier.ts';
import { type LocalApi, openLocalApi } from '../../scripts/chain/local-api.ts';
import { waitFor } from '../../scripts/chain/wait.ts';
import { type OwnProcess, startProcess } from '../../scripts/process/own-process.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PIN = '482913';
const PATIENCE_MS = 20_000;

let place: string;
let api: LocalApi;
let running: OwnProcess[];
beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), 'tillmesh-join-'));
  const shop = join(place, 'shop');
  const { staff } = await createChain(
    shop,
    {
      name: 'Harbour & Sons',
      mark: 'real',
      branches: [{ name: 'North', country: 'GB', tills: ['H1'] }],
      staff: [{ name: 'Olive', role: 'owner', pin: PIN }],
      relay: false,
      reporter: false,
    },
    { nowMs: Date.now(), folderOf: () => shop },
  );
  const args = ['--data', shop, '--port', '0', '--listen', '127.0.0.1:0', '--enrol-port', '0'];
  running = [await start('H1', 'packages/terminal/src/host/main.ts', ...args)];
  api = openLocalApi(shop);
  await act(api, { kind: 'session.sign-in', staffId: staff[0]?.id ?? '', pin: PIN });
});
afterEach(async () => {
  for (const device of running) await device.stop();
  rmSync(place, { recursive: true });
});

const start = (name: string, main: string, ...args: readonly string[]): Promise<OwnProcess> =>
  startProcess({
    name,
    args: [join(ROOT, main), ...args],
    ready: /ready at (http:[^\s,]+)/,
    logFile: join(place, `${name}.log`),
  });

type Told = { readonly exitCode: number | null; readonly said: string };

/** The command as a person uses it: what it prints is read, the code typed at the till, `answer` typed here. */
const joinBy = (kind: string, folder: string, address: string, answer: string): Promise<Told> =>
  new Promise((resolve, reject) => {
    const args = ['scripts/join.ts', '--folder', folder, '--kind', kind, '--address', address];
    const child = spawn(process.execPath, args, { cwd: ROOT });
    let said = '';
    let typed = false;
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const code = /Code of this \w+: (\d{3} \d{3})/.exec(said)?.[1];
      if (code === undefined || typed) return;
      typed = true;
      type(code).then(() => child.stdin.end(`${answer}\n`), reject);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('close', (exitCode) => resolve({ exitCode, said }));
  });

const type = async (code: string): Promise<void> => {
  await waitFor('the device waits', PATIENCE_MS, async () => {
    const { window } = await api.get<EnrolView>('/api/enrol');
    return window?.state.step === 'open' && window.state.waiting.length === 1 ? true : null;
  });
  await api.post('/api/enrol/code', { code });
};

it('[JOIN-07] a relay joins by a command, and links with the address that it is told', async () => {
  const opened = await api.post<EnrolView>('/api/enrol', { device: 'relay', code: 'relay' });
  const folder = join(place, 'relay');
  const { exitCode, said } = await joinBy('relay', folder, opened.window?.addresses[0] ?? '', 'yes');
  expect(said).toContain('It joined Harbour & Sons as relay relay.');
  expect(exitCode).toBe(0);
  const peer = /--peer (\S+)/.exec(said)?.[1] ?? '';
  const args = ['--data', folder, '--listen', '127.0.0.1:0', '--port', '0', '--peer', peer];
  running.push(await start('relay', 'packages/relay/src/main.ts', ...args));
  await waitFor('the till sees the relay', PATIENCE_MS, async () => {
    const { window } = await api.get<EnrolView>('/api/enrol');
    return window?.state.step === 'joined' && window.state.linked ? true : null;
  });
});

it('[JOIN-07] unconfirmed, refused, or called wrongly it says so and makes nothing', async () => {
  const opened = await api.post<EnrolView>('/api/enrol', { device: 'reporter', code: 'office' });
  const address = opened.window?.addresses[0] ?? '';
  const folder = join(place, 'office');
  const other = await joinBy('relay', folder, address, '');
  expect(other.exitCode).toBe(1);
  expect(other.said).toContain('ENROL-KIND-WRONG');
  const denied = await joinBy('reporter', folder, address, 'no');
  expect(denied.exitCode).toBe(1);
  expect(denied.said).toContain('Not confirmed');
  expect(await joinBy('till', folder, address, '')).toMatchObject({ exitCode: 2 });
  expect(await joinBy('reporter', folder, 'no address', '')).toMatchObject({ exitCode: 2 });
});

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Chain, createChain } from '@tillmesh/replica';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DevicesView } from '../../packages/terminal/src/api/device-view.ts';
import type { EnrolView } from '../../packages/terminal/src/api/enrol-view.ts';
import type { JoinView } from '../../packages/terminal/src/api/join-view.ts';
import { act } from '../../scripts/chain/cashier.ts';
import { type LocalApi, openLocalApi } from '../../scripts/chain/local-api.ts';
import { waitFor } from '../../scripts/chain/wait.ts';
import { freePort } from '../../scripts/process/free-port.ts';
import { type OwnProcess, startProcess } from '../../scripts/process/own-process.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PIN = '482913';
const PATIENCE_MS = 120_000;

let place: string;
let chain: Chain;
let relay: string;
const running = new Map<string, OwnProcess>();
beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), 'tillmesh-invite-'));
  chain = await createChain(
    place,
    {
      name: 'Harbour & Sons',
      mark: 'real',
      branches: [{ name: 'North', country: 'GB', tills: ['H1'] }],
      staff: [{ name: 'Olive', role: 'owner', pin: PIN }],
      relay: true,
      reporter: false,
    },
    { nowMs: Date.now() },
  );
  relay = `127.0.0.1:${await freePort()}`;
  await start('relay', 'packages/relay/src/main.ts', '--listen', relay, '--port', '0');
});
afterEach(async () => {
  for (const device of running.values()) await device.stop();
  running.clear();
  rmSync(place, { recursive: true });
});

const start = async (name: string, main: string, ...args: readonly string[]): Promise<void> => {
  const device = await startProcess({
    name,
    args: [join(ROOT, main), '--data', join(place, name), ...args],
    ready: /ready at (http:[^\s,]+)/,
    logFile: join(place, `${name}.log`),
    readyTimeoutMs: 120_000,
  });
  running.set(name, device);
};
const stop = async (name: string): Promise<void> => {
  await running.get(name)?.stop();
  running.delete(name);
};

/** A till that links nobody but the relay. */
const startTill = async (name: string, ...args: readonly string[]): Promise<LocalApi> => {
  const alone = ['--port', '0', '--listen', '127.0.0.1:0', '--enrol-port', '0'];
  await start(name, 'packages/terminal/src/host/main.ts', ...alone, ...args);
  return openLocalApi(join(place, name));
};
const startAdmin = () => startTill('H1', '--peer', relay);

const linked = (api: LocalApi, kind: string): Promise<true> =>
  waitFor(`a ${kind} is linked`, PATIENCE_MS, async () => {
    const { devices } = await api.get<DevicesView>('/api/devices');
    return devices.some((device) => device.kind === kind && device.state === 'linked') ? true : null;
  });

type Told = { readonly exitCode: number | null; readonly said: string };
type Running = { readonly said: () => string; readonly ended: Promise<Told> };

const command = (script: string, ...args: readonly string[]): Running => {
  const child = spawn(process.execPath, [`scripts/${script}.ts`, ...args], { cwd: ROOT });
  let said = '';
  const hear = (chunk: Buffer): void => void (said += chunk.toString());
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new Promise<Told>((resolve) =>
    child.once('close', (exitCode) => resolve({ exitCode, said })),
  );
  return { said: () => said, ended };
};

const signedIn = async (): Promise<LocalApi> => {
  const api = await startAdmin();
  await act(api, { kind: 'session.sign-in', staffId: chain.staff[0]?.id ?? '', pin: PIN });
  await linked(api, 'relay');
  return api;
};

const invite = async (...args: readonly string[]): Promise<string> => {
  const { said, exitCode } = await command('invite', '--data', join(place, 'H1'), ...args).ended;
  expect(said).toContain('Send it as you would send a password.');
  expect(exitCode).toBe(0);
  return said.split('\n')[0] ?? '';
};

it('[JOIN-08] a till is invited by a command, waits for the admin device, and joins by a command through the relay', async () => {
  const api = await signedIn();
  const line = await invite('--kind', 'till', '--code', 'H2', '--branch', 'North');
  await act(api, { kind: 'session.sign-out' });
  await stop('H1');
  const joining = command('join', '--folder', join(place, 'H2'), '--invitation', line);
  await waitFor('it waits', PATIENCE_MS, () =>
    joining.said().includes('Waiting for H1 (admin device) to be online') ? true : null,
  );
  await startAdmin();
  const { said, exitCode } = await joining.ended;
  expect(said).toContain('It joined Harbour & Sons as till H2.');
  expect(said).toContain(`--peer ${relay}`);
  expect(exitCode).toBe(0);
  await linked(await startTill('H2', '--peer', relay), 'relay');
  const again = await command('join', '--folder', join(place, 'H9'), '--invitation', line).ended;
  expect(again.said).toContain('INVITATION-USED');
  expect(again.exitCode).toBe(1);
});

it('[JOIN-09] a till joins by the line in the field of its first-run page, and goes on as that till', async () => {
  const api = await signedIn();
  const { invitations } = await api.post<EnrolView>('/api/enrol/invite', { device: 'till', code: 'H2' });
  const [made] = invitations;
  expect(made).toMatchObject({ state: 'open', plan: { device: 'till', code: 'H2' } });
  expect(made?.picture?.path).toMatch(/^M\d/);
  const blank = await startTill('H2');
  const broken = blank.post<JoinView>('/api/join', { address: made?.text?.slice(0, -2) });
  await expect(broken).rejects.toMatchObject({ code: 'ENROL-INVITATION-MALFORMED' });
  await blank.post<JoinView>('/api/join', { address: made?.text });
  await waitFor('it joined and is linked', PATIENCE_MS, async () => {
    const view = await blank.get<JoinView | null>('/api/join');
    if (view?.state.step === 'blank' && view.state.refusal !== null) throw new Error(view.state.refusal.code);
    return view?.state.step === 'joined' && view.state.linked ? true : null;
  });
  const view = await api.get<EnrolView>('/api/enrol');
  expect(view.invitations).toMatchObject([{ state: 'used', text: null, refusal: null }]);
  await act(api, { kind: 'session.sign-out' });
  expect((await api.get<EnrolView>('/api/enrol')).invitations).toEqual([]);
});

it('[JOIN-10] an invitation is listed, cancelled and refused by command, each with words and an exit code', async () => {
  const api = await signedIn();
  const data = ['--data', join(place, 'H1')];
  const line = await invite('--kind', 'reporter', '--code', 'office', '--hours', '2');
  expect(await command('invite', ...data, '--list').ended).toMatchObject({ exitCode: 0 });
  const cancelled = await command('invite', ...data, '--cancel', 'office').ended;
  expect(cancelled).toEqual({ exitCode: 0, said: 'reporter office is no longer invited.\n' });
  const folder = ['--folder', join(place, 'office')];
  const refused = await command('join', ...folder, '--invitation', line).ended;
  expect(refused.said).toContain('(INVITATION-CANCELLED)');
  expect(refused.exitCode).toBe(1);
  const malformed = await command('join', ...folder, '--invitation', line.slice(0, -3)).ended;
  expect(malformed.said).toContain('(ENROL-INVITATION-MALFORMED)');
  const wrong = await command('invite', ...data, '--kind', 'relay', '--code', 'second').ended;
  expect(wrong.exitCode).toBe(2);
  await act(api, { kind: 'session.sign-out' });
  const mayNot = await command('invite', ...data, '--kind', 'till', '--code', 'H2').ended;
  expect(mayNot.said).toContain('RIGHT-MISSING');
  expect(mayNot.exitCode).toBe(1);
});

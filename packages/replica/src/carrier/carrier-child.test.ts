import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { spawnCarrier } from './carrier-child.ts';
import { carriersOf } from './child.fixture.ts';
import type { CarrierConfig, CarrierOutput } from './carrier-port.ts';
import {
  digest,
  introduce,
  ledger,
  north,
  numbered,
  TestOrganisation,
  type TestDevice,
} from './device.fixture.ts';
import type { ParentOrder } from './parent.fixture.ts';

// Starting a process takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let organisation: TestOrganisation;
const parents: ChildProcess[] = [];

beforeEach(() => {
  organisation = new TestOrganisation();
});

afterEach(() => {
  for (const parent of parents.splice(0)) parent.kill('SIGKILL');
  return organisation.end();
});

const lastCarrier = (): number => {
  const pid = carriersOf(process.pid).at(-1);
  if (pid === undefined) throw new Error('No carrier is running.');
  return pid;
};

const readyTimes = (device: TestDevice, times: number): Promise<unknown> =>
  device.until(() => device.all('ready').length >= times);

/** A process that runs a carrier, and what that says; `limit` is a shell's command that it begins with. */
const startParent = (config: CarrierConfig, limit = 'true') => {
  const program = fileURLToPath(new URL('./parent.fixture.ts', import.meta.url));
  const parent = spawn(
    '/bin/sh',
    ['-c', `${limit}; exec "$@"`, 'sh', process.execPath, '--disable-warning=ExperimentalWarning', program],
    { serialization: 'advanced', stdio: ['ignore', 2, 2, 'ipc'] },
  );
  const said: CarrierOutput[] = [];
  let check = (): void => undefined;
  parent.on('message', (output: CarrierOutput) => {
    said.push(output);
    check();
  });
  const order = (one: ParentOrder): boolean => parent.send(one);
  const until = (find: (said: readonly CarrierOutput[]) => boolean): Promise<void> =>
    new Promise((resolve) => {
      check = () => {
        if (find(said)) resolve();
      };
      check();
    });
  parents.push(parent);
  order({ type: 'start', config: { ...config, databaseFile: `${config.databaseFile}.child` } });
  return { process: parent, said, order, until };
};

it('[CARR-13] a carrier in a process of its own carries as one in this process does', async () => {
  const a = organisation.device('a', { start: spawnCarrier });
  const b = organisation.device('b');
  await Promise.all([a.open([north]), b.open([north])]);
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 300) });
  await introduce([a, b], [[b, a]]);
  await b.until(() => b.told().length === 300);
  b.send({ type: 'put', ref: ledger, objects: numbered(300, 301) });
  await a.until(() => a.told().length === 1);
  expect(a.told()[0]?.bytes).toBeInstanceOf(Uint8Array);
  expect(digest(await a.read(ledger))).toEqual(digest(numbered(0, 301)));
});

it('[CARR-14] killed, it is started again on the same port, and has what was flushed; the rest is put again', async () => {
  const a = organisation.device('a', { start: spawnCarrier });
  const b = organisation.device('b');
  await Promise.all([a.open([north]), b.open([north])]);
  await introduce([a, b], [[b, a]]);
  const port = await a.port();
  let put = 0;
  for (let life = 1; life <= 3; life++) {
    a.send({ type: 'put', ref: ledger, objects: numbered(put, put + 20) });
    await a.flush();
    const flushed = put + 20;
    // Not flushed: these may be lost, and the owner puts them again.
    a.send({ type: 'put', ref: ledger, objects: numbered(flushed, flushed + 5) });
    put = flushed + 5;
    process.kill(lastCarrier(), 'SIGKILL');
    await readyTimes(a, life + 1);
    expect(await a.port()).toBe(port);
    const [opened] = await a.open([north]);
    expect(opened?.count).toBeGreaterThanOrEqual(flushed);
    a.send({ type: 'put', ref: ledger, objects: numbered(0, put) });
    await introduce([a, b], []);
    b.send({ type: 'peers', allowed: [a.self, b.self], dial: [await a.address()] });
  }
  await b.until(() => b.told().length === put);
  expect(digest(b.told())).toEqual(digest(numbered(0, put)));
  expect(await a.read(ledger)).toHaveLength(put);
  expect(a.alarms()).toEqual(Array.from({ length: 3 }, () => 'CARRIER-DIED'));
});

it('[CARR-15] told to stop it saves, ends promptly and leaves no process', async () => {
  const a = organisation.device('a', { start: spawnCarrier });
  await a.open([north]);
  const pid = lastCarrier();
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 50) });
  await a.restart();
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  expect(await a.open([north])).toMatchObject([digest(numbered(0, 50))]);
});

it('[CARR-15] it ends when its parent is killed', async () => {
  const { config } = organisation.device('a');
  const parent = startParent(config);
  await parent.until((said) => said.some(({ type }) => type === 'ready'));
  const [pid] = carriersOf(parent.process.pid ?? 0);
  expect(pid).toBeDefined();
  parent.process.kill('SIGKILL');
  await vi.waitUntil(() => !existsSync(`/proc/${pid}`), { timeout: 30_000, interval: 20 });
});

it('[CARR-16] a file that cannot be used is told with its code, and tried again', async () => {
  const a = organisation.device('a', {
    start: (config) =>
      spawnCarrier({ ...config, databaseFile: `${config.databaseFile}/nowhere/documents.db` }),
  });
  await a.until(() => a.alarms().filter((code) => code === 'CARRIER-DIED').length === 2);
  expect(a.alarms().slice(0, 2)).toEqual(['DISK-FAILED', 'CARRIER-DIED']);
});

it('[CARR-20] a process that cannot be started is told as one that died, and tried again until it can be', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillmesh-program-'));
  const program = join(folder, 'node');
  const a = organisation.device('a', { start: (config) => spawnCarrier(config, { program }) });
  // Nothing is there to take these; they harm nothing.
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 1) });
  await a.until(() => a.alarms().length === 2);
  expect(a.all('alarm')).toMatchObject(
    Array.from({ length: 2 }, () => ({
      code: 'CARRIER-DIED',
      message: expect.stringContaining('ENOENT') as string,
    })),
  );
  symlinkSync(process.execPath, program);
  await readyTimes(a, 1);
  expect(await a.open([north])).toMatchObject([{ count: 0 }]);
  rmSync(folder, { recursive: true });
});

it('[CARR-20] a till without a free file handle lives on, and starts the process again when it has one', async () => {
  const { config } = organisation.device('a');
  const parent = startParent(config, 'ulimit -n 128');
  const count = (of: CarrierOutput['type']): number => parent.said.filter(({ type }) => type === of).length;
  await parent.until(() => count('ready') === 1);
  const [pid] = carriersOf(parent.process.pid ?? 0);
  parent.order({ type: 'starve' });
  process.kill(pid ?? 0, 'SIGKILL');
  await parent.until(() => count('alarm') === 3);
  expect(parent.said.filter(({ type }) => type === 'alarm')).toMatchObject([
    { code: 'CARRIER-DIED', message: expect.stringContaining('SIGKILL') as string },
    { code: 'CARRIER-DIED', message: expect.stringContaining('EMFILE') as string },
    { code: 'CARRIER-DIED', message: expect.stringContaining('EMFILE') as string },
  ]);
  parent.order({ type: 'feed' });
  await parent.until(() => count('ready') === 2);
  parent.order({ type: 'close' });
  expect(await once(parent.process, 'exit')).toEqual([0, null]);
});

it('[CARR-20] what the system refuses at once is told likewise, when somebody listens', async () => {
  const a = organisation.device('a', { start: (config) => spawnCarrier(config, { program: 'no\0program' }) });
  await a.until(() => a.alarms().length === 2);
  expect(a.alarms()).toEqual(['CARRIER-DIED', 'CARRIER-DIED']);
});

it('[CARR-20] told to stop while no process can be started it stops at once', async () => {
  const a = organisation.device('a', {
    start: (config) => spawnCarrier(config, { program: '/nowhere/node' }),
  });
  await a.carrier.close();
  const b = organisation.device('b', {
    start: (config) => spawnCarrier(config, { program: '/nowhere/node' }),
  });
  await b.until(() => b.alarms().length === 1);
  await b.carrier.close();
  expect([...a.alarms(), ...b.alarms()]).toEqual(['CARRIER-DIED']);
});

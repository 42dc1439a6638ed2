import { fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { spawnCarrier } from './carrier-child.ts';
import {
  digest,
  introduce,
  ledger,
  north,
  numbered,
  TestOrganisation,
  type TestDevice,
} from './device.fixture.ts';

// Starting a process takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let organisation: TestOrganisation;

beforeEach(() => {
  organisation = new TestOrganisation();
});

afterEach(() => organisation.end());

/** The carriers that are children of a process, in the order in which they began. */
const carriersOf = (parent: number): number[] =>
  readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8')
    .trim()
    .split(/\s+/)
    .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('carrier-process'))
    .map(Number);

const lastCarrier = (): number => {
  const pid = carriersOf(process.pid).at(-1);
  if (pid === undefined) throw new Error('No carrier is running.');
  return pid;
};

const readyTimes = (device: TestDevice, times: number): Promise<unknown> =>
  device.until(() => device.all('ready').length >= times);

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
  const parent = fork(new URL('./parent.fixture.ts', import.meta.url), [], {
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  parent.send({ ...config, databaseFile: `${config.databaseFile}.child` });
  await new Promise((resolve) => parent.once('message', resolve));
  const [pid] = carriersOf(parent.pid ?? 0);
  expect(pid).toBeDefined();
  parent.kill('SIGKILL');
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

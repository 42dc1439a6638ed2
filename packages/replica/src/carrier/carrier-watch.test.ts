import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ChunkStore } from '../chunk-store/chunk-store.ts';
import { openChunkTable } from '../chunk-store/documents-file.ts';
import { documentIdOf } from '../document/document-id.ts';
import { LEDGER_BOMB } from './bomb.fixture.ts';
import { type SpawnOptions, spawnCarrier } from './carrier-child.ts';
import type { CarriedObject, CarrierConfig, CarrierPort, Quarantine } from './carrier-port.ts';
import { abortAt, carriersOf } from './child.fixture.ts';
import {
  bytes,
  catalog,
  digest,
  everywhere,
  introduce,
  ledger,
  north,
  TestOrganisation,
  type TestDevice,
} from './device.fixture.ts';

// Starting a process takes seconds on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let organisation: TestOrganisation;
beforeEach(() => {
  organisation = new TestOrganisation();
});
afterEach(() => organisation.end());

/** A device whose carrier is a process; its quarantines are kept over its restarts, as till.db does. */
const watched = (deviceId: string, options: SpawnOptions = {}): TestDevice => {
  let kept: readonly Quarantine[] = [];
  const start = (config: CarrierConfig): CarrierPort => {
    const carrier = spawnCarrier({ ...config, quarantines: kept }, options);
    carrier.onOutput((output) => {
      if (output.type === 'quarantines') kept = output.quarantines;
    });
    return carrier;
  };
  return organisation.device(deviceId, { start });
};

/** Large enough to be taken up, and read, in many steps. */
const sales = (from: number, to: number): CarriedObject[] =>
  Array.from({ length: to - from }, (_, at) => {
    const object = new Uint8Array(600);
    for (let byte = 0; byte < object.length; byte++) object[byte] = (byte * 31 + (from + at) * 7) % 251;
    new DataView(object.buffer).setUint32(0, from + at);
    return { bytes: object };
  });

const died = (device: TestDevice): string[] =>
  device.all('alarm').flatMap(({ code, message }) => (code === 'CARRIER-DIED' ? [message] : []));
const ready = (device: TestDevice, times: number): Promise<unknown> =>
  device.until(() => device.all('ready').length >= times);

it('[WATCH-01] a process that does not answer is ended, told why, and started again', async () => {
  const a = watched('a', { silenceMs: 3_000 });
  await ready(a, 1);
  process.kill(carriersOf(process.pid).at(-1) ?? 0, 'SIGSTOP');
  await a.until(() => died(a).length === 1);
  expect(died(a)).toEqual([
    'The replica process was ended: it did not answer for 3 seconds; it is started again. Selling is unaffected.',
  ]);
  await ready(a, 2);
  expect(await a.open([north])).toMatchObject([{ count: 0 }]);
});

it('[WATCH-01] a process that needs more memory than it may is ended, told why, and started again', async () => {
  const a = watched('a', { memoryMb: 200 });
  await a.open([north]);
  for (let at = 0; at < 200; at++) {
    if (died(a).length > 0) break;
    a.send({ type: 'put', ref: ledger, objects: [{ bytes: new Uint8Array(1_000_000).fill(at) }] });
    await new Promise((resolve) => void setImmediate(resolve));
  }
  await a.until(() => died(a).length > 0);
  expect(died(a)[0]).toContain('it needed more than 200 MiB');
  await ready(a, 2);
});

it('[WATCH-01] what Automerge cannot load within its memory is set aside at once; all else is opened', async () => {
  const a = watched('a');
  const { databaseFile } = a.config;
  await a.open([north, everywhere]);
  a.send({ type: 'put', ref: catalog, objects: [{ key: 'one', bytes: bytes(1) }] });
  await a.flush();
  await a.carrier.close();
  const { table } = openChunkTable(databaseFile, 0);
  const store = new ChunkStore({ table, nowMs: () => 0, later: () => undefined, onAlarm: () => undefined });
  const documentId = documentIdOf(a.config.organisation, ledger);
  void store.removeRange([documentId]);
  void store.save([documentId, 'snapshot', 'bomb'], LEDGER_BOMB);
  store.close();
  await a.restart();
  for (let life = 1; a.all('opened').length < 2; life++) {
    await ready(a, life);
    a.send({ type: 'open', documents: [north, everywhere] });
    await a.until(() => a.all('opened').length >= 2 || a.all('ready').length > life);
  }
  expect(a.all('opened').map(({ ref, count }) => [ref.kind, count])).toEqual(
    expect.arrayContaining([
      ['ledger', 0],
      ['catalog', 1],
    ]),
  );
  expect(a.all('alarm')).toContainEqual(
    expect.objectContaining({ code: 'DOCUMENT-QUARANTINED', ref: ledger }),
  );
});

it('[WATCH-03] [WATCH-06] what a peer sent and the process died of twice is muted with it, over restarts, until lifted', async ({
  signal,
}) => {
  const a = watched('a');
  const b = organisation.device('b');
  const c = organisation.device('c');
  await Promise.all([a, b, c].map((device) => device.open([north, everywhere])));
  b.send({ type: 'put', ref: ledger, objects: sales(0, 3_000) });
  c.send({ type: 'put', ref: ledger, objects: sales(3_000, 3_010) });
  await b.flush();
  const poison = { step: 'take', ref: ledger, peer: 'b' } as const;
  const meetB = async (): Promise<void> => {
    a.send({ type: 'open', documents: [north, everywhere] });
    a.send({ type: 'peers', allowed: [b.self, c.self], dial: [await b.address()] });
  };
  b.send({ type: 'peers', allowed: [a.self], dial: [] });
  c.send({ type: 'peers', allowed: [a.self], dial: [] });
  for (let life = 1; life <= 2; life++) {
    await ready(a, life);
    const death = abortAt(a.config.databaseFile, poison, signal);
    await meetB();
    await death;
    await a.until(() => died(a).length === life);
  }
  expect(a.all('alarm').filter(({ code }) => code === 'CARRIER-DIED')).toMatchObject([
    { peer: 'b', ref: ledger },
    { peer: 'b', ref: ledger },
  ]);
  expect(a.all('alarm')).toContainEqual(
    expect.objectContaining({ code: 'PEER-QUARANTINED', peer: 'b', ref: ledger }),
  );
  await a.restart();
  await ready(a, 1);
  // Nothing of the muted document comes; what else the peer has, and the same document from another, does.
  a.send({ type: 'open', documents: [north, everywhere] });
  a.send({
    type: 'peers',
    allowed: [b.self, c.self],
    dial: [await b.address(), await c.address()],
  });
  b.send({ type: 'put', ref: catalog, objects: [{ key: 'one', bytes: bytes(1) }] });
  await a.until(() => a.told().length === 11);
  const told = a.all('objects').map(({ ref, from }) => [ref.kind, from]);
  expect(told).toEqual(
    expect.arrayContaining([
      ['catalog', 'b'],
      ['ledger', 'c'],
    ]),
  );
  expect(told).not.toContainEqual(['ledger', 'b']);
  // Nor is what the third device had of it given on to that peer.
  a.send({ type: 'put', ref: catalog, objects: [{ key: 'two', bytes: bytes(2) }] });
  await b.until(() => b.told().length > 0);
  expect(b.all('objects').map(({ ref }) => ref.kind)).toEqual(['catalog']);
  a.send({ type: 'lift', pair: { ref: ledger, peer: 'b' } });
  await a.until(() => a.told().length === 3_011);
  expect(a.all('quarantines').at(-1)?.quarantines).toEqual([]);
});

it('[WATCH-05] what is saved here and the process died of is set aside and filled anew, then closed; all else goes on', async ({
  signal,
}) => {
  const a = watched('a');
  await a.open([north, everywhere]);
  a.send({ type: 'put', ref: ledger, objects: sales(0, 2_000) });
  a.send({ type: 'put', ref: catalog, objects: [{ key: 'one', bytes: bytes(1) }] });
  await a.flush();
  await a.restart();
  let lives = 0;
  const dieAtLoading = async (): Promise<void> => {
    lives += 1;
    await ready(a, lives);
    const death = abortAt(a.config.databaseFile, { step: 'load', ref: ledger, peer: null }, signal);
    a.send({ type: 'open', documents: [everywhere, north] });
    await death;
    await a.until(() => died(a).length === lives);
  };
  await dieAtLoading();
  await dieAtLoading();
  await ready(a, 3);
  const opened = await a.open([everywhere, north]);
  expect(opened.map(({ ref, count }) => [ref.kind, count])).toEqual([
    ['catalog', 1],
    ['ledger', 0],
  ]);
  expect(a.all('alarm')).toContainEqual(
    expect.objectContaining({ code: 'DOCUMENT-QUARANTINED', ref: ledger }),
  );
  a.send({ type: 'put', ref: ledger, objects: sales(0, 2_000) });
  expect(digest(await a.read(ledger))).toEqual(digest(sales(0, 2_000)));
  await a.flush();
  process.kill(carriersOf(process.pid).at(-1) ?? 0, 'SIGKILL');
  await a.until(() => died(a).length === 3);
  lives = 3;
  await dieAtLoading();
  await dieAtLoading();
  expect(a.all('alarm')).toContainEqual(expect.objectContaining({ code: 'DOCUMENT-CLOSED', ref: ledger }));
  await ready(a, 6);
  const before = a.all('opened').length;
  a.send({ type: 'open', documents: [north, everywhere] });
  a.send({ type: 'put', ref: ledger, objects: sales(0, 1) });
  await a.flush();
  expect(a.all('opened').slice(before)).toMatchObject([{ ref: catalog, count: 1 }]);
  a.send({ type: 'lift', pair: { ref: ledger, peer: null } });
  expect(await a.until(() => a.all('opened').slice(before)[1])).toMatchObject({ ref: ledger, count: 2_000 });
});

it('[WATCH-07] who is killed from outside, whatever it was at, blames nobody', async () => {
  const a = watched('a');
  const b = organisation.device('b');
  await Promise.all([a.open([north]), b.open([north])]);
  b.send({ type: 'put', ref: ledger, objects: sales(0, 2_000) });
  await introduce([a, b], [[a, b]]);
  await a.until(() => a.told().length > 0);
  process.kill(carriersOf(process.pid).at(-1) ?? 0, 'SIGKILL');
  await a.until(() => died(a).length === 1);
  const [death] = a.all('alarm');
  expect(death).not.toHaveProperty('peer');
  expect(death).not.toHaveProperty('ref');
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { ChunkStore } from '../chunk-store/chunk-store.ts';
import { openChunkTable } from '../chunk-store/documents-file.ts';
import type { DocumentRef } from '../document/document-ref.ts';
import { DEFAULT_TIMING, type Timers } from '../link/timers.ts';
import { createCarrier } from './carrier.ts';
import type { CarrierConfig, CarrierPort } from './carrier-port.ts';
import { type CarrierPorts, processPorts } from './carrier-ports.ts';
import { digest, introduce, numbered, type TestDevice, TestOrganisation, toldOf } from './device.fixture.ts';
import { LoadedTable } from './loaded-table.ts';

const QUICK = { ...DEFAULT_TIMING, backOffFirstMs: 10, backOffMaxMs: 50 };
const SHARDS = 8;
const shards: readonly { ref: DocumentRef; branchId: null }[] = Array.from(
  { length: SHARDS },
  (_, shard) => ({
    ref: { kind: 'catalog', parts: [String(shard), '0'] },
    branchId: null,
  }),
);
const ledgerOf = (series: string): { ref: DocumentRef; branchId: string } => ({
  ref: { kind: 'ledger', parts: [series, '0'] },
  branchId: 'north',
});

let organisation: TestOrganisation;
let nowMs = 0;
let looks: (() => void)[] = [];
let loaded: LoadedTable;
beforeEach(() => {
  organisation = new TestOrganisation();
  nowMs = 1_000_000;
  looks = [];
  loaded = new LoadedTable({
    nowMs: () => nowMs,
    later: (run) => {
      looks.push(run);
      return () => (looks = looks.filter((each) => each !== run));
    },
    idleMs: 60_000,
    most: 4,
    mostBytes: 1_000_000,
  });
});
afterEach(() => organisation.end());

const relayDevice = (id = 'relay-1'): TestDevice =>
  organisation.device(id, {
    kind: 'relay',
    branchId: null,
    start: (config) => createCarrier(config, { ...processPorts(), timing: QUICK, loaded }),
  });

/** Time passes, and every document that is due is asked to rest until so many are left. */
const passUntil = async (ms: number, left: number): Promise<void> => {
  while (loaded.size > left) {
    nowMs += ms;
    for (const look of looks.splice(0)) look();
    await new Promise((resolve) => setImmediate(resolve));
  }
};

it('[LAZY-01] who stands where a relay stands gets its answer without a document being loaded', async () => {
  const [relay, till] = [relayDevice(), organisation.device('till-1')];
  relay.send({ type: 'open', documents: shards });
  await till.open(shards);
  await introduce([relay, till], [[till, relay]]);
  await relay.linked(till);
  const other = organisation.device('till-2');
  const series = ledgerOf('a');
  relay.send({ type: 'open', documents: [series] });
  await other.open([...shards, series]);
  await till.open([series]);
  await introduce(
    [relay, till, other],
    [
      [till, relay],
      [other, relay],
    ],
  );
  till.send({ type: 'put', ref: series.ref, objects: numbered(0, 3) });
  await toldOf(other, 3);
  expect(loaded.size).toBe(1);
  expect(relay.alarms()).toEqual([]);
});

it('[LAZY-01] a document that is known here later than its author spoke of it is asked for then', async () => {
  const [relay, till] = [relayDevice(), organisation.device('till-1')];
  const series = ledgerOf('a');
  await till.open([series]);
  await introduce([relay, till], [[till, relay]]);
  till.send({ type: 'put', ref: series.ref, objects: numbered(0, 3) });
  await relay.linked(till);
  await till.flush();
  relay.send({ type: 'open', documents: [series] });
  await toldOf(relay, 3);
  expect(relay.told()).toHaveLength(3);
});

it('[LAZY-02] a document that nobody speaks of is unloaded, and loaded again for who needs it', async () => {
  const [relay, till, late] = [relayDevice(), organisation.device('till-1'), organisation.device('till-2')];
  const series = ledgerOf('a');
  relay.send({ type: 'open', documents: [series] });
  await till.open([series]);
  await introduce([relay, till, late], [[till, relay]]);
  till.send({ type: 'put', ref: series.ref, objects: numbered(0, 3) });
  await toldOf(relay, 3);
  await passUntil(60_000, 0);
  // What it unloaded is there for who comes later, and who stayed is told of what is new.
  await late.open([series]);
  await introduce(
    [relay, till, late],
    [
      [till, relay],
      [late, relay],
    ],
  );
  await toldOf(late, 3);
  late.send({ type: 'put', ref: series.ref, objects: numbered(3, 5) });
  await toldOf(till, 2);
  await passUntil(60_000, 0);
  till.send({ type: 'put', ref: series.ref, objects: numbered(5, 6) });
  await toldOf(late, 4);
  await relay.read(series.ref);
  expect(digest(await relay.read(series.ref))).toEqual(digest(numbered(0, 6)));
  expect(relay.alarms()).toEqual([]);
});

it('[LAZY-03] where its documents stand outlives a restart: who is up to date costs no loading', async () => {
  const [relay, till] = [relayDevice(), organisation.device('till-1')];
  const series = ledgerOf('a');
  relay.send({ type: 'open', documents: [series, ...shards] });
  await till.open([series, ...shards]);
  await introduce([relay, till], [[till, relay]]);
  till.send({ type: 'put', ref: series.ref, objects: numbered(0, 3) });
  await toldOf(relay, 3);
  await till.flush();
  await relay.restart();
  expect(loaded.size).toBe(0);
  relay.send({ type: 'open', documents: [series, ...shards] });
  relay.send({ type: 'peers', allowed: [relay.self, till.self], dial: [await till.address()] });
  await relay.linked(till);
  // Its answers have come when what it says after them has.
  const next = ledgerOf('b');
  relay.send({ type: 'open', documents: [next] });
  await till.open([next]);
  till.send({ type: 'put', ref: next.ref, objects: numbered(0, 1) });
  await toldOf(relay, 1);
  expect(loaded.size).toBe(1);
});

it('[LAZY-05] two relays tell one another of documents that rest', async () => {
  const [first, second, till] = [relayDevice(), relayDevice('relay-2'), organisation.device('till-1')];
  const series = ledgerOf('a');
  first.send({ type: 'open', documents: [series] });
  await till.open([series]);
  await introduce([first, second, till], [[till, first]]);
  till.send({ type: 'put', ref: series.ref, objects: numbered(0, 3) });
  await toldOf(first, 3);
  await till.carrier.close();
  await passUntil(60_000, 0);
  second.send({ type: 'open', documents: [series] });
  await introduce([first, second, till], [[second, first]]);
  await toldOf(second, 3);
  expect(digest(await second.read(series.ref))).toEqual(digest(numbered(0, 3)));
});

it('[POOL-07] an organisation whose room is used up stores nothing more, and its devices are told so in words', async () => {
  let isFull = false;
  const start = (config: CarrierConfig): CarrierPort =>
    createCarrier(config, { ...processPorts(), timing: QUICK, loaded, isFull: () => isFull });
  const relay = organisation.device('relay-1', { kind: 'relay', branchId: null, start });
  const till = organisation.device('till-1');
  const series = ledgerOf('a');
  relay.send({ type: 'open', documents: [series] });
  await till.open([series]);
  await introduce([relay, till], [[till, relay]]);
  till.send({ type: 'put', ref: series.ref, objects: numbered(0, 2) });
  await toldOf(relay, 2);
  isFull = true;
  till.send({ type: 'put', ref: series.ref, objects: numbered(2, 4) });
  const cause = await till.until((said) =>
    said
      .flatMap((output) => (output.type === 'links' ? output.links : []))
      .find(({ cause: why }) => why.includes('full')),
  );
  expect(cause).toMatchObject({
    deviceId: 'relay-1',
    state: 'away',
    cause: 'the store of the relay for this shop is full: selling is unaffected',
  });
  expect(relay.told()).toHaveLength(2);
  isFull = false;
  await toldOf(relay, 4);
});

it('[LAZY-07] a document that could not be loaded is tried again, and then given to who asked for it', async () => {
  let failures = 0;
  const open: CarrierPorts['openStore'] = (file, onAlarm, onLost) => {
    const { table } = openChunkTable(file, 0);
    const store = new ChunkStore({ table, ...processPorts().timers, onAlarm, onLost, gatherMs: 1 });
    const hasSound = store.hasSound.bind(store);
    store.hasSound = (documentId) => {
      if (failures === 0) return hasSound(documentId);
      failures -= 1;
      throw new Error('the disk is away');
    };
    return store;
  };
  const { timers } = processPorts();
  // The first pauses are of a second and more.
  const later: Timers['later'] = (run, delayMs) =>
    timers.later(run, [1_000, 2_000, 4_000].includes(delayMs) ? delayMs / 100 : delayMs);
  const relay = organisation.device('relay-1', {
    kind: 'relay',
    branchId: null,
    start: (config) =>
      createCarrier(config, {
        ...processPorts(),
        timing: QUICK,
        loaded,
        openStore: open,
        timers: { ...timers, later },
      }),
  });
  const [till, late] = [organisation.device('till-1'), organisation.device('till-2')];
  const series = ledgerOf('a');
  relay.send({ type: 'open', documents: [series] });
  await till.open([series]);
  await introduce([relay, till, late], [[till, relay]]);
  till.send({ type: 'put', ref: series.ref, objects: numbered(0, 3) });
  await toldOf(relay, 3);
  await passUntil(60_000, 0);
  failures = 3;
  await late.open([series]);
  await introduce(
    [relay, till, late],
    [
      [till, relay],
      [late, relay],
    ],
  );
  await toldOf(late, 3);
  expect(relay.alarms()).toEqual(Array.from({ length: 3 }, () => 'DOCUMENT-NOT-OPENED'));
});

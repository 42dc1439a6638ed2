import { afterEach, beforeEach, expect, it } from 'vitest';
import { ChunkStore } from '../chunk-store/chunk-store.ts';
import { MemoryChunkTable } from '../chunk-store/memory-chunk-table.ts';
import { documentIdOf } from '../document/document-id.ts';
import type { CarriedObject } from '../document/document-ref.ts';
import { ObjectGate } from '../gate/object-gate.ts';
import { packObjects, unpackObjects } from '../gate/object-pack.ts';
import { createCarrier } from './carrier.ts';
import type { CarrierConfig, CarrierPort } from './carrier-port.ts';
import { type CarrierPorts, processPorts } from './carrier-ports.ts';
import {
  digest,
  introduce,
  ledger,
  north,
  numbered,
  type TestDevice,
  TestOrganisation,
  toldOf,
} from './device.fixture.ts';
import { FreshExchange } from './fresh-exchange.ts';

const KEEP_MS = 30_000;
const REST_MS = 50;

/** An exchange over a clock that the test turns. */
const exchangeOf = () => {
  const due: { run: () => void; delayMs: number }[] = [];
  const sent: CarriedObject[][] = [];
  const told: CarriedObject[][] = [];
  const kept: CarriedObject[][] = [];
  const refused: string[] = [];
  const gate = new ObjectGate({
    organisationId: 'ab'.repeat(32),
    signers: null,
    holds: () => false,
    pause: () => Promise.resolve(),
  });
  const exchange = new FreshExchange({
    gate,
    later: (run, delayMs) => {
      due.push({ run, delayMs });
      return () => undefined;
    },
    refOf: (documentId) => (documentId === 'ledger' ? ledger : { kind: 'catalog', parts: ['0', '0'] }),
    knows: (_documentId, { bytes }) => told.flat().some((known) => Buffer.compare(known.bytes, bytes) === 0),
    send: (_documentId, packed) => void sent.push([...(unpackObjects(packed) ?? [])]),
    tell: (_documentId, objects) => void told.push([...objects]),
    keep: (_documentId, objects) => void kept.push([...objects]),
    passOn: () => undefined,
    refused: (_documentId, peer, reason) => void refused.push(`${peer}: ${reason}`),
  });
  const pass = (delayMs: number): void => {
    for (const one of due.filter((each) => each.delayMs === delayMs)) {
      due.splice(due.indexOf(one), 1);
      one.run();
    }
  };
  return { exchange, sent, told, kept, refused, pass };
};

it('[AHEAD-02] what is written goes at once, then what gathered, and of a flood the newest only', () => {
  const { exchange, sent, pass } = exchangeOf();
  exchange.wrote('ledger', numbered(0, 2));
  expect(sent).toEqual([numbered(0, 2)]);
  for (let index = 2; index < 100; index += 1) exchange.wrote('ledger', numbered(index, index + 1));
  expect(sent).toHaveLength(1);
  pass(REST_MS);
  expect(sent[1]).toEqual(numbered(68, 100));
  pass(REST_MS);
  expect(sent).toHaveLength(2);
  exchange.wrote('ledger', [{ bytes: new Uint8Array(65 * 1_024) }]);
  exchange.wrote('catalog', numbered(0, 1));
  expect(sent).toHaveLength(2);
});

it('[AHEAD-03] what comes is told once, and put into the document if that did not bring it in half a minute', async () => {
  const { exchange, told, kept, refused, pass } = exchangeOf();
  await exchange.heard('peer', 'ledger', packObjects(numbered(0, 2)));
  await exchange.heard('other', 'ledger', packObjects(numbered(1, 3)));
  expect(told).toEqual([numbered(0, 2), numbered(2, 3)]);
  expect(kept).toEqual([]);
  pass(KEEP_MS);
  expect(kept).toEqual([numbered(0, 2), numbered(2, 3)]);
  await exchange.heard('peer', 'catalog', packObjects(numbered(5, 6)));
  expect(told).toHaveLength(2);
  await exchange.heard('peer', 'ledger', new Uint8Array(3));
  await exchange.heard('peer', 'ledger', packObjects([{ key: 'k', bytes: new Uint8Array(1) }]));
  expect(refused).toEqual(Array.from({ length: 2 }, () => 'peer: entries in no form of ours'));
});

it('[AHEAD-03] what a peer told is put into the document as soon as that peer is gone', async () => {
  const { exchange, kept, pass } = exchangeOf();
  await exchange.heard('peer', 'ledger', packObjects(numbered(0, 2)));
  await exchange.heard('other', 'ledger', packObjects(numbered(2, 3)));
  exchange.lost('peer');
  expect(kept).toEqual([numbered(0, 2)]);
  pass(KEEP_MS);
  expect(kept).toEqual([numbered(0, 2), numbered(2, 3)]);
});

it('[AHEAD-03] what the document did not bring yet is put into it before the end, once', async () => {
  const { exchange, kept, pass } = exchangeOf();
  await exchange.heard('peer', 'ledger', packObjects(numbered(0, 2)));
  await exchange.heard('peer', 'ledger', packObjects(numbered(2, 3)));
  exchange.close();
  expect(kept).toEqual([numbered(0, 2), numbered(2, 3)]);
  expect(exchange.involves('ledger')).toBe(false);
  pass(KEEP_MS);
  expect(kept).toHaveLength(2);
});

it('[AHEAD-03] no more is taken ahead than there is room for, until the document has brought some', async () => {
  const { exchange, told, pass } = exchangeOf();
  const large = (index: number): CarriedObject[] => [{ bytes: new Uint8Array(1024 * 1024).fill(index) }];
  for (let index = 1; index <= 9; index += 1)
    await exchange.heard('peer', 'ledger', packObjects(large(index)));
  expect(told).toHaveLength(8);
  pass(KEEP_MS);
  await exchange.heard('peer', 'ledger', packObjects(large(9)));
  expect(told).toHaveLength(9);
});

let organisation: TestOrganisation;
beforeEach(() => {
  organisation = new TestOrganisation();
});
afterEach(() => organisation.end());

/** Ledgers go round so seldom that only what is told ahead of them can come. */
const slowly = (config: CarrierConfig, other: Partial<CarrierPorts> = {}): CarrierPort => {
  const ports = processPorts();
  const later: typeof ports.timers.later = (run, delayMs) =>
    ports.timers.later(run, delayMs >= 1_000 && delayMs !== ports.timing.greetingMs ? 3_600_000 : delayMs);
  return createCarrier(
    { ...config, program: '0.1.0' },
    { ...ports, ...other, timers: { ...ports.timers, later } },
  );
};

const linkedPair = async (a: TestDevice, b: TestDevice): Promise<void> => {
  await Promise.all([a.open([north]), b.open([north])]);
  await introduce([a, b], [[a, b]]);
  await Promise.all([a.linked(b), b.linked(a)]);
};

it('[AHEAD-01] an entry is told to whoever is linked ahead of its document, and not again when that comes', async () => {
  const [a, b] = ['a', 'b'].map((id) => organisation.device(id, { start: slowly })) as [
    TestDevice,
    TestDevice,
  ];
  await linkedPair(a, b);
  // The first goes with the document as well, and wakes nobody up for an hour.
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 1) });
  await toldOf(b, 1);
  a.send({ type: 'put', ref: ledger, objects: numbered(1, 2) });
  await toldOf(b, 2);
  expect(b.told()).toEqual(numbered(0, 2));
  expect(b.all('objects').map(({ isAhead }) => isAhead)).toContain(true);
  a.send({ type: 'link-switch', on: false });
  await b.until(() => b.stateOf('a') === 'away');
  a.send({ type: 'link-switch', on: true });
  await b.until(() => b.all('links').length > 0 && b.stateOf('a') === 'linked');
  while (digest(await b.read(ledger)).count < 2) await b.until((said) => said.length > 0);
  expect(b.told()).toEqual(numbered(0, 2));
});

it('[AHEAD-01] a device that does not say that it knows such messages gets none, and all by the document', async () => {
  const older = organisation.device('a');
  const b = organisation.device('b', { start: slowly });
  await linkedPair(b, older);
  b.send({ type: 'put', ref: ledger, objects: numbered(0, 3) });
  await toldOf(older, 3);
  expect(older.all('objects').some(({ isAhead }) => isAhead === true)).toBe(false);
});

it('[AHEAD-04] a relay gives them to everybody else who may hold them', async () => {
  const [a, b] = ['a', 'b'].map((id) => organisation.device(id, { start: slowly })) as [
    TestDevice,
    TestDevice,
  ];
  const relay = organisation.device('relay', { kind: 'relay', branchId: null, start: slowly });
  const south = organisation.device('s', { branchId: 'south', start: slowly });
  await Promise.all([a.open([north]), b.open([north]), relay.open([north])]);
  await introduce(
    [a, b, relay, south],
    [
      [a, relay],
      [b, relay],
      [south, relay],
    ],
  );
  await Promise.all([
    ...[a, b].flatMap((till) => [till.linked(relay), relay.linked(till)]),
    relay.linked(south),
  ]);
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 1) });
  await toldOf(b, 1);
  a.send({ type: 'put', ref: ledger, objects: numbered(1, 2) });
  await toldOf(b, 2);
  expect(b.told()).toEqual(numbered(0, 2));
  expect(south.told()).toEqual([]);
});

/** A disk that keeps whoever waits for it waiting. */
class HeldTable extends MemoryChunkTable {
  readonly #waiting: (() => void)[] = [];
  #isHeld = false;

  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  override sync(): Promise<void> {
    return this.#isHeld ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve();
  }
}

it('[AHEAD-05] what a relay keeps of an entry goes when the disk has it in the document, and not before', async () => {
  const table = new HeldTable();
  const openStore: CarrierPorts['openStore'] = (_file, onAlarm, onLost) => {
    const { later, nowMs } = processPorts().timers;
    return new ChunkStore({ table, later, nowMs, onAlarm, onLost, gatherMs: 1, inBackground: true });
  };
  const [a, b] = ['a', 'b'].map((id) => organisation.device(id, { start: slowly })) as [
    TestDevice,
    TestDevice,
  ];
  const relay = organisation.device('relay', {
    kind: 'relay',
    branchId: null,
    start: (config) => slowly(config, { openStore }),
  });
  await Promise.all([a.open([north]), b.open([north]), relay.open([north])]);
  await introduce(
    [a, b, relay],
    [
      [a, relay],
      [b, relay],
    ],
  );
  await Promise.all([a, b].flatMap((till) => [till.linked(relay), relay.linked(till)]));
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 1) });
  await toldOf(b, 1);
  a.send({ type: 'put', ref: ledger, objects: numbered(1, 2) });
  await toldOf(b, 2);
  const kept = (): number => table.range([documentIdOf(a.config.organisation, ledger), 'fresh']).length;
  const before = kept();
  table.hold();
  a.send({ type: 'link-switch', on: false });
  await relay.until(() => relay.stateOf('a') === 'away');
  // It stands in the document by now, which is being saved.
  expect(digest(await relay.read(ledger)).count).toBe(2);
  expect(before).toBe(2);
  expect(kept()).toBeGreaterThan(0);
  table.release();
  while (kept() > 0) await new Promise((resolve) => setImmediate(resolve));
  expect(relay.alarms()).toEqual([]);
});

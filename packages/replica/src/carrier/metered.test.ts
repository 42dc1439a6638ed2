import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DocumentRef } from '../document/document-ref.ts';
import type { Extent } from '../link/extent.ts';
import {
  bytes,
  catalog,
  digest,
  everywhere,
  introduce,
  numbered,
  type TestDevice,
  TestOrganisation,
  toldOf,
} from './device.fixture.ts';

let organisation: TestOrganisation;
beforeEach(() => {
  organisation = new TestOrganisation();
});
afterEach(() => organisation.end());

const segment = (number: number): { ref: DocumentRef; branchId: string } => ({
  ref: { kind: 'ledger', parts: ['series', String(number)] },
  branchId: 'north',
});
const stock = { ref: { kind: 'stock', parts: ['north', 'series', '0'] } as const, branchId: 'north' };
const SEGMENTS = [0, 1, 2, 3].map(segment);
const DOCUMENTS = [everywhere, stock, ...SEGMENTS];

const mark = (device: TestDevice, to: TestDevice, extent: Extent | null): void =>
  device.send({ type: 'metered', links: extent === null ? [] : [{ deviceId: to.self.deviceId, extent }] });

/** Two devices with four segments of a ledger, a shard and a stock, not linked yet. */
const pair = async (): Promise<[TestDevice, TestDevice]> => {
  const [a, b] = [organisation.device('a'), organisation.device('b')];
  await Promise.all([a.open(DOCUMENTS), b.open(DOCUMENTS)]);
  for (const [index, { ref }] of SEGMENTS.entries())
    a.send({ type: 'put', ref, objects: numbered(index * 10, index * 10 + 10) });
  a.send({ type: 'put', ref: catalog, objects: [{ key: 'p/core', bytes: bytes(1) }] });
  a.send({ type: 'put', ref: stock.ref, objects: [{ key: '0', bytes: bytes(2) }] });
  await a.flush();
  return [a, b];
};

const holdsAll = async (device: TestDevice, others: TestDevice): Promise<void> => {
  for (const { ref } of DOCUMENTS)
    expect(digest(await device.read(ref))).toEqual(digest(await others.read(ref)));
};

it('[METER-02] over a marked link the newest two segments go, prices where there is budget, all the rest when it widens', async () => {
  const [a, b] = await pair();
  mark(a, b, 'sales');
  await introduce([a, b], [[b, a]]);
  await toldOf(b, 20);
  expect(digest(b.told())).toEqual(digest(numbered(20, 40)));
  mark(a, b, 'prices');
  await toldOf(b, 21);
  expect(b.told().at(-1)).toEqual({ key: 'p/core', bytes: bytes(1) });
  mark(a, b, 'all');
  await toldOf(b, 42);
  await holdsAll(a, b);
  expect([...a.alarms(), ...b.alarms()]).toEqual([]);
});

it('[METER-01] either end marks it: what waits is neither asked for by the other, nor taken of who does not know', async () => {
  const [a, b] = await pair();
  mark(b, a, 'sales');
  await introduce([a, b], [[b, a]]);
  await toldOf(b, 20);
  b.send({ type: 'put', ref: segment(0).ref, objects: numbered(90, 91) });
  b.send({ type: 'put', ref: segment(3).ref, objects: numbered(91, 92) });
  await toldOf(a, 1);
  expect(a.told()).toEqual(numbered(91, 92));
  expect(b.told()).toHaveLength(20);
  mark(b, a, null);
  await Promise.all([toldOf(a, 2), toldOf(b, 42)]);
  await holdsAll(a, b);
});

it('[METER-04] what waits is told, documents and the records in their ledgers; what it is known to hold by now does not wait', async () => {
  const [a, b] = await pair();
  mark(a, b, 'prices');
  await introduce([a, b], [[b, a]]);
  await toldOf(b, 21);
  const waiting = () =>
    a
      .all('traffic')
      .at(-1)
      ?.shares.find(({ deviceId }) => deviceId === 'b')?.waiting;
  await a.until(() => waiting()?.records === 20);
  expect(waiting()).toEqual({ documents: 3, records: 20 });
  mark(a, b, 'all');
  await toldOf(b, 42);
  await a.until(() => waiting()?.documents === 0);
  mark(a, b, 'sales');
  await a.until(() => a.stateOf('b') === 'away');
  await a.linked(b);
  const before = a.all('traffic').length;
  await a.until(() => a.all('traffic').length > before);
  expect(waiting()).toEqual({ documents: 0, records: 0 });
  a.send({ type: 'put', ref: segment(0).ref, objects: numbered(70, 71) });
  await a.until(() => waiting()?.documents === 1);
  expect(waiting()).toEqual({ documents: 1, records: 11 });
});

const EXTENTS = fc.constantFrom<Extent | null>('sales', 'prices', 'all', null);
const STEP = fc.record({
  who: fc.boolean(),
  extent: fc.option(EXTENTS, { nil: undefined }),
  segment: fc.nat(3),
  /** Whether what follows comes in the same turn, in the middle of what is on its way. */
  waits: fc.boolean(),
});

it('[METER-03] in whatever order both ends narrow and widen while both write, both hold all when all goes, each told once', async () => {
  let round = 0;
  const property = fc.asyncProperty(fc.array(STEP, { minLength: 1, maxLength: 8 }), async (steps) => {
    round += 1;
    const [a, b] = [organisation.device(`a${round}`), organisation.device(`b${round}`)];
    await Promise.all([a.open(DOCUMENTS), b.open(DOCUMENTS)]);
    await introduce([a, b], [[b, a]]);
    let written = 0;
    for (const step of steps) {
      const [one, other] = step.who ? [a, b] : [b, a];
      if (step.extent !== undefined) mark(one, other, step.extent);
      const objects = numbered(written, written + 5);
      written += 5;
      one.send({ type: 'put', ref: segment(step.segment).ref, objects });
      other.send({
        type: 'put',
        ref: catalog,
        objects: [{ key: `p${written}/core`, bytes: bytes(written) }],
      });
      if (step.waits) await one.flush();
    }
    mark(a, b, null);
    mark(b, a, null);
    const inAll = written + steps.length;
    const own = (device: TestDevice) =>
      steps.reduce((sum, { who }) => sum + ((device === a) === who ? 5 : 1), 0);
    await Promise.all([toldOf(a, inAll - own(a)), toldOf(b, inAll - own(b))]);
    await holdsAll(a, b);
    for (const device of [a, b]) {
      expect(device.told()).toHaveLength(inAll - own(device));
      expect(device.alarms()).toEqual([]);
    }
    await Promise.all([a.carrier.close(), b.carrier.close()]);
  });
  await fc.assert(property, { numRuns: 12 });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fact, type LedgerFact, type ShiftPart } from '@tillmesh/model';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import { sha256 } from '../key/hash.ts';
import { deviceAtRest } from '../store/at-rest.ts';
import { OBJECT_STATE } from '../store/object-table.ts';
import { openTillStore, type TillStore } from '../store/till-store.ts';
import { foldFact } from './fold-fact.ts';
import { countedParts, type CountedNow, countSeries } from './shift-count.ts';

const SERIES = '0123456789abcdef';
const [SHIFT, OTHER] = ['aa'.repeat(16), 'bb'.repeat(16)] as const;
const NO_HASH = new Uint8Array(0);

type Entry = { readonly sequence: number; readonly hash: Uint8Array; readonly previous: Uint8Array } & {
  readonly shiftId: string | null;
};

let folder: string;
let store: TillStore;
let facts: Map<string, LedgerFact>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-shift-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const begin = (): void => {
  files += 1;
  store = openTillStore(join(folder, `${files}.db`), deviceAtRest(new Uint8Array(32).fill(7)));
  facts = new Map();
};
beforeEach(begin);
afterEach(() => store.close());

let reads = 0;
const reader = (hash: Uint8Array): LedgerFact | null => {
  reads += 1;
  return facts.get(toHex(hash)) ?? null;
};

const nameOf = ({ hash }: Entry): string => toHex(hash);
const entryAt = (name: string, sequence: number, before: Entry | null, shiftId: string | null): Entry => ({
  sequence,
  hash: sha256(new TextEncoder().encode(`${name}/${sequence}`)),
  previous: before?.hash ?? NO_HASH,
  shiftId,
});

const take = ({ sequence, hash, previous, shiftId }: Entry, fact: Fact): void => {
  const stamp = {
    utcMs: 0,
    offsetMinutes: 0,
    businessDate: '2026-05-04',
    shiftId,
    staffId: null,
    approverId: null,
    commandId: 'cc'.repeat(16),
  };
  const entry = toHex(hash);
  const written = { fact, stamp, entry, deviceId: 'd', branchId: 'b', seriesId: SERIES, sequence };
  facts.set(entry, written);
  store.transaction(() => {
    store.entries.add(SERIES, { sequence, hash, previous, utcMs: 0 });
    store.entries.faultAt(SERIES, sequence);
    store.entries.advanceHeld(SERIES);
    foldFact(store, written, hash);
  });
};
const arrive = (entry: Entry): void => take(entry, { kind: 'drawer.opened', reason: 'change' });

const count = (): CountedNow | null => {
  const sum = store.shifts.sums(SHIFT).find(({ series }) => series === SERIES);
  if (sum === undefined) return null;
  const counted = countedParts({ store, reader }, SHIFT).get(SERIES) ?? [];
  return countSeries({ store, reader }, SHIFT, sum, counted);
};

/** Writes what was counted into a supplement, as another device would read it. */
const state = ({ part, totals }: CountedNow, n: number): void => {
  const whole: ShiftPart = {
    ...part,
    seriesId: SERIES,
    deviceId: 'd',
    tillCode: 'H1',
    heard: true,
    grandSalesMinor: 0,
    grandRefundsMinor: 0,
  };
  const hash = sha256(new TextEncoder().encode(`document ${n}`));
  const document = { kind: 'supplement', number: n + 1, label: `S-${n}` } as const;
  const fact: Fact = {
    kind: 'shift.supplemented',
    supplementId: toHex(hash).slice(0, 32),
    shiftId: SHIFT,
    document,
    z: 'Z-1',
    currency: 'GBP',
    totals,
    parts: [whole],
  };
  facts.set(toHex(hash), { ...facts.values().next().value!, fact, entry: toHex(hash) });
  store.transaction(() => store.shifts.addDocument(SHIFT, hash));
};

/** Which entries of the shift a part counts, by what the part says. */
const countedBy = (part: CountedNow['part'], all: readonly Entry[]): readonly string[] => {
  const byName = new Map(all.map((entry) => [nameOf(entry), entry]));
  const names: string[] = [...part.strays];
  for (let at = byName.get(part.head); at !== undefined && at.sequence > part.after;) {
    if (at.sequence <= part.through && at.shiftId === SHIFT) names.push(nameOf(at));
    at = byName.get(toHex(at.previous));
  }
  return names;
};

const chainOf = (name: string, from: Entry | null, shifts: readonly (string | null)[]): Entry[] => {
  const made: Entry[] = [];
  for (const shiftId of shifts) {
    const before = made.at(-1) ?? from;
    made.push(entryAt(name, (before?.sequence ?? 0) + 1, before, shiftId));
  }
  return made;
};

it('[ZCOUNT-01] of a series without gap or fork everything is told, and no entry is read for it', () => {
  const entries = chainOf('a', null, [OTHER, SHIFT, SHIFT, null, SHIFT, OTHER]);
  for (const entry of entries) arrive(entry);
  reads = 0;
  expect(count()).toMatchObject({
    part: { after: 0, through: 5, head: nameOf(entries[4]!), strays: [], entries: 3 },
    totals: { noSalesCount: 3 },
  });
  expect(reads).toBe(0);
});

it('[ZCOUNT-02] what stands behind a gap is left out until it is filled', () => {
  const entries = chainOf('a', null, [SHIFT, SHIFT, SHIFT, SHIFT]);
  const [one, two, three, four] = entries as [Entry, Entry, Entry, Entry];
  arrive(two);
  expect(count()).toBeNull();
  arrive(four);
  arrive(one);
  expect(count()).toMatchObject({ part: { through: 2, entries: 2 }, totals: { noSalesCount: 2 } });
  state(count()!, 0);
  expect(count()).toBeNull();
  arrive(three);
  expect(count()).toMatchObject({
    part: { after: 2, through: 4, head: nameOf(four), strays: [], entries: 2 },
    totals: { noSalesCount: 2 },
  });
});

it('[ZCOUNT-02] what stands behind an entry of a later version is left out until that is understood', () => {
  const [one, later, three] = chainOf('a', null, [SHIFT, SHIFT, SHIFT]) as [Entry, Entry, Entry];
  arrive(one);
  const { hash, previous } = later;
  const object = { hash, document: `ledger/${SERIES}/0`, key: null, current: true, bytes: hash } as const;
  const position = store.transaction(() => {
    store.entries.add(SERIES, { sequence: 2, hash, previous, utcMs: 0 });
    return store.objects.add({ ...object, state: OBJECT_STATE.notUnderstood })!;
  });
  arrive(three);
  expect(count()).toMatchObject({ part: { through: 1, entries: 1 }, totals: { noSalesCount: 1 } });
  state(count()!, 0);
  expect(count()).toBeNull();
  store.transaction(() => store.objects.setState(position, OBJECT_STATE.valid));
  arrive(later);
  expect(count()).toMatchObject({ part: { after: 1, through: 3, entries: 2 }, totals: { noSalesCount: 2 } });
});

it('[ZCOUNT-03] of a forked series both branches are told: one goes on, of the other each entry is named', () => {
  const main = chainOf('a', null, [SHIFT, SHIFT, SHIFT]);
  const side = chainOf('b', main[0]!, [SHIFT, SHIFT, SHIFT]);
  for (const entry of [...main, ...side]) arrive(entry);
  const found = count()!;
  expect(found.totals.noSalesCount).toBe(6);
  expect(found.part).toMatchObject({ after: 0, through: 4, head: nameOf(side[2]!), entries: 6 });
  expect(found.part.strays).toEqual(main.slice(1).map(nameOf));
});

it('[ZCOUNT-03] what comes of the other branch later goes into a supplement', () => {
  const main = chainOf('a', null, [SHIFT, SHIFT, SHIFT]);
  for (const entry of main) arrive(entry);
  state(count()!, 0);
  const side = chainOf('b', main[0]!, [SHIFT, SHIFT]);
  for (const entry of side) arrive(entry);
  expect(count()).toMatchObject({
    part: { after: 1, through: 3, head: nameOf(side[1]!), strays: [], entries: 2 },
    totals: { noSalesCount: 2 },
  });
});

it('[ZCOUNT-07] what stands before a gap is not read at every look, but when it is filled or something is undone', () => {
  const entries = chainOf('a', null, [SHIFT, SHIFT, SHIFT, SHIFT, SHIFT]);
  const [one, two, three, four, five] = entries as [Entry, Entry, Entry, Entry, Entry];
  const memory: NonNullable<Parameters<typeof countSeries>[0]['memory']> = new Map();
  const look = (): readonly [through: number | undefined, reads: number] => {
    reads = 0;
    const [sum] = store.shifts.sums(SHIFT);
    return [countSeries({ store, reader, memory }, SHIFT, sum!, [])?.part.through, reads];
  };
  for (const entry of [one, two, four]) arrive(entry);
  expect([look(), look()]).toEqual([
    [2, 2],
    [2, 0],
  ]);
  arrive(five);
  expect(look()).toEqual([2, 0]);
  const undone = () =>
    store.transaction(() => {
      throw new Error('planted');
    });
  expect(undone).toThrow('planted');
  expect(look()).toEqual([2, 2]);
  arrive(three);
  expect(look()).toEqual([5, 0]);
});

it('[ZCOUNT-04] each entry of a shift is in exactly one Z or supplement, whatever comes when', () => {
  const shift = fc.constantFrom(SHIFT, SHIFT, OTHER, null);
  const history = fc.record({
    main: fc.array(shift, { minLength: 1, maxLength: 12 }),
    side: fc.array(shift, { maxLength: 6 }),
    forkAt: fc.nat({ max: 11 }),
    /** After how many arrivals a document is made. */
    documents: fc.uniqueArray(fc.nat({ max: 18 }), { maxLength: 5 }),
  });
  const exactlyOnce = fc.property(history, fc.gen(), ({ main, side, forkAt, documents }, gen) => {
    store.close();
    begin();
    const first = chainOf('a', null, main);
    const all = [...first, ...chainOf('b', first[forkAt % first.length]!, side)];
    const order = gen(fc.shuffledSubarray, all, { minLength: all.length });
    const counted: string[] = [];
    let sum = 0;
    const document = (n: number): void => {
      const found = count();
      if (found === null) return;
      const names = countedBy(found.part, all);
      expect(names).toHaveLength(found.part.entries);
      expect(found.totals.noSalesCount).toBe(found.part.entries);
      counted.push(...names);
      sum += found.part.entries;
      state(found, n);
    };
    for (const [index, entry] of order.entries()) {
      arrive(entry);
      if (documents.includes(index)) document(index);
    }
    document(100);
    expect(count()).toBeNull();
    const ofShift = all.filter(({ shiftId }) => shiftId === SHIFT).map(nameOf);
    expect(counted.toSorted()).toEqual(ofShift.toSorted());
    expect(sum).toBe(ofShift.length);
  });
  fc.assert(exactlyOnce, { numRuns: 60 });
});

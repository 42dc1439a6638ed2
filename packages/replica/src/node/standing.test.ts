import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromHex } from '../cbor/bytes.ts';
import type { Place } from '../store/entry-table.ts';
import { acrossGap, mayCount, type Trace, TRACE_FROM_TOP, weighPlace } from './standing.ts';

type Named = { readonly sequence: number; readonly name: string; readonly previous: string };
type Cut = { readonly sequence: number; readonly hash: string };

const NONE = 'ff';
const nameOf = (branch: number, sequence: number): string =>
  `${branch.toString(16).padStart(2, '0')}${sequence.toString(16).padStart(2, '0')}`;

/** A series of up to three lives, each parting from an earlier one at some place. */
const series = fc
  .array(fc.record({ from: fc.nat(1_000), parts: fc.nat(1_000), length: fc.integer({ min: 1, max: 8 }) }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((lives) => {
    const all: Named[] = [];
    for (const [branch, { from, parts, length }] of lives.entries()) {
      const base = branch === 0 ? null : (all[from % all.length] ?? null);
      const start = base === null || parts % 4 === 0 ? null : base;
      for (let n = 1; n <= length; n += 1) {
        const sequence = (start?.sequence ?? 0) + n;
        const previous = n === 1 ? (start?.name ?? '') : nameOf(branch, sequence - 1);
        all.push({ sequence, name: nameOf(branch, sequence), previous });
      }
    }
    return all;
  });

const cutsOf = (all: readonly Named[]): fc.Arbitrary<readonly Cut[]> =>
  fc.uniqueArray(fc.nat(all.length - 1), { maxLength: 2 }).map((chosen) =>
    chosen.flatMap((index) => {
      const entry = all[index];
      return entry === undefined ? [] : [{ sequence: entry.sequence, hash: entry.name }];
    }),
  );

const placesAt = (held: readonly Named[], sequence: number): readonly Place[] =>
  held
    .filter((entry) => entry.sequence === sequence)
    .map((entry) => ({ sequence, hash: fromHex(entry.name), previous: fromHex(entry.previous) }));

/** What the way down lets count. */
const weighed = (held: readonly Named[], cuts: readonly Cut[]): ReadonlySet<string> => {
  const counting = new Set<string>();
  const sequences = [...new Set(held.map(({ sequence }) => sequence))].toSorted((a, b) => b - a);
  const top = sequences[0] ?? 0;
  let trace: Trace = { ...TRACE_FROM_TOP, isLost: cuts.some((cut) => cut.sequence > top) };
  let next = top;
  for (const sequence of sequences) {
    if (sequence !== next) {
      // What a cut in the gap names is missing as well.
      trace = acrossGap(trace, cuts, next, sequence);
    }
    const found = weighPlace(trace, cuts, sequence, placesAt(held, sequence));
    for (const name of found.counting) counting.add(name);
    trace = found.below;
    next = sequence - 1;
  }
  return counting;
};

/** The rule in other words: followed from each cut, back to where nothing is held. */
const byRule = (held: readonly Named[], cuts: readonly Cut[]): ReadonlySet<string> => {
  const byName = new Map(held.map((entry) => [entry.name, entry]));
  const counting = new Set<string>();
  /** Below these places nobody can tell what a cut follows. */
  const lostAt: number[] = [];
  for (const cut of cuts) {
    let [name, sequence] = [cut.hash, cut.sequence];
    for (;;) {
      const entry = byName.get(name);
      if (entry === undefined || entry.sequence !== sequence) {
        lostAt.push(sequence);
        break;
      }
      counting.add(name);
      if (entry.previous === '') break;
      [name, sequence] = [entry.previous, sequence - 1];
    }
  }
  for (const { name, sequence } of held) {
    const isAlone = held.filter((entry) => entry.sequence === sequence).length === 1;
    if (isAlone && lostAt.some((at) => at > sequence)) counting.add(name);
  }
  return counting;
};

const cases = series.chain((all) =>
  fc.record({
    all: fc.constant(all),
    held: fc.subarray([...all]),
    cuts: cutsOf(all),
  }),
);

it('[WITHHELD-01] an entry counts exactly if it is a cut or one that a cut follows, on each branch of a fork', () => {
  fc.assert(
    fc.property(cases, ({ all, cuts }) => {
      const counting = weighed(all, cuts);
      const expected = new Set<string>();
      const byName = new Map(all.map((entry) => [entry.name, entry]));
      for (const { hash } of cuts) {
        for (let name = hash; name !== ''; name = byName.get(name)?.previous ?? '') expected.add(name);
      }
      expect(counting).toEqual(expected);
      const above = all.filter(({ sequence }) => !mayCount(cuts, sequence));
      expect(above.filter(({ name }) => counting.has(name))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

it('[WITHHELD-02] where an entry between is missing, what lies below counts unless another claims its place', () => {
  fc.assert(
    fc.property(cases, ({ held, cuts }) => {
      expect([...weighed(held, cuts)].toSorted()).toEqual([...byRule(held, cuts)].toSorted());
    }),
    { numRuns: 1_000 },
  );
});

it('[WITHHELD-01] nothing of a series that no cut names may count, and all of a device that was not taken off', () => {
  expect([mayCount([], 1), mayCount(null, 1)]).toEqual([false, true]);
  expect(
    weighPlace(TRACE_FROM_TOP, [], 1, placesAt([{ sequence: 1, name: NONE, previous: '' }], 1)).counting.size,
  ).toBe(0);
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../cbor/bytes.ts';
import { sha256 } from '../key/hash.ts';
import { type Candidate, winner } from '../value/winner.ts';
import { lasting } from './listed-values.ts';

const hash = (name: string | number): Uint8Array => sha256(utf8(`value ${name}`));
type Written = Candidate & { readonly by: string };
const value = (
  name: string | number,
  by: string,
  utcMs: number,
  ...parents: readonly Written[]
): Written => ({
  hash: hash(name),
  by,
  clock: { utcMs, counter: 0 },
  parents: parents.map((one) => one.hash),
});
/** What is left of them once the right is taken from this one. */
const taken = (all: readonly Written[], by: string): readonly Written[] => {
  const listed = new Set(lasting(all.filter((one) => one.by === by)));
  return all.filter((one) => one.by !== by || listed.has(one));
};

const written = fc.array(
  fc.record({
    by: fc.constantFrom('H1', 'H2', 'H3'),
    utcMs: fc.integer({ min: 1, max: 4 }),
    follows: fc.array(fc.nat(12), { maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('the values that are listed when the right to the catalogue is taken', () => {
  it('[CATR-14] a price by a clock that ran ahead does not come back over those that followed it', () => {
    const ahead = value('X', 'H1', 86_400_000);
    const first = value('v1', 'H2', 1, ahead);
    const second = value('v2', 'H2', 2, first);
    expect(winner(taken([ahead, first, second], 'H2'))).toBe(second);
    // Of a chain that began with itself the last is enough.
    const own = value('o1', 'H2', 1);
    const next = value('o2', 'H2', 2, own);
    expect(taken([own, next, value('f', 'H1', 1, next)], 'H2')).not.toContain(own);
  });

  it('[CATR-14] I5: what stood stands after it, whatever of the others ceases to count', () => {
    let dropped = 0;
    fc.assert(
      fc.property(written, fc.subarray(['H1', 'H3']), (deeds, gone) => {
        const all: Written[] = [];
        for (const [n, { by, utcMs, follows }] of deeds.entries())
          all.push(value(n, by, utcMs, ...follows.flatMap((at) => all[at] ?? [])));
        const left = taken(all, 'H2');
        if (left.length < all.length) dropped += 1;
        const standing = (of: readonly Written[]) => winner(of.filter(({ by }) => !gone.includes(by)));
        expect(standing(left)).toBe(standing(all));
      }),
      { numRuns: 2_000, seed: 37 },
    );
    expect(dropped).toBeGreaterThan(50);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion, apportionBy, EARLIER } from './apportion.ts';
import { ratio, scaleBy } from './ratio.ts';
import { roundForCash } from './round-for-cash.ts';

const MODES = ['half-away', 'half-even', 'down'] as const;

describe('a rounded sum split by exact shares', () => {
  it('[MONEY-07] each share is cut off, then the largest remainders get one more', () => {
    // A sixth of each: 16.67, 0.5, 33.33, together 50.5.
    const sixth = ratio(1n, 6n);
    expect(apportion(51, [100, 3, 200], sixth, EARLIER)).toEqual([17, 1, 33]);
    expect(apportion(50, [100, 3, 200], sixth, EARLIER)).toEqual([17, 0, 33]);
    expect(apportion(7, [40], sixth, EARLIER)).toEqual([7]);
    expect(apportionBy(2, [1, 1, 1], EARLIER)).toEqual([1, 1, 0]);
    expect(apportionBy(2, [1, 1, 1], (a, b) => b - a)).toEqual([0, 1, 1]);
    expect(apportionBy(5, [10n ** 30n, 10n ** 30n], EARLIER)).toEqual([3, 2]);
  });

  const amounts = fc.array(fc.oneof(fc.nat(20), fc.nat(1_000), fc.nat(1e9)), { minLength: 1, maxLength: 40 });
  const shares = fc
    .tuple(fc.bigInt(0n, 10n ** 7n), fc.oneof(fc.bigInt(1n, 10n ** 7n), fc.bigInt(1n, 10n ** 40n)))
    .map(([of, over]) => ratio(of, over + of));

  it('[MONEY-07] nothing is lost, and no part is further than one unit from its share', () => {
    fc.assert(
      fc.property(amounts, shares, fc.constantFrom(...MODES), (given, share, mode) => {
        const whole = scaleBy(
          given.reduce((sum, each) => sum + each, 0),
          share,
          mode,
        );
        const parts = apportion(whole, given, share, EARLIER);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(whole);
        for (const [at, part] of parts.entries()) {
          const exact = BigInt(given[at] ?? 0) * share.of;
          const missed = BigInt(part) * share.over - exact;
          expect(missed > -share.over && missed < share.over).toBe(true);
        }
      }),
    );
  });

  it('[MONEY-07] what an item gets follows from the item, wherever it stands', () => {
    fc.assert(
      fc.property(amounts, shares, fc.infiniteStream(fc.nat(1_000)), (given, share, numbers) => {
        const whole = scaleBy(
          given.reduce((sum, each) => sum + each, 0),
          share,
          'half-away',
        );
        const items = given.map((amount, id) => ({ amount, id }));
        const shuffled = items
          .map((item) => [numbers.next().value ?? 0, item] as const)
          .toSorted(([a], [b]) => a - b)
          .map(([, item]) => item);
        const partsOf = (order: typeof items): ReadonlyMap<number, number> => {
          const parts = apportion(
            whole,
            order.map(({ amount }) => amount),
            share,
            (a, b) => (order[a]?.id ?? 0) - (order[b]?.id ?? 0),
          );
          return new Map(order.map(({ id }, at) => [id, parts[at] ?? 0]));
        };
        const [first, second] = [partsOf(items), partsOf(shuffled)];
        for (const [id, part] of first) expect(second.get(id)).toBe(part);
      }),
    );
  });

  it('[MONEY-07] more units than items is a bug', () => {
    expect(() => apportion(9, [1, 1], ratio(1n, 2n), EARLIER)).toThrow('more units');
    expect(() => ratio(-1n, 2n)).toThrow('not negative');
    expect(() => ratio(1n, 0n)).toThrow('more than 0');
  });
});

describe('cash', () => {
  it.each([
    ['half-away', 5, [0, 0, 5, 5, 5, 10]],
    ['half-even', 5, [0, 0, 5, 5, 5, 10]],
    ['down', 5, [0, 0, 0, 0, 5, 5]],
  ] as const)('[MONEY-06] %s to %i', (mode, stepMinor, expected) => {
    expect([0, 2, 3, 4, 7, 9].map((amount) => roundForCash(amount, { stepMinor, mode }))).toEqual(expected);
  });

  it('[MONEY-06] halves, crowns, exact cents and what is below zero', () => {
    const halves = (mode: (typeof MODES)[number]) =>
      [25, 75, 125, -25, -75].map((amount) => roundForCash(amount, { stepMinor: 50, mode }));
    expect(halves('half-away')).toEqual([50, 100, 150, -50, -100]);
    expect(halves('half-even')).toEqual([0, 100, 100, 0, -100]);
    expect(halves('down')).toEqual([0, 50, 100, 0, -50]);
    expect(roundForCash(1_250, { stepMinor: 100, mode: 'half-away' })).toBe(1_300);
    expect(roundForCash(1_249, { stepMinor: 100, mode: 'half-away' })).toBe(1_200);
    expect(roundForCash(1_249, { stepMinor: 1, mode: 'down' })).toBe(1_249);
    expect(Object.is(roundForCash(-1, { stepMinor: 5, mode: 'half-away' }), -0)).toBe(false);
  });

  it('[MONEY-06] the nearest multiple, and an exact one is itself', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.constantFrom(...MODES),
        (amount, stepMinor, mode) => {
          const rounded = roundForCash(amount, { stepMinor, mode });
          expect(Number.isSafeInteger(rounded) && rounded % stepMinor === 0).toBe(true);
          const missed = Math.abs(rounded - amount);
          expect(missed).toBeLessThan(stepMinor);
          expect(mode === 'down' || 2 * missed <= stepMinor).toBe(true);
          expect(roundForCash(rounded, { stepMinor, mode })).toBe(rounded);
        },
      ),
    );
  });
});

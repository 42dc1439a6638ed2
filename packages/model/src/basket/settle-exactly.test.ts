import { describe, expect, it } from 'vitest';
import type { RoundingMode } from '../money/round-ratio.ts';
import type { Branch } from '../state/shop.ts';
import type { BasketLine } from '../state/till-state.ts';
import { BRANCH, idOf } from '../testing/shop.fixture.ts';
import { slowSettle } from '../testing/slow-settle.fixture.ts';
import { type Settled, settle } from './settle.ts';

const BASKETS = 100_000;
/** Of each way of counting, at least so many baskets. */
const EACH = 1_000;
const DATES = ['2010-12-01', '2011-01-04', '2026-11-20'] as const;
const MODES: readonly RoundingMode[] = ['half-away', 'half-even', 'down'];
const CLASSES = ['standard', 'reduced', 'zero'] as const;

/** Mulberry32: the same baskets in every run. */
const numbersFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const create = (seed: number) => {
  const next = numbersFrom(seed);
  const upTo = (max: number): number => Math.floor(next() * (max + 1));
  const oneOf = <T>(items: readonly T[]): T => items[upTo(items.length - 1)] as T;
  /** Mostly what a shop sells, now and then what it never will. */
  const price = (): number => oneOf([upTo(300), upTo(9_999), upTo(9_999), 10 ** 9 + upTo(10 ** 9)]);
  const quantity = (): number => oneOf([1_000, 1_000, 1_000 * (1 + upTo(20)), 1 + upTo(4_999)]);
  const discount = (): BasketLine['discount'] => {
    const kind = upTo(3);
    if (kind === 0) return { sharePpm: upTo(1_000_000), reason: 'share' };
    if (kind === 1) return { sharePpm: 50_000 * upTo(20), reason: 'round share' };
    return kind === 2 ? { amountMinor: upTo(2_000), reason: 'amount' } : undefined;
  };
  const line = (number: number): BasketLine => {
    const off = discount();
    return {
      line: number,
      productId: idOf(number),
      sku: 'S',
      name: 'n',
      unit: 'kg',
      quantityMilli: quantity(),
      unitPriceMinor: price(),
      taxClass: oneOf(CLASSES),
      scannedAtMs: 0,
      ...(off === undefined ? {} : { discount: off }),
    };
  };
  const branch = (): Branch => ({
    ...BRANCH,
    pricesIncludeTax: upTo(1) === 0,
    taxRounding: oneOf(['document', 'line']),
    roundingMode: oneOf(MODES),
  });
  const lines = (): BasketLine[] => Array.from({ length: 1 + upTo(7) }, (_, index) => line(index + 1));
  const shuffled = <T>(items: readonly T[]): T[] =>
    items
      .map((item) => [next(), item] as const)
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
  return { branch, lines, shuffled, date: () => oneOf(DATES) };
};

const settled = (lines: readonly BasketLine[], branch: Branch, date: string): Settled => {
  const result = settle({ lines, payments: [] }, branch, date);
  if (!result.ok) throw new Error(result.rejection.code);
  return result.settled;
};

/** Null when both ways agree to the minor unit; else what each says. */
const disagreement = (lines: readonly BasketLine[], branch: Branch, date: string): unknown => {
  const fast = settled(lines, branch, date);
  const slow = slowSettle(lines, branch, date);
  const agree =
    BigInt(fast.totalMinor) === slow.totalMinor &&
    fast.rates.length === slow.rates.size &&
    fast.rates.every(({ taxClass, ratePpm, netMinor, taxMinor, grossMinor }) => {
      const rate = slow.rates.get(`${taxClass}/${ratePpm}`);
      return (
        rate?.net === BigInt(netMinor) && rate.tax === BigInt(taxMinor) && rate.gross === BigInt(grossMinor)
      );
    }) &&
    fast.lines.every(({ totalMinor, discount }, index) => {
      const line = slow.lines[index];
      return (
        line?.totalMinor === BigInt(totalMinor) && line.discountMinor === BigInt(discount?.amountMinor ?? 0)
      );
    });
  return agree ? null : { branch, date, lines, fast, slow };
};

/** The ways of counting that a basket goes through. */
const waysOf = (lines: readonly BasketLine[], branch: Branch): readonly string[] => [
  `prices ${branch.pricesIncludeTax ? 'with' : 'without'} tax, rounded per ${branch.taxRounding}, ${branch.roundingMode}`,
  ...new Set(
    lines.map(({ discount }) => {
      if (discount === undefined) return 'no discount';
      return discount.sharePpm === undefined ? 'an amount off' : 'a share off';
    }),
  ),
];

describe('settling, counted twice', () => {
  it(
    `[SALE-07] I7: ${BASKETS} baskets cost the same in exact fractions, whatever order their lines stand in`,
    { timeout: 120_000 },
    () => {
      const { branch, lines, shuffled, date } = create(20_101_201);
      const counts = new Map<string, number>();
      for (let basket = 0; basket < BASKETS; basket += 1) {
        const [rules, given, day] = [branch(), lines(), date()];
        for (const way of waysOf(given, rules)) counts.set(way, (counts.get(way) ?? 0) + 1);
        expect(disagreement(given, rules, day)).toBeNull();
        if (basket % 10 !== 0) continue;
        const { rates, totalMinor } = settled(given, rules, day);
        expect(settled(shuffled(given), rules, day)).toMatchObject({ rates, totalMinor });
      }
      // Two ways to price, two to round, three modes; three kinds of discount.
      expect(counts.size).toBe(2 * 2 * 3 + 3);
      for (const [way, count] of counts) expect([way, count >= EACH]).toEqual([way, true]);
    },
  );

  it('[SALE-07] the second way knows a wrong one: a rate, a mode or a discount counted otherwise is noticed', () => {
    const line: BasketLine = {
      line: 1,
      productId: idOf(1),
      sku: 'S',
      name: 'n',
      unit: 'kg',
      quantityMilli: 1_000,
      unitPriceMinor: 100,
      taxClass: 'standard',
      scannedAtMs: 0,
    };
    // 17.5% in 100 is 14.89 and on 100 it is 17.5: half away 18, cut off 17.
    const on = (over: Partial<Branch>) => slowSettle([line], { ...BRANCH, ...over }, '2010-12-01');
    expect(on({}).rates.get('standard/175000')).toEqual({ net: 85n, tax: 15n, gross: 100n });
    const exclusive = { pricesIncludeTax: false } as const;
    expect(on({ ...exclusive, roundingMode: 'half-away' }).totalMinor).toBe(118n);
    expect(on({ ...exclusive, roundingMode: 'half-even' }).totalMinor).toBe(118n);
    expect(on({ ...exclusive, roundingMode: 'down' }).totalMinor).toBe(117n);
    expect(slowSettle([line], BRANCH, '2011-01-04').rates.get('standard/200000')?.tax).toBe(17n);
    const half = { ...line, unitPriceMinor: 25, discount: { sharePpm: 500_000, reason: 'x' } };
    expect(slowSettle([half], BRANCH, '2010-12-01').lines).toEqual([{ totalMinor: 12n, discountMinor: 13n }]);
  });
});

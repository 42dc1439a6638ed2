import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_AMOUNT_MINOR, MAX_LINES, MAX_QUANTITY_MILLI } from '../money/bound.ts';
import { currencyExponent } from '../money/currency.ts';
import { TAX_ROUNDINGS } from '../state/shop.ts';
import type { BasketLine } from '../state/till-state.ts';
import { BRANCH, idOf } from '../testing/goods.fixture.ts';
import { CASH_STEPS, MODES, TAX_CLASSES } from '../testing/random-basket.fixture.ts';
import { slowSettle, type SlowSettled } from '../testing/slow-settle.fixture.ts';
import { type Priceable, settle } from './settle.ts';

const ON = '2026-11-20';
/** Yen have no decimals, pounds two and dinars three: the arithmetic is the same, the amounts are not. */
const CURRENCIES = ['JPY', 'GBP', 'KWD'] as const;

const price = fc.oneof(fc.nat(1_000), fc.nat(10 ** 9), fc.integer({ min: 10 ** 11, max: MAX_AMOUNT_MINOR }));
const quantity = fc.oneof(
  fc.integer({ min: 1, max: 2_000 }),
  fc.integer({ min: 1, max: MAX_QUANTITY_MILLI }),
  fc.constant(1_000),
);
const discount = fc.oneof(
  fc.nat(1_000_000).map((sharePpm) => ({ sharePpm, reason: 'x' })),
  fc.nat(MAX_AMOUNT_MINOR).map((amountMinor) => ({ amountMinor, reason: 'x' })),
);
const line = fc.record({
  unitPriceMinor: price,
  quantityMilli: quantity,
  taxClass: fc.constantFrom(...TAX_CLASSES.map(({ id }) => id)),
  priceIncludesTax: fc.boolean(),
  discount: fc.option(discount, { nil: undefined }),
});
const lineOf = (
  { discount: off, ...given }: typeof line extends fc.Arbitrary<infer T> ? T : never,
  n: number,
): BasketLine => ({
  line: n + 1,
  productId: idOf(n),
  sku: 'S',
  name: 'n',
  unit: 'kg',
  steps: [],
  scannedAtMs: 0,
  ...given,
  ...(off === undefined ? {} : { discount: off }),
});

const branch = fc.record({
  currency: fc.constantFrom(...CURRENCIES),
  taxRounding: fc.constantFrom(...TAX_ROUNDINGS),
  roundingMode: fc.constantFrom(...MODES),
  cashRounding: fc.record({ stepMinor: fc.constantFrom(...CASH_STEPS), mode: fc.constantFrom(...MODES) }),
});
const basket = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 12 }).map((lines) => lines.map(lineOf)),
  discounts: fc.array(discount, { maxLength: 3 }),
  extras: fc.constantFrom([], [{ extra: 1, kind: 'tip' as const, amountMinor: MAX_AMOUNT_MINOR }]),
  customer: fc.constantFrom(null, { groups: [], relief: 'exempt' as const }),
  payments: fc.constant([]),
  channel: fc.constant('shop' as const),
});

/** Whether a line, the lines together, or what is due in either way is more than an amount may be. */
const isTooMuch = ({ lines }: Priceable, slow: SlowSettled): boolean => {
  const most = BigInt(MAX_AMOUNT_MINOR);
  const before = lines.map(
    ({ unitPriceMinor, quantityMilli }) => BigInt(unitPriceMinor) * BigInt(quantityMilli),
  );
  const after = lines.map(({ priceIncludesTax }, at) => {
    const { net = 0n, tax = 0n, relief = 0n, basketDiscount = 0n } = slow.lines[at] ?? {};
    return (priceIncludesTax ? net + tax : net) + relief + basketDiscount;
  });
  return (
    before.some((thousandths) => (thousandths + 500n) / 1_000n > most) ||
    after.reduce((sum, each) => sum + each, 0n) > most ||
    slow.due > most ||
    slow.cashDue > most
  );
};

/** Every number in a value, wherever it stands. */
const numbersIn = (value: unknown): readonly number[] => {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
};

describe('at the bounds', () => {
  it('[MONEY-01] the currencies have 0, 2 and 3 decimals', () => {
    expect(CURRENCIES.map(currencyExponent)).toEqual([0, 2, 3]);
  });

  it('[LINE-10] everything is an exact integer and an amount, or it is refused with its code', () => {
    const seen = { ok: 0, refused: 0 };
    fc.assert(
      fc.property(basket, branch, (given, over) => {
        const rules = { ...BRANCH, taxClasses: TAX_CLASSES, ...over };
        const result = settle(given, rules, ON);
        const slow = slowSettle(given, rules, ON);
        if (result.ok) seen.ok += 1;
        else seen.refused += 1;
        const counted = result.ok ? numbersIn(result.settled) : [];
        expect(counted.every(Number.isSafeInteger)).toBe(true);
        expect(counted.every((each) => each >= 0 && each <= MAX_AMOUNT_MINOR && !Object.is(each, -0))).toBe(
          true,
        );
        const total = result.ok ? BigInt(result.settled.totalMinor) : result.rejection.code;
        expect(total).toBe(isTooMuch(given, slow) ? 'AMOUNT-OUT-OF-BOUNDS' : slow.total);
      }),
      { numRuns: 1_000 },
    );
    expect(Math.min(seen.ok, seen.refused)).toBeGreaterThan(100);
  });

  it('[SALE-07] I7: 1,000 lines up to 10^12 together, every class and way of rounding, agree with the second way', () => {
    const lines = Array.from({ length: MAX_LINES }, (_, n) =>
      lineOf(
        {
          // Halves, thirds and primes; together just below the bound.
          unitPriceMinor: 790_000_000 + n * n,
          quantityMilli: 1_001 + (n % 7),
          taxClass: TAX_CLASSES[n % TAX_CLASSES.length]?.id ?? '',
          priceIncludesTax: n % 4 !== 0,
          discount: n % 5 === 0 ? { sharePpm: 33_333, reason: 'x' } : undefined,
        },
        n,
      ),
    );
    const discounts = [
      { sharePpm: 77_777, reason: 'y' },
      { amountMinor: 123_456_789, reason: 'z' },
    ];
    const given: Priceable = { lines, discounts, extras: [], customer: null, payments: [], channel: 'shop' };
    for (const taxRounding of TAX_ROUNDINGS) {
      const rules = { ...BRANCH, taxClasses: TAX_CLASSES, taxRounding };
      const result = settle(given, rules, ON);
      if (!result.ok) throw new Error(result.rejection.code);
      const { settled } = result;
      expect(settled.totalMinor).toBeGreaterThan(7e11);
      expect(numbersIn(settled).every(Number.isSafeInteger)).toBe(true);
      const slow = slowSettle(given, rules, ON);
      expect(BigInt(settled.totalMinor)).toBe(slow.total);
      expect(settled.lines.map(({ netMinor, taxMinor }) => [BigInt(netMinor), BigInt(taxMinor)])).toEqual(
        slow.lines.map(({ net, tax }) => [net, tax]),
      );
    }
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate } from './allocate.ts';
import {
  amountMinor,
  MAX_AMOUNT_MINOR,
  MAX_LINES,
  MAX_QUANTITY_MILLI,
  MAX_TOTAL_MINOR,
  signedMinor,
} from './bound.ts';
import { CURRENCIES, currencyExponent } from './currency.ts';
import { formatMinor, formatQuantity, formatRate, parseMinor, parseQuantity } from './format.ts';
import { priceTimesQuantity, shareOf } from './multiply.ts';
import { divideRounded, scaleRounded } from './round-ratio.ts';

const MODES = ['half-away', 'half-even', 'down'] as const;

describe('bounds', () => {
  it('[MONEY-01] an amount is an integer from 0 to 10^12, and a full document of them is exact', () => {
    expect(amountMinor.read(MAX_AMOUNT_MINOR, 'amount')).toBe(1e12);
    expect(() => amountMinor.read(MAX_AMOUNT_MINOR + 1, 'amount')).toThrow('amount');
    expect(() => amountMinor.read(0.5, 'amount')).toThrow('amount');
    expect(() => amountMinor.read(-1, 'amount')).toThrow('amount');
    expect(signedMinor.read(-MAX_TOTAL_MINOR, 'sum')).toBe(-1e15);
    expect(Number.isSafeInteger(MAX_LINES * MAX_AMOUNT_MINOR + MAX_TOTAL_MINOR)).toBe(true);
  });
});

describe('rounding', () => {
  it.each([
    [5n, 2n, 3n, 2n, 2n],
    [7n, 2n, 4n, 4n, 3n],
    [-5n, 2n, -3n, -2n, -2n],
    [-7n, 2n, -4n, -4n, -3n],
    [4n, 3n, 1n, 1n, 1n],
    [5n, 3n, 2n, 2n, 1n],
    [0n, 3n, 0n, 0n, 0n],
  ])('[MONEY-02] %s / %s rounds by its mode', (numerator, denominator, away, even, down) => {
    expect(divideRounded(numerator, denominator, 'half-away')).toBe(away);
    expect(divideRounded(numerator, denominator, 'half-even')).toBe(even);
    expect(divideRounded(numerator, denominator, 'down')).toBe(down);
  });

  it('[MONEY-02] plain numbers give what exact ones give, on both sides of 2^53', () => {
    const factor = fc.oneof(fc.nat(20), fc.nat(1e6), fc.integer({ min: 9e7, max: 1e8 }), fc.nat(1e12));
    fc.assert(
      fc.property(
        factor,
        factor,
        fc.integer({ min: 1, max: 2e9 }),
        fc.constantFrom(...MODES),
        (a, b, d, mode) => {
          expect(scaleRounded(a, b, d, mode)).toBe(
            Number(divideRounded(BigInt(a) * BigInt(b), BigInt(d), mode)),
          );
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('[MONEY-02] exact halves just below 2^53', () => {
    const odd = 2 ** 52 + 1;
    expect(scaleRounded(odd, 1, 2, 'half-away')).toBe(2 ** 51 + 1);
    expect(scaleRounded(odd, 1, 2, 'half-even')).toBe(2 ** 51);
    expect(scaleRounded(0, 0, 7, 'down')).toBe(0);
    expect(() => divideRounded(1n, 0n, 'down')).toThrow('positive');
  });
});

describe('multiplication', () => {
  it('[QTY-03] price times quantity is exact and rounds half away from zero', () => {
    expect(priceTimesQuantity(340, 2_000)).toBe(680);
    expect(priceTimesQuantity(1, 500)).toBe(1);
    expect(priceTimesQuantity(1, 499)).toBe(0);
    expect(priceTimesQuantity(333, 1_500)).toBe(500);
    expect(priceTimesQuantity(999_999_999_999, 1_001)).toBe(1_000_999_999_999);
    expect(priceTimesQuantity(MAX_AMOUNT_MINOR, MAX_QUANTITY_MILLI)).toBe(1e18);
  });

  it('[QTY-03] a share of an amount', () => {
    expect(shareOf(999, 100_000)).toBe(100);
    expect(shareOf(MAX_AMOUNT_MINOR, 333_333)).toBe(333_333_000_000);
  });
});

describe('allocation', () => {
  const weights = fc.array(fc.nat(1e9), { minLength: 1, maxLength: 40 });

  it('[MONEY-04] the parts add up to the amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), weights, (amount, given) => {
        const parts = allocate(amount, given);
        expect(parts.length).toBe(given.length);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount);
        expect(parts.some((part) => Object.is(part, -0))).toBe(false);
      }),
    );
  });

  it('[MONEY-04] each part is within one unit of its share, and a larger weight never gets less', () => {
    fc.assert(
      fc.property(fc.nat(1e12), weights, (amount, given) => {
        const sum = given.reduce((total, weight) => total + BigInt(weight), 0n);
        fc.pre(sum > 0n);
        const parts = allocate(amount, given);
        for (const [index, part] of parts.entries()) {
          const scaled = BigInt(amount) * BigInt(given[index]!);
          expect(BigInt(part) * sum > scaled - sum && BigInt(part) * sum < scaled + sum).toBe(true);
        }
        const byWeight = parts.map((part, index) => ({ part, weight: given[index]! }));
        byWeight.sort((a, b) => a.weight - b.weight || a.part - b.part);
        for (let i = 1; i < byWeight.length; i += 1) {
          expect(byWeight[i]!.part).toBeGreaterThanOrEqual(byWeight[i - 1]!.part);
        }
      }),
    );
  });

  it('[MONEY-04] left units go to the largest remainder, the earlier first', () => {
    expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(allocate(-100, [1, 1, 1])).toEqual([-34, -33, -33]);
    expect(allocate(10, [5, 3, 1])).toEqual([6, 3, 1]);
    expect(allocate(5, [0, 0])).toEqual([3, 2]);
    expect(allocate(0, [])).toEqual([]);
    expect(() => allocate(1, [])).toThrow('nothing');
    expect(() => allocate(1, [-1, 2])).toThrow('weight');
  });
});

describe('currencies', () => {
  it('[MONEY-03] every code has its decimals', () => {
    expect(CURRENCIES.size).toBe(165);
    expect([...CURRENCIES.keys()].every((code) => /^[A-Z]{3}$/.test(code))).toBe(true);
    expect(['GBP', 'JPY', 'BHD', 'CLF', 'ISK', 'MGA'].map(currencyExponent)).toEqual([2, 0, 3, 4, 0, 2]);
    expect(() => currencyExponent('GBX')).toThrow('GBX');
  });

  it('[MONEY-03] the table stands where Intl differs', () => {
    const differing = [...CURRENCIES].filter(([currency, exponent]) => {
      if (!Intl.supportedValuesOf('currency').includes(currency)) return false;
      const options = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
      return options.maximumFractionDigits !== exponent;
    });
    const codes = differing.map(([code]) => code).toSorted();
    for (const code of ['AFN', 'IQD', 'MGA', 'SOS']) expect(codes).toContain(code);
    expect(codes).not.toContain('GBP');
  });
});

describe('text', () => {
  it('[MONEY-05] amounts have all their decimals', () => {
    expect(formatMinor(123_450, 2)).toBe('1234.50');
    expect(formatMinor(-5, 2)).toBe('-0.05');
    expect(formatMinor(0, 2)).toBe('0.00');
    expect(formatMinor(1_200, 0)).toBe('1200');
    expect(formatMinor(1, 3)).toBe('0.001');
  });

  it('[MONEY-05] quantities and rates have as many decimals as they need', () => {
    expect([2_000, 375, -1_500, 10_000, 0, 100_000].map(formatQuantity)).toEqual([
      '2',
      '0.375',
      '-1.5',
      '10',
      '0',
      '100',
    ]);
    expect([175_000, 200_000, 0, 55_000, 1_000_000].map(formatRate)).toEqual([
      '17.5',
      '20',
      '0',
      '5.5',
      '100',
    ]);
  });

  it('[MONEY-05] what is written is read back the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e15, max: 1e15 }), fc.constantFrom(0, 2, 3, 4), (amount, exponent) => {
        expect(parseMinor(formatMinor(amount, exponent), exponent)).toBe(amount + 0);
        expect(parseQuantity(formatQuantity(amount))).toBe(amount + 0);
      }),
    );
  });

  it('[MONEY-05] finer or other text is refused', () => {
    expect(parseMinor('12.5', 2)).toBe(1_250);
    expect(parseMinor('-0', 2)).toBe(0);
    for (const text of ['', '.5', '5.', '1,5', '1e3', '1.234', ' 1', '+1', '0x1', '--1', '9'.repeat(20)]) {
      expect(parseMinor(text, 2)).toBeNull();
    }
  });
});

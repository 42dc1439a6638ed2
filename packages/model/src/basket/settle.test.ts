import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BRANCH, EXCLUSIVE, idOf } from '../testing/shop.fixture.ts';
import type { BasketLine } from '../state/till-state.ts';
import { settle } from './settle.ts';

const line = (number: number, over: Partial<BasketLine> = {}): BasketLine => ({
  line: number,
  productId: idOf(number),
  sku: `S${number}`,
  name: 'n',
  unit: 'kg',
  quantityMilli: 1_000,
  listPriceMinor: 100,
  unitPriceMinor: 100,
  taxClass: 'standard',
  scannedAtMs: 0,
  ...over,
});
const payment = (amountMinor: number) => ({
  paymentId: idOf(1),
  basketId: idOf(2),
  tender: 'cash' as const,
  currency: 'GBP',
  amountMinor,
  tenderedMinor: amountMinor,
  changeMinor: 0,
});

describe('settling', () => {
  it('[SALE-01] one pass to lines, rates, total and what is due', () => {
    const lines = [
      line(1, { unitPriceMinor: 255, quantityMilli: 6_000, overrideReason: 'old' }),
      line(2, {
        unitPriceMinor: 2_000,
        quantityMilli: 375,
        taxClass: 'zero',
        discount: { sharePpm: 100_000, reason: 'torn' },
      }),
    ];
    expect(settle({ lines, payments: [payment(205)] }, BRANCH, '2010-12-01')).toMatchObject({
      ok: true,
      settled: {
        lines: [
          { line: 1, ratePpm: 175_000, totalMinor: 1_530 },
          { line: 2, ratePpm: 0, totalMinor: 675, discount: { amountMinor: 75 } },
        ],
        rates: [
          { taxClass: 'standard', taxMinor: 228, grossMinor: 1_530 },
          { taxClass: 'zero', taxMinor: 0, grossMinor: 675 },
        ],
        totalMinor: 2_205,
        paidMinor: 205,
        dueMinor: 2_000,
      },
    });
  });

  it('[SALE-01] an empty basket comes to nothing', () => {
    const empty = { lines: [], rates: [], totalMinor: 0, paidMinor: 0, dueMinor: 0 };
    expect(settle({ lines: [], payments: [] }, BRANCH, '2010-12-01')).toEqual({ ok: true, settled: empty });
  });

  it('[SALE-01] what cannot be settled names its line', () => {
    const codeOf = (lines: readonly BasketLine[], branch = BRANCH) => {
      const result = settle({ lines, payments: [] }, branch, '2010-12-01');
      return result.ok ? 'ok' : `${result.rejection.code} ${result.rejection.at}`;
    };
    expect(codeOf([line(1), line(4, { taxClass: 'none' })])).toBe('TAX-CLASS-UNKNOWN basket.lines[4]');
    expect(codeOf([line(3, { unitPriceMinor: 1e12, quantityMilli: 1_001 })])).toBe(
      'AMOUNT-OUT-OF-BOUNDS basket.lines[3]',
    );
    expect(codeOf([line(1, { unitPriceMinor: 1e12 })])).toBe('ok');
    expect(codeOf([line(1, { unitPriceMinor: 1e12 })], EXCLUSIVE)).toBe('AMOUNT-OUT-OF-BOUNDS basket');
    expect(codeOf([line(1, { unitPriceMinor: 6e11 }), line(2, { unitPriceMinor: 6e11 })])).toBe(
      'AMOUNT-OUT-OF-BOUNDS basket',
    );
  });

  const discounts: fc.Arbitrary<Partial<BasketLine>> = fc.oneof(
    fc.constant({}),
    fc.nat(1_000_000).map((sharePpm) => ({ discount: { sharePpm, reason: 'x' } })),
    fc.nat(200_000).map((amountMinor) => ({ discount: { amountMinor, reason: 'x' } })),
  );
  const lines = fc.array(
    fc.tuple(
      fc.nat(100_000),
      fc.integer({ min: 1, max: 20_000 }),
      fc.constantFrom('standard', 'reduced', 'zero'),
      discounts,
    ),
    { maxLength: 20 },
  );

  it('[LINE-06] no line is negative and every discount is at most its line, for any basket', () => {
    fc.assert(
      fc.property(lines, fc.constantFrom(BRANCH, EXCLUSIVE), (given, branch) => {
        const basket = given.map(([unitPriceMinor, quantityMilli, taxClass, over], n) =>
          line(n + 1, { unitPriceMinor, quantityMilli, taxClass, ...over }),
        );
        const result = settle({ lines: basket, payments: [] }, branch, '2010-12-01');
        if (!result.ok) throw new Error(result.rejection.code);
        const { settled } = result;
        for (const each of settled.lines) {
          const before = Math.round((each.unitPriceMinor * each.quantityMilli) / 1_000);
          expect(each.totalMinor).toBe(before - (each.discount?.amountMinor ?? 0));
          expect(each.totalMinor).toBeGreaterThanOrEqual(0);
        }
        expect(settled.rates.reduce((sum, { grossMinor }) => sum + grossMinor, 0)).toBe(settled.totalMinor);
      }),
    );
  });
});

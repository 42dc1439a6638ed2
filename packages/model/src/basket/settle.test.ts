import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Payment, PaymentState } from '../payment/payment.ts';
import type { Branch } from '../state/shop.ts';
import type { BasketLine } from '../state/till-state.ts';
import { BRANCH, EXCLUSIVE, idOf } from '../testing/goods.fixture.ts';
import { TAX_CLASSES } from '../testing/random-basket.fixture.ts';
import { type Priceable, type Settled, settle, settleTotals } from './settle.ts';

const ON = '2010-12-01';
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
  priceIncludesTax: true,
  steps: [],
  scannedAtMs: 0,
  ...over,
});
const payment = (amountMinor: number, state: PaymentState = 'captured'): Payment => ({
  paymentId: idOf(1),
  tender: 'card',
  kind: 'card',
  state,
  amountMinor,
  tenderedMinor: amountMinor,
  changeMinor: 0,
});
const basket = (lines: readonly BasketLine[], over: Partial<Priceable> = {}): Priceable => ({
  lines,
  discounts: [],
  extras: [],
  customer: null,
  payments: [],
  channel: 'shop',
  ...over,
});
const settled = (given: Priceable, branch: Branch = BRANCH, on = ON): Settled => {
  const result = settle(given, branch, on);
  if (!result.ok) throw new Error(`${result.rejection.code} ${result.rejection.at}`);
  return result.settled;
};

describe('settling', () => {
  it('[SALE-01] one pass to lines, rates, total and what is due', () => {
    const lines = [
      line(1, { unitPriceMinor: 255, quantityMilli: 6_000, overrideReason: 'old', priceListId: 'main' }),
      line(2, {
        unitPriceMinor: 2_000,
        quantityMilli: 375,
        taxClass: 'zero',
        discount: { sharePpm: 100_000, reason: 'torn' },
        costMinor: 700,
      }),
    ];
    const given = basket(lines, { payments: [payment(205)] });
    const { lines: sold, ...owed } = settled(given);
    expect(sold[0]).toEqual({
      line: 1,
      productId: idOf(1),
      sku: 'S1',
      name: 'n',
      unit: 'kg',
      quantityMilli: 6_000,
      unitPriceMinor: 255,
      listPriceMinor: 100,
      overrideReason: 'old',
      priceListId: 'main',
      priceIncludesTax: true,
      taxClass: 'standard',
      ratePpm: 175_000,
      netMinor: 1_302,
      taxMinor: 228,
    });
    expect(sold[1]).toMatchObject({
      ratePpm: 0,
      netMinor: 675,
      taxMinor: 0,
      costMinor: 700,
      discount: { sharePpm: 100_000, amountMinor: 75, reason: 'torn' },
    });
    expect(owed).toEqual({
      rates: [
        { taxClass: 'standard', ratePpm: 175_000, netMinor: 1_302, taxMinor: 228, grossMinor: 1_530 },
        { taxClass: 'zero', ratePpm: 0, netMinor: 675, taxMinor: 0, grossMinor: 675 },
      ],
      totalMinor: 2_205,
      promotions: [],
      discounts: [],
      extrasMinor: 0,
      paidMinor: 205,
      dueMinor: 2_000,
      cashDueMinor: 2_000,
    });
    expect(settleTotals(given, BRANCH, ON)).toEqual({ ok: true, owed });
  });

  it('[SALE-01] an empty basket comes to nothing, and extras to themselves', () => {
    const nothing = { totalMinor: 0, extrasMinor: 0, paidMinor: 0, dueMinor: 0, cashDueMinor: 0 };
    expect(settled(basket([]))).toEqual({
      lines: [],
      rates: [],
      promotions: [],
      discounts: [],
      ...nothing,
    });
    const deposit = { extra: 1, kind: 'deposit', amountMinor: 2_002 } as const;
    const francs: Branch = { ...BRANCH, cashRounding: { stepMinor: 5, mode: 'half-away' } };
    expect(settled(basket([], { extras: [deposit] }), francs)).toMatchObject({
      totalMinor: 0,
      extrasMinor: 2_002,
      dueMinor: 2_002,
      cashDueMinor: 2_000,
    });
  });

  it('[SALE-01] only what is approved, stored or captured comes off', () => {
    const paid = (state: PaymentState) =>
      settled(basket([line(1)], { payments: [payment(40, state)] })).dueMinor;
    const states = ['requested', 'approved', 'stored', 'unknown', 'captured'] as const;
    expect(states.map(paid)).toEqual([100, 60, 60, 100, 60]);
  });

  it('[SALE-01] what cannot be settled names its line', () => {
    const codeOf = (given: Priceable, branch = BRANCH) => {
      const result = settle(given, branch, ON);
      return result.ok ? 'ok' : `${result.rejection.code} ${result.rejection.at}`;
    };
    const of = (...lines: readonly BasketLine[]) => basket(lines);
    expect(codeOf(of(line(1), line(4, { taxClass: 'none' })))).toBe('TAX-CLASS-UNKNOWN basket.lines[4]');
    expect(codeOf(of(line(3, { unitPriceMinor: 1e12, quantityMilli: 1_001 })))).toBe(
      'AMOUNT-OUT-OF-BOUNDS basket.lines[3]',
    );
    const dearest = line(1, { unitPriceMinor: 1e12 });
    expect(codeOf(of(dearest))).toBe('ok');
    expect(codeOf(of({ ...dearest, priceIncludesTax: false }))).toBe('AMOUNT-OUT-OF-BOUNDS basket');
    const large = line(1, { unitPriceMinor: 6e11 });
    expect(codeOf(of(large, { ...large, line: 2 }))).toBe('AMOUNT-OUT-OF-BOUNDS basket');
    const extras = [{ extra: 1, kind: 'tip', amountMinor: 1 } as const];
    expect(codeOf(basket([dearest], { extras }))).toBe('AMOUNT-OUT-OF-BOUNDS basket');
    // Two thirds of a step above the last multiple below the bound: in cash it would be above it.
    const odd: Branch = { ...BRANCH, cashRounding: { stepMinor: 600_000, mode: 'half-away' } };
    expect(codeOf(of(dearest), odd)).toBe('AMOUNT-OUT-OF-BOUNDS basket');
    expect(codeOf(of({ ...dearest, unitPriceMinor: 1e12 - 200_000 }), odd)).toBe('ok');
  });

  it('[TAX-12] a document has at most 64 rates', () => {
    const taxClasses = Array.from({ length: 65 }, (_, n) => ({ ...BRANCH.taxClasses[0]!, id: `c${n}` }));
    const lines = taxClasses.map(({ id }, n) => line(n + 1, { taxClass: id }));
    const branch = { ...BRANCH, taxClasses };
    expect(settled(basket(lines.slice(1)), branch).rates.length).toBe(64);
    const result = settle(basket(lines), branch, ON);
    expect(!result.ok && result.rejection.code).toBe('BASKET-TOO-MANY-RATES');
  });
});

describe('discounts', () => {
  it('[DISC-01] of the line first, then of the basket one after the other', () => {
    const lines = [
      line(1, { unitPriceMinor: 1_000, discount: { amountMinor: 200, reason: 'dent' } }),
      line(2, { unitPriceMinor: 200 }),
    ];
    const discounts = [
      { sharePpm: 100_000, reason: 'friend' },
      { amountMinor: 50, reason: 'coupon' },
      { sharePpm: 105_000, reason: 'late' },
    ];
    // 800 + 200, less 100, less 50, less 10.5% of 850: 89.25.
    const { totalMinor, discounts: given, lines: sold } = settled(basket(lines, { discounts }));
    expect(totalMinor).toBe(761);
    expect(given).toEqual([
      { sharePpm: 100_000, amountMinor: 100, reason: 'friend' },
      { amountMinor: 50, reason: 'coupon' },
      { sharePpm: 105_000, amountMinor: 89, reason: 'late' },
    ]);
    expect(sold.map(({ basketDiscountMinor }) => basketDiscountMinor)).toEqual([191, 48]);
  });

  it('[DISC-01] never more than all there is, and nothing of nothing', () => {
    const discounts = [
      { amountMinor: 500, reason: 'x' },
      { sharePpm: 500_000, reason: 'y' },
    ];
    const { totalMinor, discounts: given } = settled(basket([line(1)], { discounts }));
    expect([totalMinor, ...given.map(({ amountMinor }) => amountMinor)]).toEqual([0, 100, 0]);
  });

  it('[DISC-02] split by what the lines come to, and what they are decides among equals', () => {
    const discounts = [{ amountMinor: 1, reason: 'x' }];
    const shares = (lines: readonly BasketLine[]) =>
      settled(basket(lines, { discounts, extras: [{ extra: 1, kind: 'tip', amountMinor: 900 }] })).lines.map(
        ({ basketDiscountMinor = 0 }) => basketDiscountMinor,
      );
    expect(shares([line(1), line(2)])).toEqual([1, 0]);
    expect(shares([line(2), line(1)])).toEqual([0, 1]);
    expect(shares([line(1), line(2, { unitPriceMinor: 101 })])).toEqual([0, 1]);
    const split = (n: number, over: Partial<BasketLine>) => ({ ...line(1, over), line: n });
    expect(shares([split(1, { service: 'eat-in' }), split(2, {})])).toEqual([0, 1]);
    expect(shares([split(1, { taxClass: 'zero' }), split(2, { taxClass: 'reduced' })])).toEqual([0, 1]);
  });

  it('[LINE-06] no line is negative and every discount is at most its line, for any basket', () => {
    const some: fc.Arbitrary<Partial<BasketLine>> = fc.oneof(
      fc.constant({}),
      fc.nat(1_000_000).map((sharePpm) => ({ discount: { sharePpm, reason: 'x' } })),
      fc.nat(200_000).map((amountMinor) => ({ discount: { amountMinor, reason: 'x' } })),
    );
    const given = fc.array(
      fc.tuple(fc.nat(100_000), fc.integer({ min: 1, max: 20_000 }), fc.boolean(), some),
      { maxLength: 20 },
    );
    const share = fc.nat(1_000_000);
    fc.assert(
      fc.property(given, share, (rows, sharePpm) => {
        const lines = rows.map(([unitPriceMinor, quantityMilli, priceIncludesTax, over], n) =>
          line(n + 1, { unitPriceMinor, quantityMilli, priceIncludesTax, ...over }),
        );
        const {
          lines: sold,
          rates,
          totalMinor,
        } = settled(basket(lines, { discounts: [{ sharePpm, reason: 'y' }] }));
        for (const { unitPriceMinor, quantityMilli, netMinor, taxMinor, ...each } of sold) {
          const before = Math.round((unitPriceMinor * quantityMilli) / 1_000);
          const off = (each.discount?.amountMinor ?? 0) + (each.basketDiscountMinor ?? 0);
          expect(each.priceIncludesTax ? netMinor + taxMinor : netMinor).toBe(before - off);
          expect(Math.min(before - off, netMinor, taxMinor)).toBeGreaterThanOrEqual(0);
        }
        expect(rates.reduce((sum, { grossMinor }) => sum + grossMinor, 0)).toBe(totalMinor);
      }),
    );
  });
});

describe('whom and how', () => {
  const branch: Branch = { ...BRANCH, taxClasses: TAX_CLASSES };
  const LATER = '2011-01-04';

  it('[TAX-10] the tax is taken off a price that has it in, and none comes on one without', () => {
    const customer = { groups: [], relief: 'reverse-charge' } as const;
    const lines = [
      line(1, { unitPriceMinor: 115 }),
      line(2, { priceIncludesTax: false, taxClass: 'several' }),
    ];
    const { lines: sold, rates, totalMinor } = settled(basket(lines, { customer }), branch, LATER);
    // 115 less 20% in it, 19.17.
    expect(sold[0]).toMatchObject({
      netMinor: 96,
      taxMinor: 0,
      ratePpm: 0,
      reliefMinor: 19,
      relief: 'reverse-charge',
    });
    expect(sold[1]).toMatchObject({ netMinor: 100, taxMinor: 0, ratePpm: 0, relief: 'reverse-charge' });
    expect(sold[1]).not.toHaveProperty('taxes');
    expect(rates.map(({ relief, grossMinor }) => [relief, grossMinor])).toEqual([
      ['reverse-charge', 100],
      ['reverse-charge', 96],
    ]);
    expect(totalMinor).toBe(196);
  });

  it('[TAX-11] what is taken away is of the other class', () => {
    const served = (service: BasketLine['service']) =>
      settled(
        basket([line(1, { taxClass: 'eat-in', ...(service === undefined ? {} : { service }) })]),
        branch,
        LATER,
      ).lines[0];
    expect(served('eat-in')).toMatchObject({ taxClass: 'eat-in', ratePpm: 200_000, service: 'eat-in' });
    expect(served('take-away')).toMatchObject({ taxClass: 'reduced', ratePpm: 50_000, service: 'take-away' });
    expect(served(undefined)).toMatchObject({ taxClass: 'eat-in', ratePpm: 200_000 });
    const away = { ...branch.taxClasses[0]!, takeAwayClass: 'gone' };
    const lost = settle(
      basket([line(1, { service: 'take-away' })]),
      { ...branch, taxClasses: [away] },
      LATER,
    );
    expect(!lost.ok && lost.rejection).toMatchObject({ code: 'TAX-CLASS-UNKNOWN', at: 'basket.lines[1]' });
  });

  it('[TAX-05] with tax in and without in one basket', () => {
    const lines = [line(1, { unitPriceMinor: 120 }), line(2, { priceIncludesTax: false })];
    for (const each of [branch, { ...EXCLUSIVE, taxClasses: TAX_CLASSES }]) {
      expect(settled(basket(lines), each, LATER).rates).toEqual([
        { taxClass: 'standard', ratePpm: 200_000, netMinor: 200, taxMinor: 40, grossMinor: 240 },
      ]);
    }
  });
});

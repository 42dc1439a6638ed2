import * as fc from 'fast-check';
import type { Fact, FactOf } from '../fact/fact.ts';
import { idOf } from '../fact/wire.fixture.ts';
import { PAYMENT_STATES, type Payment, type Payout } from '../payment/payment.ts';
import { EXTRA_KINDS, type Extra } from '../sale/extra.ts';
import type { RateTotal, RefundLine, SaleLine } from '../sale/line.ts';

const amount = fc.nat(10_000);
const ids = fc.integer({ min: 1, max: 40 }).map(idOf);
const kinds = fc.constantFrom('cash', 'card', 'voucher', 'account', 'deposit', 'exchange');

/** Payments of every kind. What they cover, are worth and give back as change fits together. */
const payments: fc.Arbitrary<Payment> = fc
  .record({
    paymentId: ids,
    kind: kinds,
    amountMinor: amount,
    changeMinor: fc.nat(500),
    foreign: fc.boolean(),
  })
  .map(({ paymentId, kind, amountMinor, changeMinor, foreign }) => {
    const change = kind === 'cash' || kind === 'voucher' ? changeMinor : 0;
    const inEuro = kind === 'cash' && foreign;
    return {
      paymentId,
      tender: inEuro ? 'euro' : kind,
      kind,
      state: 'captured',
      amountMinor,
      tenderedMinor: amountMinor + change,
      changeMinor: change,
      ...(inEuro
        ? { foreign: { currency: 'EUR', tenderedMinor: amountMinor + change + 7, ratePpb: 990_000_000 } }
        : {}),
      ...(kind === 'deposit' || kind === 'exchange' ? { originId: idOf(0x99) } : {}),
    };
  });
const payouts: fc.Arbitrary<Payout> = fc
  .record({ kind: kinds, amountMinor: amount, paymentId: ids })
  .map(({ kind, amountMinor, paymentId }) => ({
    tender: kind,
    kind,
    amountMinor,
    paymentId,
    ...(kind === 'deposit' ? { originId: idOf(0x99) } : {}),
  }));
const extras: fc.Arbitrary<Extra> = fc.record({
  extra: fc.integer({ min: 1, max: 9 }),
  kind: fc.constantFrom(...EXTRA_KINDS),
  amountMinor: amount,
});

type Priced = Pick<
  SaleLine,
  'line' | 'productId' | 'sku' | 'name' | 'unit' | 'quantityMilli' | 'unitPriceMinor'
> &
  Pick<RateTotal, 'taxClass' | 'ratePpm' | 'netMinor' | 'taxMinor' | 'taxes' | 'relief'>;

const priced: fc.Arbitrary<Priced> = fc
  .record({
    line: fc.integer({ min: 1, max: 5 }),
    product: fc.integer({ min: 1, max: 4 }),
    quantityMilli: fc.integer({ min: 1, max: 9_000 }),
    netMinor: amount,
    taxMinor: fc.nat(999),
    rate: fc.constantFrom('one', 'two', 'none'),
  })
  .map(({ line, product, quantityMilli, netMinor, taxMinor, rate }) => {
    const half = Math.floor(taxMinor / 2);
    const taxes = [
      { tax: 'state', ratePpm: 40_000, baseMinor: netMinor, taxMinor: half },
      { tax: 'city', ratePpm: 20_000, baseMinor: netMinor, taxMinor: taxMinor - half },
    ];
    return {
      line,
      productId: idOf(product),
      sku: 'sku',
      name: 'name',
      unit: 'kg',
      quantityMilli,
      unitPriceMinor: 100,
      taxClass: rate === 'two' ? 'goods' : 'standard',
      ratePpm: rate === 'none' ? 0 : 200_000,
      netMinor,
      taxMinor: rate === 'none' ? 0 : taxMinor,
      ...(rate === 'two' ? { taxes } : {}),
      ...(rate === 'none' ? { relief: 'exempt' as const } : {}),
    };
  });

/** A rate for each line: what is tested here adds up whatever stands in one document. */
const ratesOf = (lines: readonly Priced[]): readonly RateTotal[] =>
  lines.map(({ taxClass, ratePpm, netMinor, taxMinor, taxes, relief }) => ({
    taxClass,
    ratePpm,
    netMinor,
    taxMinor,
    grossMinor: netMinor + taxMinor,
    ...(taxes === undefined ? {} : { taxes }),
    ...(relief === undefined ? {} : { relief }),
  }));
const grossOf = (lines: readonly Priced[]): number =>
  lines.reduce((sum, { netMinor, taxMinor }) => sum + netMinor + taxMinor, 0);

const goods = fc.array(priced, { maxLength: 3 });
const places = fc.constantFrom('shop', 'damaged', 'none');
const document = { number: 1, label: 'H1-7KQ2-X-1' };
const currency = 'GBP';

const sales: fc.Arbitrary<FactOf<'sale.completed'>> = fc
  .record({
    saleId: ids,
    goods,
    payments: fc.array(payments, { maxLength: 3 }),
    extras: fc.array(extras, { maxLength: 2 }),
    cashRoundingMinor: fc.integer({ min: -2, max: 2 }),
    discountMinor: amount,
    training: fc.boolean(),
  })
  .map((of) => ({
    kind: 'sale.completed',
    saleId: of.saleId,
    basketId: idOf(3),
    document: { ...document, kind: of.training ? 'training-receipt' : 'receipt' },
    currency,
    lines: of.goods.map((line) => ({ ...line, priceIncludesTax: true })),
    rates: ratesOf(of.goods),
    totalMinor: grossOf(of.goods),
    payments: of.payments,
    discounts: [{ amountMinor: of.discountMinor, reason: 'x' }],
    extras: of.extras,
    cashRoundingMinor: of.cashRoundingMinor,
    channel: 'shop',
  }));

const givenBack = fc
  .record({
    goods,
    restock: places,
    payouts: fc.array(payouts, { maxLength: 3 }),
    cashRoundingMinor: fc.integer({ min: -2, max: 2 }),
    saleId: ids,
  })
  .map((of) => ({
    original: { saleId: of.saleId, label: 'H1-7KQ2-R-1' },
    currency,
    lines: of.goods.map((line): RefundLine => ({ ...line, restock: of.restock })),
    rates: ratesOf(of.goods),
    totalMinor: grossOf(of.goods),
    payouts: of.payouts,
    reason: 'x',
    cashRoundingMinor: of.cashRoundingMinor,
  }));

const training = fc.option(fc.constant(true), { nil: undefined });
const inBasket = training.map((value) => ({
  basketId: idOf(3),
  currency,
  ...(value === undefined ? {} : { training: value }),
}));

/** Facts of every kind that counts somewhere, and of some that count nowhere. */
export const facts: fc.Arbitrary<Fact> = fc.oneof(
  sales,
  fc.tuple(givenBack, ids).map(([of, refundId]): Fact => ({
    kind: 'refund.completed',
    refundId,
    document: { ...document, kind: 'credit-note' },
    ...of,
    extras: [],
  })),
  fc.tuple(givenBack, ids, fc.array(extras, { maxLength: 2 })).map(([of, voidId, given]): Fact => ({
    kind: 'sale.voided',
    voidId,
    document: { ...document, kind: 'void' },
    ...of,
    extras: given,
  })),
  fc.tuple(inBasket, payments).map(([of, payment]): Fact => ({ kind: 'payment.taken', ...of, payment })),
  fc
    .tuple(inBasket, payments, fc.constantFrom(...PAYMENT_STATES), fc.constantFrom(...PAYMENT_STATES))
    .map(([of, payment, from, state]): Fact => ({
      kind: 'payment.changed',
      ...of,
      payment: { ...payment, state },
      from,
    })),
  fc
    .tuple(inBasket, payouts)
    .map(([of, payout]): Fact => ({ kind: 'payment.returned', ...of, payout, reason: 'x' })),
  fc
    .tuple(fc.constantFrom('paid-in', 'paid-out', 'drop'), amount, fc.constantFrom('GBP', 'EUR'))
    .map(([move, totalMinor, of]): Fact => ({
      kind: 'drawer.moved',
      move,
      count: { currency: of, totalMinor },
      reason: 'x',
    })),
  amount.map((totalMinor): Fact => ({
    kind: 'shift.opened',
    shiftId: idOf(1),
    number: 1,
    businessDate: '2010-12-01',
    currency,
    floats: [{ currency, totalMinor }],
    drawerId: idOf(2),
  })),
  ids.map((documentId): Fact => ({
    kind: 'document.reprinted',
    documentId,
    documentKind: 'receipt',
    label: 'x',
  })),
  fc.constantFrom<Fact>(
    { kind: 'drawer.opened', reason: 'x' },
    { kind: 'training.started' },
    { kind: 'stock.moved', reason: 'received', lines: [{ productId: idOf(1), quantityMilli: 5 }], note: '' },
  ),
);

/** The same items in another order. */
export const shuffled = <T>(items: readonly T[]): fc.Arbitrary<readonly T[]> =>
  fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });

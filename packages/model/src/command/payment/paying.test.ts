import { describe, expect, it } from 'vitest';
import { expectedDrawer } from '../../state/z-totals.ts';
import { EXCLUSIVE, idOf, product, TestTill } from '../../testing/shop.fixture.ts';

const A = product(1);
const add = (till: TestTill, productId = A.id, quantityMilli = 1_000) =>
  till.done({ kind: 'basket.add', productId, quantityMilli });
const drawer = ({ state }: TestTill) =>
  state.shift === null ? undefined : expectedDrawer(state.shift.totals).get('GBP');
const pay = (tenderedMinor: number) => ({ kind: 'payment.take', tender: 'cash', tenderedMinor }) as const;

describe('paying', () => {
  it('[SALE-02] the payment that covers completes the sale in the same decision', () => {
    const till = new TestTill();
    add(till, A.id, 12_000);
    const answer = till.done(pay(2_000));
    const sale = till.last('sale.completed');
    expect(answer).toEqual({
      kind: 'paid',
      paymentId: till.last('payment.taken').payment.paymentId,
      changeMinor: 800,
      dueMinor: 0,
      saleId: sale.saleId,
      label: 'H1-7KQ2-R-1',
    });
    expect(till.facts().map(({ kind }) => kind)).toEqual(['shift.opened', 'payment.taken', 'sale.completed']);
    expect(new Set(till.recorded.slice(1).map(({ stamp }) => stamp.commandId)).size).toBe(1);
    expect(sale.rates).toEqual([
      { taxClass: 'standard', ratePpm: 175_000, netMinor: 1_021, taxMinor: 179, grossMinor: 1_200 },
    ]);
    expect(till.state.basket).toBeNull();
  });

  it('[PAY-01] tendered less change is the amount', () => {
    const till = new TestTill();
    add(till, A.id, 12_000);
    till.done(pay(2_000));
    const { payment } = till.last('payment.taken');
    expect(payment).toEqual({
      paymentId: payment.paymentId,
      tender: 'cash',
      kind: 'cash',
      state: 'captured',
      amountMinor: 1_200,
      tenderedMinor: 2_000,
      changeMinor: 800,
    });
    expect(till.last('sale.completed').payments).toEqual([payment]);
  });

  it('[PAY-02] paid in parts, and no line changes in between', () => {
    const till = new TestTill();
    add(till, A.id, 12_000);
    expect(till.done(pay(500))).toEqual({
      kind: 'paid',
      paymentId: till.last('payment.taken').payment.paymentId,
      changeMinor: 0,
      dueMinor: 700,
      saleId: null,
      label: null,
    });
    expect(till.state.basket?.payments.map(({ amountMinor }) => amountMinor)).toEqual([500]);
    const changes = [
      { kind: 'basket.add', productId: A.id },
      { kind: 'basket.set-quantity', line: 1, quantityMilli: 1_000 },
      { kind: 'basket.discount', line: 1, sharePpm: 1, reason: 'x' },
      { kind: 'basket.override-price', line: 1, unitPriceMinor: 1, reason: 'x' },
      { kind: 'basket.void-line', line: 1, reason: 'x' },
      { kind: 'basket.add-extra', extra: 'tip', amountMinor: 1 },
      { kind: 'basket.set-customer', groups: [], relief: 'exempt', reliefEvidence: 'x' },
      { kind: 'basket.set-service', service: 'take-away' },
      { kind: 'basket.reprice' },
    ] as const;
    expect(changes.map((change) => till.refused(change))).toEqual(changes.map(() => 'BASKET-HAS-PAYMENT'));
    till.done(pay(700));
    expect(till.last('sale.completed').payments.map(({ amountMinor }) => amountMinor)).toEqual([500, 700]);
  });

  it('[PAY-03] a payment of an open basket is given back whole', () => {
    const till = new TestTill({ floatMinor: 10_000 });
    add(till, A.id, 12_000);
    till.done(pay(500));
    const { paymentId } = till.last('payment.taken').payment;
    expect(drawer(till)).toBe(10_500);
    expect(till.refused({ kind: 'payment.return', paymentId: idOf(7), reason: 'x' })).toBe('PAYMENT-UNKNOWN');
    expect(till.refused({ kind: 'payment.return', paymentId, reason: '' })).toBe('REASON-MISSING');
    till.done({ kind: 'payment.return', paymentId, reason: 'forgot the purse' });
    expect(till.last('payment.returned')).toMatchObject({
      payout: { tender: 'cash', kind: 'cash', paymentId, amountMinor: 500 },
      reason: 'forgot the purse',
    });
    expect(drawer(till)).toBe(10_000);
    expect(till.refused({ kind: 'payment.return', paymentId, reason: 'x' })).toBe('PAYMENT-UNKNOWN');
    till.done({ kind: 'basket.void-line', line: 1, reason: 'x' });
    expect(till.refused({ kind: 'payment.return', paymentId, reason: 'x' })).toBe('PAYMENT-UNKNOWN');
  });

  it('[PAY-04] nothing is not taken where something is due', () => {
    const till = new TestTill();
    add(till);
    expect(till.refused(pay(0))).toBe('PAYMENT-ZERO');
  });

  it('[PAY-05] the hundredth payment has to cover the rest', () => {
    const till = new TestTill();
    add(till, A.id, 10_000);
    for (let n = 1; n <= 99; n += 1) till.done(pay(1));
    expect(till.refused(pay(900))).toBe('PAYMENT-TOO-MANY');
    till.done(pay(901));
    expect(till.last('sale.completed').payments.length).toBe(100);
  });

  it('[PAY-06] a basket with money on it is not cancelled', () => {
    const till = new TestTill();
    add(till);
    till.done(pay(50));
    expect(till.refused({ kind: 'basket.cancel', reason: 'left' })).toBe('BASKET-HAS-PAYMENT');
  });

  it('[PAY-06] nor completed for less than was taken, where the taxes changed in between', () => {
    const till = new TestTill({ branch: EXCLUSIVE });
    add(till);
    till.done(pay(110));
    till.branch = {
      ...EXCLUSIVE,
      taxClasses: EXCLUSIVE.taxClasses.map((each) => ({
        ...each,
        taxes: each.taxes.map((tax) => ({ ...tax, rates: [{ from: '2000-01-01', ratePpm: 0 }] })),
      })),
    };
    expect(till.refused(pay(10))).toBe('BASKET-HAS-PAYMENT');
    till.branch = { ...EXCLUSIVE, taxClasses: [] };
    expect(till.refused(pay(10))).toBe('TAX-CLASS-UNKNOWN');
  });

  it('[SALE-03] a basket that costs nothing needs no payment', () => {
    const till = new TestTill();
    add(till);
    till.done({ kind: 'basket.discount', line: 1, sharePpm: 1_000_000, reason: 'gift' });
    expect(till.done(pay(20))).toMatchObject({ changeMinor: 20, dueMinor: 0, label: 'H1-7KQ2-R-1' });
    expect(till.last('sale.completed')).toMatchObject({ totalMinor: 0, payments: [] });
    expect(drawer(till)).toBe(0);
    expect(till.facts().some(({ kind }) => kind === 'payment.taken')).toBe(false);
  });

  it('[SALE-06] an empty basket is not paid', () => {
    expect(new TestTill().refused(pay(100))).toBe('BASKET-EMPTY');
  });

  it('[TAX-03] with prices without tax the customer owes it on top', () => {
    const till = new TestTill({ branch: EXCLUSIVE });
    add(till, A.id, 12_000);
    till.done(pay(1_410));
    expect(till.last('sale.completed')).toMatchObject({
      totalMinor: 1_410,
      lines: [{ netMinor: 1_200, taxMinor: 210 }],
      rates: [{ netMinor: 1_200, taxMinor: 210, grossMinor: 1_410 }],
    });
  });
});

import { describe, expect, it } from 'vitest';
import type { FactOf } from '../../fact/fact.ts';
import { expectedDrawer } from '../../state/z-totals.ts';
import { BRANCH, idOf, product, staffIdOf, TestTill } from '../../testing/shop.fixture.ts';

const [A, B] = [product(1), product(2)];
const COINS = { ...BRANCH, cashRounding: { stepMinor: 5, mode: 'half-away' as const } };

/** A till that sold the first product, with the second in the basket. */
const tillWith = (firstMinor: number, secondMinor: number, tender = 'cash', branch = BRANCH) => {
  const products = [product(1, { priceMinor: firstMinor }), product(2, { priceMinor: secondMinor })];
  const till = new TestTill({ branch, products });
  till.done({ kind: 'basket.add', productId: A.id });
  till.done({ kind: 'payment.take', tender, tenderedMinor: tender === 'cash' ? 1e6 : firstMinor });
  const sale = till.last('sale.completed');
  till.done({ kind: 'basket.add', productId: B.id });
  return { till, sale };
};
const swap = ({ saleId }: Pick<FactOf<'sale.completed'>, 'saleId'>, over: object = {}) =>
  ({
    kind: 'refund.exchange',
    saleId,
    lines: [{ line: 1, quantityMilli: 1_000 }],
    restock: 'shop',
    reason: 'too small',
    ...over,
  }) as const;

describe('an exchange', () => {
  it('[AFTER-05] gives back and sells in one decision', () => {
    const { till, sale } = tillWith(500, 500);
    const answer = till.done(swap(sale));
    const [refund, next] = [till.last('refund.completed'), till.last('sale.completed')];
    expect(answer).toEqual({
      kind: 'refunded',
      refundId: refund.refundId,
      label: 'H1-7KQ2-C-1',
      totalMinor: 500,
      dueMinor: 0,
      saleId: next.saleId,
    });
    expect(
      till
        .facts()
        .slice(-3)
        .map(({ kind }) => kind),
    ).toEqual(['refund.completed', 'payment.taken', 'sale.completed']);
    expect(refund).toMatchObject({
      original: { saleId: sale.saleId },
      payouts: [
        { tender: 'exchange', kind: 'exchange', amountMinor: 500, paymentId: sale.payments[0]?.paymentId },
      ],
      cashRoundingMinor: 0,
    });
    expect(next.payments).toMatchObject([
      {
        tender: 'exchange',
        kind: 'exchange',
        state: 'captured',
        amountMinor: 500,
        originId: refund.refundId,
      },
    ]);
    expect(till.state.basket).toBeNull();
    expect([A, B].map(({ id }) => till.known.stock.get(id))).toEqual([0, -1_000]);
    expect(expectedDrawer(till.state.shift!.totals).get('GBP')).toBe(500);
  });

  it('[AFTER-06] pays out what is over, to what was paid with', () => {
    const { till, sale } = tillWith(500, 300, 'card');
    till.done(swap(sale));
    expect(
      till.last('refund.completed').payouts.map(({ tender, amountMinor }) => `${tender} ${amountMinor}`),
    ).toEqual(['exchange 300', 'card 200']);
    const coins = tillWith(500, 333, 'cash', COINS);
    coins.till.done(swap(coins.sale));
    expect(coins.till.last('refund.completed')).toMatchObject({
      payouts: [{ amountMinor: 333 }, { tender: 'cash', amountMinor: 165 }],
      cashRoundingMinor: -2,
    });
    expect(coins.till.last('sale.completed').cashRoundingMinor).toBe(0);
  });

  it('[AFTER-07] leaves the rest due, and what pays it can be given back', () => {
    const { till, sale } = tillWith(300, 500);
    expect(till.done(swap(sale))).toMatchObject({ dueMinor: 200, saleId: null });
    const { paymentId } = till.last('payment.taken').payment;
    expect(till.state.basket?.payments).toMatchObject([{ kind: 'exchange', amountMinor: 300 }]);
    till.done({ kind: 'payment.return', paymentId, reason: 'will not' });
    expect(till.last('payment.returned').payout).toEqual({
      tender: 'cash',
      kind: 'cash',
      amountMinor: 300,
      paymentId,
    });
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 500 });
    expect(expectedDrawer(till.state.shift!.totals).get('GBP')).toBe(500);
  });

  it('[REFUND-19] makes no cash of what a card paid, but for who may choose another tender', () => {
    const owner = { staffId: staffIdOf('owner'), pin: '1' } as const;
    const open = tillWith(300, 500, 'card').till;
    open.signIn('cashier');
    open.done(swap(open.last('sale.completed')));
    const { paymentId } = open.last('payment.taken').payment;
    const give = { kind: 'payment.return', paymentId, reason: 'will not' } as const;
    expect(open.refused(give)).toBe('RIGHT-MISSING');
    open.done(give, owner);
    expect(open.last('approval.given')).toMatchObject({ right: 'refund-other-tender', amountMinor: 300 });
    const line = [{ line: 1, quantityMilli: 1_000 }];
    const refund = { kind: 'refund.with-receipt', lines: line, restock: 'shop', reason: 'x' } as const;
    for (const back of [{ kind: 'sale.void', reason: 'x' } as const, refund, { ...refund, tender: 'cash' }]) {
      const { till, sale } = tillWith(300, 300, 'card');
      till.signIn('cashier');
      till.done(swap(sale));
      const { saleId } = till.last('sale.completed');
      expect(till.refused({ ...back, saleId })).toBe('RIGHT-MISSING');
      till.done({ ...back, saleId }, owner);
    }
  });

  it('[AFTER-07] then another tender completes it', () => {
    const { till, sale } = tillWith(300, 500);
    till.done(swap(sale));
    till.done({ kind: 'payment.take', tender: 'card', tenderedMinor: 200 });
    expect(till.last('sale.completed').payments.map(({ kind }) => kind)).toEqual(['exchange', 'card']);
    till.done({
      kind: 'refund.with-receipt',
      saleId: till.last('sale.completed').saleId,
      lines: [{ line: 1, quantityMilli: 1_000 }],
      restock: 'shop',
      reason: 'x',
    });
    expect(
      till.last('refund.completed').payouts.map(({ tender, amountMinor }) => `${tender} ${amountMinor}`),
    ).toEqual(['card 200', 'cash 300']);
  });

  it('[AFTER-05] of goods for nothing, or a basket for nothing, makes no payment', () => {
    const free = tillWith(0, 500);
    expect(free.till.done(swap(free.sale))).toMatchObject({ totalMinor: 0, dueMinor: 500, saleId: null });
    expect(free.till.last('refund.completed').payouts).toEqual([]);
    const gift = tillWith(500, 0);
    expect(gift.till.done(swap(gift.sale))).toMatchObject({ totalMinor: 500, dueMinor: 0 });
    expect(gift.till.last('sale.completed').payments).toEqual([]);
    expect(gift.till.last('refund.completed').payouts).toMatchObject([{ kind: 'cash', amountMinor: 500 }]);
  });

  it('[AFTER-05] needs a basket, a reason, the rights of both, and knows of no money that hangs', () => {
    const { till, sale } = tillWith(300, 500);
    expect(till.refused(swap(sale, { reason: '' }))).toBe('REASON-MISSING');
    expect(till.refused(swap({ saleId: idOf(5) }))).toBe('RECEIPT-UNKNOWN');
    expect(till.refused(swap(sale, { lines: [] }))).toBe('REFUND-EMPTY');
    till.done({ kind: 'payment.request', tender: 'card', amountMinor: 100 });
    expect(till.refused(swap(sale))).toBe('PAYMENT-UNRESOLVED');
    const { paymentId } = till.last('payment.requested').payment;
    till.done({ kind: 'payment.change', paymentId, state: 'declined' });
    for (const rights of [['sell'], ['refund']] as const) {
      till.known.roles.set('cashier', { id: 'cashier', name: 'Cashier', rights, limits: {} });
      till.signIn('cashier');
      expect(till.refused(swap(sale))).toBe('RIGHT-MISSING');
    }
    till.known.roles.set('cashier', {
      id: 'cashier',
      name: 'C',
      rights: ['sell', 'refund'],
      limits: { refundMinor: 299 },
    });
    expect(till.refused(swap(sale))).toBe('LIMIT-EXCEEDED');
    till.done(swap(sale), { staffId: staffIdOf('owner'), pin: '1' });
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 200 });
    expect(till.refused(swap(till.last('sale.completed')))).toBe('BASKET-EMPTY');
  });

  it('[REFUND-15] nor of a receipt whose stored payment has not ended', () => {
    const till = new TestTill();
    till.done({ kind: 'basket.add', productId: A.id });
    till.done({ kind: 'payment.request', tender: 'card', amountMinor: 100 });
    const { paymentId } = till.last('payment.requested').payment;
    till.done({ kind: 'payment.change', paymentId, state: 'stored' });
    const sale = till.last('sale.completed');
    till.done({ kind: 'basket.add', productId: B.id });
    expect(till.refused(swap(sale))).toBe('PAYMENT-UNRESOLVED');
    till.done({ kind: 'payment.change', paymentId, state: 'declined' });
    till.signIn('cashier');
    expect(till.refused(swap(sale))).toBe('RIGHT-MISSING');
    till.signIn('supervisor');
    till.done(swap(sale));
  });

  it('[PAY-05] is no hundred and first payment, and goes back to no more than a hundred', () => {
    const { till, sale } = tillWith(500, 1_000);
    for (let n = 0; n < 99; n += 1) till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1 });
    expect(till.refused(swap(sale))).toBe('PAYMENT-TOO-MANY');
    const many = new TestTill({
      products: [product(1, { priceMinor: 200 }), product(2, { priceMinor: 99 })],
    });
    many.done({ kind: 'basket.add', productId: A.id });
    for (let n = 0; n < 100; n += 1) many.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 2 });
    const paid = many.last('sale.completed');
    many.done({ kind: 'basket.add', productId: B.id });
    expect(many.refused(swap(paid))).toBe('REFUND-TOO-MANY-PAYOUTS');
    many.done({ kind: 'basket.add', productId: B.id });
    many.done(swap(paid));
    expect(many.last('refund.completed').payouts.length).toBe(100);
  });
});

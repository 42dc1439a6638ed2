import { describe, expect, it } from 'vitest';
import type { FactOf } from '../../fact/fact.ts';
import type { Restock } from '../../sale/line.ts';
import { BRANCH, idOf, product, staffIdOf, TestTill } from '../../testing/shop.fixture.ts';

const A = product(1);
const COINS = { ...BRANCH, cashRounding: { stepMinor: 5, mode: 'half-away' as const } };
const CUSTOMER = idOf(0xcc);

const tillWith = (priceMinor: number, branch = BRANCH) =>
  new TestTill({ branch, products: [product(1, { priceMinor })] });
/** Sells pieces of the one product, paid as said. */
const sell = (till: TestTill, pieces: number, ...payments: readonly (readonly [string, number])[]) => {
  till.done({ kind: 'basket.add', productId: A.id, quantityMilli: pieces * 1_000 });
  for (const [tender, tenderedMinor] of payments) {
    till.done({ kind: 'payment.take', tender, tenderedMinor, customerId: CUSTOMER });
  }
  return till.last('sale.completed');
};
const back = (saleId: string, pieces: number, over: { tender?: string; reference?: string } = {}) =>
  ({
    kind: 'refund.with-receipt',
    saleId,
    lines: [{ line: 1, quantityMilli: pieces * 1_000 }],
    restock: 'shop' as Restock,
    reason: 'broken',
    ...over,
  }) as const;
const open = (unitPriceMinor: number, over: { tender?: string; reference?: string } = {}) =>
  ({
    kind: 'refund.without-receipt',
    lines: [{ productId: A.id, quantityMilli: 1_000, unitPriceMinor }],
    restock: 'none' as Restock,
    reason: 'no receipt',
    ...over,
  }) as const;
const payouts = (till: TestTill) =>
  till.last('refund.completed').payouts.map(({ tender, amountMinor }) => `${tender} ${amountMinor}`);

describe('the tender of a refund', () => {
  it('[REFUND-10] is that of the payments, what was no cash first', () => {
    const till = tillWith(100);
    const { saleId } = sell(till, 9, ['cash', 300], ['card', 400], ['account', 200]);
    for (const pieces of [5, 2, 2]) till.done(back(saleId, pieces, { reference: 'T-1' }));
    const all = till.facts().flatMap((fact) => (fact.kind === 'refund.completed' ? fact.payouts : []));
    expect(
      all.map(({ tender, amountMinor, reference, customerId }) => [
        tender,
        amountMinor,
        reference,
        customerId,
      ]),
    ).toEqual([
      ['card', 400, 'T-1', undefined],
      ['account', 100, undefined, CUSTOMER],
      ['account', 100, undefined, CUSTOMER],
      ['cash', 100, undefined, undefined],
      ['cash', 200, undefined, undefined],
    ]);
  });

  it('[REFUND-12] in coins, and the part that completes it takes the remainder', () => {
    const till = tillWith(334, COINS);
    const { saleId } = sell(till, 3, ['cash', 1_000]);
    const parts = [1, 1, 1].map((pieces) => {
      till.done(back(saleId, pieces));
      const { payouts: out, cashRoundingMinor } = till.last('refund.completed');
      return [out[0]?.amountMinor, cashRoundingMinor];
    });
    expect(parts).toEqual([
      [335, 1],
      [335, 1],
      [330, -4],
    ]);
  });

  it('[REFUND-13] another one needs its own right, and gives the same amounts', () => {
    const till = tillWith(333, COINS);
    const { saleId } = sell(till, 3, ['card', 999]);
    till.signIn('cashier');
    expect(till.refused(back(saleId, 1, { tender: 'cash' }))).toBe('RIGHT-MISSING');
    till.done(back(saleId, 1, { tender: 'card' }));
    till.signIn('supervisor');
    till.done(back(saleId, 1, { tender: 'cash' }));
    expect(payouts(till)).toEqual(['cash 335']);
    expect(till.last('refund.completed')).toMatchObject({ totalMinor: 333, cashRoundingMinor: 2 });
    till.done(back(saleId, 1, { tender: 'voucher', reference: 'V-1' }));
    expect(till.last('refund.completed').payouts).toMatchObject([
      {
        tender: 'voucher',
        kind: 'voucher',
        reference: 'V-1',
        paymentId: till.last('payment.taken').payment.paymentId,
      },
    ]);
  });

  it('[REFUND-13] by a supervisor’s approval too, for each right that is missing', () => {
    const till = tillWith(300);
    till.known.roles.set('cashier', {
      id: 'cashier',
      name: 'Cashier',
      rights: ['sell', 'refund'],
      limits: { refundMinor: 100 },
    });
    const { saleId } = sell(till, 1, ['card', 300]);
    till.signIn('cashier');
    const approval = { staffId: staffIdOf('supervisor'), pin: '1234' };
    till.done(back(saleId, 1, { tender: 'cash' }), approval);
    const given = till.facts().filter((fact) => fact.kind === 'approval.given');
    expect(given.map(({ right, amountMinor }) => [right, amountMinor])).toEqual([
      ['refund', 300],
      ['refund-other-tender', 300],
    ]);
    expect(till.recorded.at(-1)?.stamp.approverId).toBe(approval.staffId);
  });

  it('[REFUND-13] is the branch’s own money, one that it takes, and an account that is known', () => {
    const till = tillWith(300);
    const { saleId } = sell(till, 2, ['cash', 600]);
    expect(till.refused(back(saleId, 1, { tender: 'euro' }))).toBe('TENDER-FOREIGN');
    expect(till.refused(back(saleId, 1, { tender: 'cheque' }))).toBe('TENDER-UNKNOWN');
    expect(till.refused(back(saleId, 1, { tender: 'account' }))).toBe('CUSTOMER-NEEDED');
    expect(till.refused(open(100, { tender: 'account' }))).toBe('CUSTOMER-NEEDED');
    till.done({ kind: 'basket.set-customer', customerId: CUSTOMER, groups: [] });
    const known = sell(till, 1, ['cash', 300]);
    till.done(back(known.saleId, 1, { tender: 'account' }));
    expect(till.last('refund.completed').payouts).toMatchObject([{ kind: 'account', customerId: CUSTOMER }]);
  });

  it('[REFUND-12] in coins too where coins paid for a tip or a deposit besides', () => {
    const till = tillWith(999, COINS);
    till.done({ kind: 'basket.add', productId: A.id });
    till.done({ kind: 'basket.add-extra', extra: 'tip', amountMinor: 99 });
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1_100 });
    till.done(back(till.last('sale.completed').saleId, 1));
    expect(payouts(till)).toEqual(['cash 1000']);
  });

  it('[REFUND-12] and where the worth of exchanged goods, which need be no coins, paid besides', () => {
    const till = tillWith(998, COINS);
    const { saleId } = sell(till, 1, ['card', 998]);
    till.done({ kind: 'basket.add', productId: A.id, quantityMilli: 2_000 });
    till.done({
      kind: 'refund.exchange',
      saleId,
      lines: [{ line: 1, quantityMilli: 1_000 }],
      restock: 'shop',
      reason: 'x',
    });
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000 });
    const next = till.last('sale.completed');
    till.done(back(next.saleId, 1));
    till.done(back(next.saleId, 1));
    const paidOut = (fact: FactOf<'refund.completed'>): number =>
      fact.payouts.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    expect(till.facts().flatMap((fact) => (fact.kind === 'refund.completed' ? [paidOut(fact)] : []))).toEqual(
      [998, 1_000, 1_000],
    );
  });

  it('[REFUND-05] without a receipt is cash in coins, or another one', () => {
    const till = tillWith(100, COINS);
    till.done(open(1_003));
    expect([payouts(till), till.last('refund.completed').cashRoundingMinor]).toEqual([['cash 1005'], 2]);
    till.done(open(1_003, { tender: 'voucher', reference: 'V-2' }));
    expect(till.last('refund.completed').payouts).toEqual([
      { tender: 'voucher', kind: 'voucher', amountMinor: 1_003, reference: 'V-2' },
    ]);
    till.done(open(2));
    expect(till.last('refund.completed')).toMatchObject({ payouts: [], cashRoundingMinor: -2 });
  });
});

describe('how far a refund goes', () => {
  it('[REFUND-16] the role says how much, with a receipt and without', () => {
    const till = tillWith(300);
    const limits = { refundMinor: 600, openRefundMinor: 100 };
    till.known.roles.set('owner', {
      id: 'owner',
      name: 'Owner',
      rights: ['sell', 'refund', 'refund-without-receipt'],
      limits,
    });
    const { saleId } = sell(till, 5, ['cash', 1_500]);
    expect(till.refused(back(saleId, 3))).toBe('LIMIT-EXCEEDED');
    till.done(back(saleId, 2));
    expect(till.refused(open(101))).toBe('LIMIT-EXCEEDED');
    till.done(open(100));
  });

  it('[REFUND-14] what no payment covers any more is cash, for who may choose another tender', () => {
    const till = tillWith(1_000);
    till.done({ kind: 'basket.add', productId: A.id });
    till.done({ kind: 'payment.request', tender: 'card', amountMinor: 1_000 });
    const { paymentId } = till.last('payment.requested').payment;
    till.done({ kind: 'payment.change', paymentId, state: 'stored' });
    till.done({ kind: 'payment.change', paymentId, state: 'declined' });
    const { saleId } = till.last('sale.completed');
    till.signIn('cashier');
    expect(till.refused(back(saleId, 1))).toBe('RIGHT-MISSING');
    till.signIn('supervisor');
    till.done(back(saleId, 1));
    expect(payouts(till)).toEqual(['cash 1000']);
  });

  it('[REFUND-14] what two tills gave back twice is not taken from the other lines unnoticed', () => {
    const till = new TestTill();
    till.done({ kind: 'basket.add', productId: A.id });
    till.done({ kind: 'basket.add', productId: product(2).id });
    till.done({ kind: 'payment.take', tender: 'card', tenderedMinor: 300 });
    const { saleId } = till.last('sale.completed');
    const other = new TestTill({ beside: till, code: 'H2' });
    other.hear(till);
    for (const each of [till, other])
      each.done({ ...back(saleId, 1), lines: [{ line: 1, quantityMilli: 1_000 }] });
    till.hear(other);
    till.signIn('cashier');
    const rest = { ...back(saleId, 1), lines: [{ line: 2, quantityMilli: 1_000 }] };
    expect(till.refused(rest)).toBe('RIGHT-MISSING');
    till.signIn('owner');
    till.done(rest);
    expect(payouts(till)).toEqual(['card 100', 'cash 100']);
  });

  it('[REFUND-15] while a payment stored here has not ended, another tender alone', () => {
    const till = tillWith(1_000);
    till.done({ kind: 'basket.add', productId: A.id, quantityMilli: 2_000 });
    till.done({ kind: 'payment.request', tender: 'card', amountMinor: 2_000 });
    const { paymentId } = till.last('payment.requested').payment;
    till.done({ kind: 'payment.change', paymentId, state: 'stored' });
    const { saleId } = till.last('sale.completed');
    expect(till.refused(back(saleId, 1))).toBe('PAYMENT-UNRESOLVED');
    till.done(back(saleId, 1, { tender: 'cash' }));
    till.done({ kind: 'payment.change', paymentId, state: 'captured' });
    till.done(back(saleId, 1));
    expect(payouts(till)).toEqual(['card 1000']);
  });

  it('[REFUND-18] nothing while training, and nothing in a shift that was closed elsewhere', () => {
    const till = tillWith(100);
    const { saleId } = sell(till, 3, ['cash', 300]);
    till.done({ kind: 'training.start' });
    for (const body of [back(saleId, 1), open(100), { kind: 'sale.void', saleId, reason: 'x' }] as const) {
      expect(till.refused(body)).toBe('TRAINING-MODE');
    }
    sell(till, 1, ['cash', 100]);
    const trained = till.last('sale.completed').saleId;
    till.done({ kind: 'training.end' });
    expect(till.refused(back(trained, 1))).toBe('RECEIPT-UNKNOWN');
    const joined = new TestTill({ known: till.known, code: 'H2', open: false });
    joined.done({ kind: 'shift.join', shiftId: till.state.shift!.shiftId });
    joined.done(back(saleId, 1));
    till.done({ kind: 'shift.close', countedMinor: 200 });
    expect(joined.refused(back(saleId, 1))).toBe('SHIFT-CLOSED-ELSEWHERE');
    expect(till.refused(back(saleId, 1))).toBe('SHIFT-NOT-OPEN');
  });

  it('[REFUND-07] a receipt of training is none', () => {
    const till = tillWith(100);
    const sale = sell(till, 1, ['cash', 100]);
    const record = till.known.receipts.get(sale.saleId)!;
    const document = { ...sale.document, kind: 'training-receipt' as const };
    till.known.receipts.set(sale.saleId, { ...record, sale: { ...record.sale, document } });
    expect(till.refused(back(sale.saleId, 1))).toBe('RECEIPT-UNKNOWN');
  });

  it('[REFUND-06] at another branch it names the branch of its original, and stock moves there', () => {
    const till = tillWith(100);
    const { saleId } = sell(till, 1, ['cash', 100]);
    const other = new TestTill({ known: till.known, code: 'M1', branch: { ...BRANCH, id: idOf(0xb2) } });
    other.done(back(saleId, 1));
    expect(other.last('refund.completed').original).toEqual({
      saleId,
      label: 'H1-7KQ2-R-1',
      branchId: BRANCH.id,
    });
    expect(other.recorded.at(-1)?.branchId).toBe(idOf(0xb2));
  });
});

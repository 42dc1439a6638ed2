import { describe, expect, it } from 'vitest';
import type { FactOf } from '../../fact/fact.ts';
import { expectedDrawer } from '../../state/z-totals.ts';
import { BRANCH, EXCLUSIVE, idOf, product, TestTill } from '../../testing/shop.fixture.ts';

const A = product(1);
const reason = 'wrong customer';
type Sale = FactOf<'sale.completed'>;

const undo = ({ saleId }: Pick<Sale, 'saleId'>) => ({ kind: 'sale.void', saleId, reason }) as const;
const back = ({ saleId }: Pick<Sale, 'saleId'>, line = 1) =>
  ({
    kind: 'refund.with-receipt',
    saleId,
    lines: [{ line, quantityMilli: 1_000 }],
    restock: 'shop',
    reason,
  }) as const;

describe('a void', () => {
  it('[AFTER-01] undoes a whole sale with its extras, under a number of its own', () => {
    const till = new TestTill({ branch: EXCLUSIVE, role: 'cashier' });
    till.done({ kind: 'basket.add', productId: A.id, quantityMilli: 12_000 });
    till.done({ kind: 'basket.add-extra', extra: 'tip', amountMinor: 90 });
    till.done({ kind: 'payment.take', tender: 'card', tenderedMinor: 500 });
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 2_000 });
    const sale = till.last('sale.completed');
    expect(till.refused({ ...undo(sale), reason: ' ' })).toBe('REASON-MISSING');
    const answer = till.done(undo(sale));
    const fact = till.last('sale.voided');
    expect(answer).toEqual({ kind: 'document', documentId: fact.voidId, label: 'H1-7KQ2-V-1' });
    expect(fact).toMatchObject({
      original: { saleId: sale.saleId, label: 'H1-7KQ2-R-1' },
      document: { kind: 'void', number: 1 },
      totalMinor: 1_410,
      rates: sale.rates,
      extras: sale.extras,
      cashRoundingMinor: 0,
      reason,
      lines: [{ line: 1, quantityMilli: 12_000, netMinor: 1_200, taxMinor: 210, restock: 'shop' }],
      payouts: [
        { tender: 'card', amountMinor: 500, paymentId: sale.payments[0]?.paymentId },
        { tender: 'cash', amountMinor: 1_000, paymentId: sale.payments[1]?.paymentId },
      ],
    });
    expect(till.known.stock.get(A.id)).toBe(0);
    const { totals } = till.state.shift!;
    expect(expectedDrawer(totals).get('GBP')).toBe(0);
    expect(totals).toMatchObject({ voidsCount: 1, voidsGrossMinor: 1_410, extras: [{ amountMinor: 0 }] });
  });

  it('[AFTER-01] needs its own right and a receipt that is here', () => {
    const till = new TestTill();
    const sale = till.sell({ productId: A.id });
    till.known.roles.set('cashier', {
      id: 'cashier',
      name: 'Cashier',
      rights: ['sell', 'refund'],
      limits: {},
    });
    till.signIn('cashier');
    expect(till.refused(undo(sale))).toBe('RIGHT-MISSING');
    till.signIn('owner');
    expect(till.refused(undo({ saleId: idOf(5) }))).toBe('RECEIPT-UNKNOWN');
  });

  it('[AFTER-02] gives back every payment to what it came from, in coins where it was goods', () => {
    const branch = { ...BRANCH, cashRounding: { stepMinor: 5, mode: 'half-away' as const } };
    const till = new TestTill({
      branch,
      products: [product(1, { priceMinor: 333 }), product(2, { priceMinor: 1_002 })],
    });
    till.done({ kind: 'basket.add-extra', extra: 'deposit', amountMinor: 200 });
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 200 });
    const deposit = till.last('sale.completed');
    const first = till.sell({ productId: A.id });
    till.done({ kind: 'basket.add', productId: product(2).id });
    till.done({ kind: 'payment.use-deposit', saleId: deposit.saleId });
    const { kind: _kind, ...part } = back(first);
    till.done({ kind: 'refund.exchange', ...part });
    till.done({ kind: 'payment.take', tender: 'voucher', tenderedMinor: 300 });
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 170 });
    const sale = till.last('sale.completed');
    expect(sale).toMatchObject({ totalMinor: 1_002, cashRoundingMinor: 1 });
    till.done(undo(sale));
    const fact = till.last('sale.voided');
    expect(fact.payouts.map(({ tender, amountMinor }) => `${tender} ${amountMinor}`)).toEqual([
      'deposit 200',
      'cash 335',
      'voucher 300',
      'cash 170',
    ]);
    expect(fact.cashRoundingMinor).toBe(3);
    expect(till.known.receipts.get(deposit.saleId)?.depositUsedMinor).toBe(0);
  });

  it('[AFTER-02] what a terminal had stored of it ends with it', () => {
    const till = new TestTill();
    till.done({ kind: 'basket.add', productId: A.id });
    till.done({ kind: 'payment.request', tender: 'card', amountMinor: 100 });
    const { paymentId } = till.last('payment.requested').payment;
    till.done({ kind: 'payment.change', paymentId, state: 'stored' });
    till.done(undo(till.last('sale.completed')));
    expect(till.last('sale.voided').payouts).toMatchObject([{ kind: 'card', amountMinor: 100, paymentId }]);
    expect(till.state.storedPayments).toEqual([]);
    expect(till.refused({ kind: 'payment.change', paymentId, state: 'captured' })).toBe('PAYMENT-UNKNOWN');
    expect(till.state.shift?.totals.tenders).toMatchObject([{ receivedMinor: 100, givenBackMinor: 100 }]);
  });

  it('[AFTER-03] at another till or in another shift it is a refund', () => {
    const till = new TestTill();
    const sale = till.sell({ productId: A.id });
    const other = new TestTill({ known: till.known, code: 'H2' });
    expect(other.refused(undo(sale))).toBe('SALE-NOT-VOIDABLE');
    till.done({ kind: 'shift.close', countedMinor: 100 });
    expect(till.refused(undo(sale))).toBe('SHIFT-NOT-OPEN');
    till.done({ kind: 'shift.open', floatMinor: 0 });
    expect(till.refused(undo(sale))).toBe('SALE-NOT-VOIDABLE');
    till.done(back(sale));
  });

  it('[AFTER-03] and where some of it came back, was lost or is used already', () => {
    const till = new TestTill();
    const returned = till.sell({ productId: A.id }, { productId: product(2).id });
    till.done(back(returned));
    expect(till.refused(undo(returned))).toBe('SALE-NOT-VOIDABLE');
    till.done({ kind: 'basket.add-extra', extra: 'deposit', amountMinor: 50 });
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 50 });
    const deposit = till.last('sale.completed');
    till.done({ kind: 'basket.add', productId: A.id });
    till.done({ kind: 'payment.use-deposit', saleId: deposit.saleId });
    expect(till.refused(undo(deposit))).toBe('SALE-NOT-VOIDABLE');
    till.done({ kind: 'payment.request', tender: 'card', amountMinor: 50 });
    const { paymentId } = till.last('payment.requested').payment;
    till.done({ kind: 'payment.change', paymentId, state: 'stored' });
    till.done({ kind: 'payment.change', paymentId, state: 'expired' });
    expect(till.refused(undo(till.last('sale.completed')))).toBe('SALE-NOT-VOIDABLE');
  });

  it('[AFTER-04] leaves nothing to refund, exchange, invoice or use', () => {
    const till = new TestTill();
    till.done({ kind: 'basket.add-extra', extra: 'deposit', amountMinor: 50 });
    const sale = till.sell({ productId: A.id });
    till.done(undo(sale));
    const { saleId } = sale;
    till.done({ kind: 'basket.add', productId: A.id });
    const { kind: _kind, ...part } = back(sale);
    const buyer = { name: 'Ada', address: [], taxIds: [] };
    const after = [
      undo(sale),
      back(sale),
      { kind: 'refund.exchange', ...part },
      { kind: 'invoice.issue', saleId, buyer },
      { kind: 'gift-receipt.issue', saleId, lines: [1] },
      { kind: 'payment.use-deposit', saleId },
    ] as const;
    for (const body of after) expect([body.kind, till.refused(body)]).toEqual([body.kind, 'SALE-VOIDED']);
  });
});

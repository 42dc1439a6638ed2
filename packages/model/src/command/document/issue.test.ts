import { describe, expect, it } from 'vitest';
import { BRANCH, idOf, product, TestTill } from '../../testing/shop.fixture.ts';

const [A, B] = [product(1), product(2)];
const buyer = {
  name: 'Ada Ltd',
  address: ['1 Mill Lane', 'Leeds'],
  taxIds: [{ kind: 'VAT', number: 'GB 123' }],
};
const pay = { kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000 } as const;

describe('an invoice from a receipt', () => {
  it('[ISSUED-01] names the receipt and the buyer, and is numbered as other invoices are', () => {
    const till = new TestTill();
    const { saleId } = till.sell({ productId: A.id });
    expect(till.done({ kind: 'invoice.issue', saleId, buyer })).toMatchObject({
      kind: 'document',
      label: 'H1-7KQ2-I-1',
    });
    const fact = till.last('invoice.issued');
    expect(fact).toEqual({
      kind: 'invoice.issued',
      invoiceId: fact.invoiceId,
      document: { kind: 'invoice', number: 1, label: 'H1-7KQ2-I-1' },
      original: { saleId, label: 'H1-7KQ2-R-1' },
      buyer,
    });
    till.done({ kind: 'basket.add', productId: A.id });
    till.done({ kind: 'basket.set-buyer', buyer });
    expect(till.done(pay)).toMatchObject({ label: 'H1-7KQ2-I-2' });
  });

  it('[ISSUED-01] once, of a receipt that is here, at any branch of its currency', () => {
    const till = new TestTill();
    const { saleId } = till.sell({ productId: A.id });
    const issue = { kind: 'invoice.issue', saleId, buyer } as const;
    const other = new TestTill({
      known: till.known,
      code: 'M1',
      branch: { ...BRANCH, id: idOf(0xb2) },
      open: false,
    });
    other.done(issue);
    expect(other.last('invoice.issued').original.branchId).toBe(BRANCH.id);
    expect(till.refused(issue)).toBe('INVOICE-EXISTS');
    till.done({ kind: 'basket.add', productId: A.id });
    till.done({ kind: 'basket.set-buyer', buyer });
    till.done(pay);
    expect(till.refused({ ...issue, saleId: till.last('sale.completed').saleId })).toBe('INVOICE-EXISTS');
    expect(till.refused({ ...issue, saleId: idOf(5) })).toBe('RECEIPT-UNKNOWN');
    const abroad = new TestTill({ known: till.known, code: 'E1', branch: { ...BRANCH, currency: 'EUR' } });
    expect(abroad.refused(issue)).toBe('RECEIPT-OTHER-CURRENCY');
  });
});

describe('a quote', () => {
  const quote = (validUntil: string) => ({ kind: 'quote.issue', validUntil }) as const;

  it('[ISSUED-02] holds what the basket would cost, and the basket goes away', () => {
    const till = new TestTill();
    till.done({ kind: 'basket.add', productId: A.id, quantityMilli: 12_000 });
    till.done({ kind: 'basket.discount', sharePpm: 500_000, reason: 'trade' });
    till.done({ kind: 'basket.set-customer', customerId: idOf(0xcc), groups: ['trade'] });
    expect(till.done({ ...quote('2010-12-31'), buyer })).toMatchObject({
      kind: 'document',
      label: 'H1-7KQ2-Q-1',
    });
    expect(till.last('quote.issued')).toMatchObject({
      currency: 'GBP',
      totalMinor: 600,
      lines: [{ line: 1, quantityMilli: 12_000, basketDiscountMinor: 600 }],
      discounts: [{ sharePpm: 500_000, amountMinor: 600 }],
      validUntil: '2010-12-31',
      customer: { customerId: idOf(0xcc) },
      buyer,
    });
    expect(till.state.basket).toBeNull();
    expect(till.known.stock.get(A.id) ?? 0).toBe(0);
    expect(till.state.shift?.totals).toMatchObject({ salesCount: 0, cancelledBasketsCount: 0 });
  });

  it('[ISSUED-02] is of goods in a basket without money on it, and good from today on', () => {
    const till = new TestTill();
    expect(till.refused(quote('2010-12-01'))).toBe('BASKET-EMPTY');
    till.done({ kind: 'basket.add', productId: A.id });
    expect(till.refused(quote('2010-11-30'))).toBe('QUOTE-DATE-PASSED');
    till.done({ kind: 'basket.add-extra', extra: 'tip', amountMinor: 5 });
    expect(till.refused(quote('2010-12-01'))).toBe('QUOTE-WITH-EXTRA');
    till.done({ kind: 'basket.remove-extra', extra: 1 });
    till.done({ ...pay, tenderedMinor: 50 });
    expect(till.refused(quote('2010-12-01'))).toBe('BASKET-HAS-PAYMENT');
    const { paymentId } = till.last('payment.taken').payment;
    till.done({ kind: 'payment.return', paymentId, reason: 'x' });
    till.branch = { ...BRANCH, taxClasses: [] };
    expect(till.refused(quote('2010-12-01'))).toBe('TAX-CLASS-UNKNOWN');
    till.branch = BRANCH;
    till.done({ kind: 'basket.set-buyer', buyer });
    till.done(quote('2010-12-01'));
    expect(till.last('quote.issued')).toMatchObject({ buyer });
  });
});

describe('a gift receipt', () => {
  it('[ISSUED-03] names some lines of a receipt, each once', () => {
    const till = new TestTill();
    const { saleId } = till.sell({ productId: A.id }, { productId: B.id });
    const gift = (lines: readonly number[]) => ({ kind: 'gift-receipt.issue', saleId, lines }) as const;
    expect(till.refused(gift([]))).toBe('GIFT-RECEIPT-EMPTY');
    expect(till.refused(gift([2, 2]))).toBe('REFUND-REPEATED-LINE');
    expect(till.refused(gift([2, 3]))).toBe('REFUND-LINE-UNKNOWN');
    expect(till.refused({ ...gift([1]), saleId: idOf(5) })).toBe('RECEIPT-UNKNOWN');
    expect(till.done(gift([2]))).toMatchObject({ label: 'H1-7KQ2-G-1' });
    expect(till.last('gift-receipt.issued')).toMatchObject({ original: { saleId }, lines: [2] });
    till.done(gift([1, 2]));
    expect(till.last('gift-receipt.issued').document.number).toBe(2);
  });
});

describe('a reprint', () => {
  it('[ISSUED-04] is a fact that names its document, and needs its right', () => {
    const till = new TestTill({ role: 'cashier' });
    const saleId: string = till.sell({ productId: A.id }).saleId;
    const again = { kind: 'document.reprint', documentId: saleId } as const;
    expect(till.done(again)).toEqual({ kind: 'document', documentId: saleId, label: 'H1-7KQ2-R-1' });
    expect(till.last('document.reprinted')).toEqual({
      kind: 'document.reprinted',
      documentId: saleId,
      documentKind: 'receipt',
      label: 'H1-7KQ2-R-1',
    });
    expect(till.refused({ ...again, documentId: idOf(5) })).toBe('DOCUMENT-UNKNOWN');
    till.known.roles.set('cashier', { id: 'cashier', name: 'Cashier', rights: ['sell'], limits: {} });
    expect(till.refused(again)).toBe('RIGHT-MISSING');
  });
});

describe('documents beside', () => {
  it('[ISSUED-05] move no money and no goods, and none but a reprint is made while training', () => {
    const till = new TestTill();
    const saleId: string = till.sell({ productId: A.id }).saleId;
    const documents = [
      { kind: 'invoice.issue', saleId, buyer },
      { kind: 'gift-receipt.issue', saleId, lines: [1] },
    ] as const;
    const quote = { kind: 'quote.issue', validUntil: '2010-12-01' } as const;
    till.done({ kind: 'training.start' });
    till.done({ kind: 'basket.add', productId: A.id });
    for (const body of [...documents, quote]) expect(till.refused(body)).toBe('TRAINING-MODE');
    till.done({ kind: 'document.reprint', documentId: saleId });
    till.done({ kind: 'basket.cancel', reason: 'x' });
    till.done({ kind: 'training.end' });
    const before = [till.state.shift?.totals, till.known.stock.get(A.id)];
    for (const body of documents) till.done(body);
    till.done({ kind: 'basket.add', productId: A.id });
    till.done(quote);
    expect([till.state.shift?.totals, till.known.stock.get(A.id)]).toEqual(before);
    till.done({ kind: 'shift.close', countedMinor: 100 });
    till.done({ kind: 'document.reprint', documentId: saleId });
    expect(till.recorded.at(-1)?.stamp.shiftId).toBeNull();
  });
});

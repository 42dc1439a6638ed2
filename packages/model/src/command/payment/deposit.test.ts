import { describe, expect, it } from 'vitest';
import { BRANCH, idOf, product, TestTill } from '../../testing/shop.fixture.ts';

const A = product(1);
const reason = 'x';

/** A till that took a deposit of 50.00, with a basket of 30.00. */
const withDeposit = () => {
  const till = new TestTill({ products: [product(1, { priceMinor: 3_000 })] });
  till.done({ kind: 'basket.add-extra', extra: 'deposit', amountMinor: 5_000 });
  till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 5_000 });
  const { saleId } = till.last('sale.completed');
  till.done({ kind: 'basket.add', productId: A.id });
  return { till, saleId };
};
const use = (saleId: string, amountMinor?: number) =>
  ({ kind: 'payment.use-deposit', saleId, ...(amountMinor === undefined ? {} : { amountMinor }) }) as const;

describe('a deposit', () => {
  it('[PAY-22] pays at a later sale, up to what is left of it', () => {
    const { till, saleId } = withDeposit();
    expect(till.done(use(saleId))).toMatchObject({ dueMinor: 0, label: 'H1-7KQ2-R-2' });
    expect(till.last('sale.completed').payments).toMatchObject([
      { tender: 'deposit', kind: 'deposit', state: 'captured', amountMinor: 3_000, originId: saleId },
    ]);
    till.done({ kind: 'basket.add', productId: A.id });
    expect(till.refused(use(saleId, 2_001))).toBe('DEPOSIT-TOO-LITTLE');
    expect(till.done(use(saleId))).toMatchObject({ dueMinor: 1_000 });
    expect(till.refused(use(saleId))).toBe('DEPOSIT-TOO-LITTLE');
  });

  it('[PAY-22] pays as much as is asked of it, at any till that knows of it', () => {
    const { till, saleId } = withDeposit();
    const other = new TestTill({ known: till.known, code: 'H2' });
    other.done({ kind: 'basket.add', productId: A.id });
    expect(other.refused(use(saleId, 0))).toBe('PAYMENT-ZERO');
    expect(other.done(use(saleId, 1_000))).toMatchObject({ dueMinor: 2_000 });
    expect(till.refused(use(saleId, 4_001))).toBe('DEPOSIT-TOO-LITTLE');
    till.done(use(saleId, 4_000));
    expect(till.last('sale.completed').payments).toMatchObject([{ amountMinor: 3_000 }]);
  });

  it('[PAY-22] given back, it can be used again', () => {
    const { till, saleId } = withDeposit();
    till.done(use(saleId, 2_000));
    const { paymentId } = till.last('payment.taken').payment;
    till.done({ kind: 'payment.return', paymentId, reason });
    expect(till.last('payment.returned').payout).toEqual({
      tender: 'deposit',
      kind: 'deposit',
      amountMinor: 2_000,
      paymentId,
      originId: saleId,
    });
    till.done(use(saleId));
    const sale = till.last('sale.completed');
    till.done({
      kind: 'refund.with-receipt',
      saleId: sale.saleId,
      lines: [{ line: 1, quantityMilli: 1_000 }],
      restock: 'shop',
      reason,
    });
    expect(till.last('refund.completed').payouts).toMatchObject([{ kind: 'deposit', originId: saleId }]);
    expect(till.known.receipts.get(saleId)?.depositUsedMinor).toBe(0);
  });

  it('[PAY-22] is none where the sale is not known, of another currency, or had none', () => {
    const { till, saleId } = withDeposit();
    expect(till.refused(use(idOf(5)))).toBe('RECEIPT-UNKNOWN');
    const abroad = new TestTill({ branch: { ...BRANCH, currency: 'EUR' }, known: till.known, code: 'E1' });
    abroad.done({ kind: 'basket.add', productId: A.id });
    expect(abroad.refused(use(saleId))).toBe('RECEIPT-OTHER-CURRENCY');
    till.done(use(saleId));
    const plain = till.last('sale.completed');
    till.done({ kind: 'basket.add', productId: A.id });
    expect(till.refused(use(plain.saleId))).toBe('DEPOSIT-TOO-LITTLE');
    till.done(use(saleId));
    expect(till.refused(use(saleId))).toBe('DEPOSIT-TOO-LITTLE');
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000 });
    expect(till.refused(use(saleId))).toBe('BASKET-EMPTY');
  });

  it('[PAY-22] that two tills apart used twice has nothing left, and not less', () => {
    const { till, saleId } = withDeposit();
    const record = till.known.receipts.get(saleId)!;
    till.known.receipts.set(saleId, { ...record, depositUsedMinor: 6_000 });
    expect(till.refused(use(saleId))).toBe('DEPOSIT-TOO-LITTLE');
    expect(till.refused(use(saleId, 0))).toBe('DEPOSIT-TOO-LITTLE');
  });
});

import { describe, expect, it } from 'vitest';
import { product, TestTill } from '../testing/shop.fixture.ts';
import { isDocument, receiptOf, type ReceiptFrame } from './receipt.ts';

const FRAME: ReceiptFrame = {
  seller: { name: 'Corner Shop Ltd', lines: ['1 High Street', 'VAT GB 123 4567 89'] },
  branchName: 'High Street',
  tillCode: 'H1',
  cashierName: 'Ada',
  mark: 'DEMO',
};
const print = (till: TestTill) => {
  const { fact, stamp } = till.recorded.at(-1)!;
  if (!isDocument(fact)) throw new Error('no document');
  return receiptOf({ fact, stamp }, FRAME);
};

describe('receipts', () => {
  it('[SALE-05] a sale with what explains each line', () => {
    const till = new TestTill();
    till.done({ kind: 'basket.add', productId: product(1).id, quantityMilli: 6_000 });
    till.done({ kind: 'basket.override-price', line: 1, unitPriceMinor: 255, reason: 'old price' });
    till.done({ kind: 'basket.discount', line: 1, sharePpm: 100_000, reason: 'friend' });
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000 });
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 500 });
    expect(print(till)).toEqual({
      ...FRAME,
      document: { kind: 'receipt', number: 1, label: 'H1-7KQ2-R-1' },
      localTime: '2010-12-01 09:00',
      businessDate: '2010-12-01',
      currency: 'GBP',
      exponent: 2,
      lines: [
        {
          line: 1,
          sku: 'SKU-1',
          name: 'Product 1',
          quantityMilli: 6_000,
          unit: 'piece',
          unitPriceMinor: 255,
          totalMinor: 1_377,
          taxClass: 'standard',
          ratePpm: 175_000,
          override: { listPriceMinor: 100, reason: 'old price' },
          discount: { amountMinor: 153, sharePpm: 100_000, reason: 'friend' },
        },
      ],
      rates: [{ taxClass: 'standard', ratePpm: 175_000, netMinor: 1_172, taxMinor: 205, grossMinor: 1_377 }],
      totalMinor: 1_377,
      tenders: [
        { tender: 'cash', amountMinor: 1_000, tenderedMinor: 1_000, changeMinor: 0 },
        { tender: 'cash', amountMinor: 377, tenderedMinor: 500, changeMinor: 123 },
      ],
      changeMinor: 123,
      original: null,
      reason: null,
      z: null,
    });
  });

  it('[SALE-05] a reprint says what the first print said, whatever the catalogue says by now', () => {
    const till = new TestTill();
    till.sell({ productId: product(1).id });
    const first = print(till);
    till.known.products.clear();
    till.utcMs += 86_400_000;
    expect(print(till)).toEqual(first);
  });

  it('[SALE-05] a refund names its receipt, its reason and what was given back', () => {
    const till = new TestTill();
    const { saleId } = till.sell({ productId: product(1).id, quantityMilli: 2_000 });
    till.done({
      kind: 'refund.with-receipt',
      saleId,
      lines: [{ line: 1, quantityMilli: 1_000 }],
      restock: true,
      reason: 'broken',
    });
    expect(print(till)).toMatchObject({
      document: { label: 'H1-7KQ2-C-1' },
      original: { saleId, label: 'H1-7KQ2-R-1' },
      reason: 'broken',
      totalMinor: 100,
      tenders: [{ tender: 'cash', amountMinor: 100, tenderedMinor: 100, changeMinor: 0 }],
      lines: [{ quantityMilli: 1_000, override: null, discount: null }],
    });
    till.done({
      kind: 'refund.without-receipt',
      lines: [{ productId: product(1).id, quantityMilli: 1_000, unitPriceMinor: 100 }],
      restock: true,
      reason: 'lost it',
    });
    expect(print(till).original).toBeNull();
  });

  it('[SALE-05] a Z has the sums of its shift', () => {
    const till = new TestTill({ floatMinor: 1_000 });
    till.sell({ productId: product(1).id, quantityMilli: 3_000 });
    till.done({ kind: 'shift.close', countedMinor: 1_290 });
    expect(print(till)).toMatchObject({
      document: { kind: 'z', label: 'H1-7KQ2-Z-1' },
      lines: [],
      totalMinor: 300,
      rates: [{ grossMinor: 300 }],
      z: {
        floatMinor: 1_000,
        expectedMinor: 1_300,
        countedMinor: 1_290,
        varianceMinor: -10,
        totals: { salesCount: 1 },
      },
    });
  });

  it('[SALE-05] other facts are no documents', () => {
    const till = new TestTill();
    till.sell({ productId: product(1).id });
    expect(till.facts().map(isDocument)).toEqual([false, false, true]);
  });
});

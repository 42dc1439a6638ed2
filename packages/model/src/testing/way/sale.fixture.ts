import type { SALE_REJECTIONS } from '../../command/refusal/sale.ts';
import { BRANCH, idOf, product } from '../goods.fixture.ts';
import { TestTill } from '../shop.fixture.ts';
import { A, one, reason, refusal, refusalOf, scan, sold, type Way } from './way.fixture.ts';

const refund = (saleId: string, lines: readonly { line: number; quantityMilli: number }[] = [one]) =>
  ({ kind: 'refund.with-receipt', saleId, lines, restock: 'shop', reason }) as const;
const ofLines = (...lines: readonly { line: number; quantityMilli: number }[]): Way =>
  refusalOf((till) => refund(sold(till), lines));
const buyer = { name: 'Ada', address: [], taxIds: [] };

/** How each refusal of what comes after a sale comes about. */
export const SALE_WAYS: Readonly<Record<keyof typeof SALE_REJECTIONS, Way>> = {
  'RECEIPT-UNKNOWN': refusal(refund(idOf(9))),
  'RECEIPT-OTHER-CURRENCY': () => {
    const till = new TestTill();
    const saleId = sold(till);
    const branch = { ...BRANCH, currency: 'EUR' };
    return new TestTill({ known: till.known, branch, code: 'E1' }).refused(refund(saleId));
  },
  'REFUND-LINE-UNKNOWN': ofLines({ ...one, line: 2 }),
  'REFUND-REPEATED-LINE': ofLines(one, one),
  'REFUND-TOO-MUCH': ofLines({ ...one, quantityMilli: 2_000 }),
  'REFUND-EMPTY': ofLines(),
  'REFUND-TOO-MANY-PAYOUTS': refusalOf(
    (till) => {
      till.done({ kind: 'basket.add', productId: product(2).id });
      for (let n = 0; n < 100; n += 1) {
        till.done({ kind: 'payment.take', tender: 'voucher', tenderedMinor: 2 });
      }
      const { saleId } = till.last('sale.completed');
      scan(till);
      return { kind: 'refund.exchange', saleId, lines: [one], restock: 'shop', reason };
    },
    { products: [product(1, { priceMinor: 1 }), product(2)] },
  ),
  'TENDER-FOREIGN': refusalOf((till) => ({ ...refund(sold(till)), tender: 'euro' })),
  'SALE-VOIDED': refusalOf((till) => {
    const saleId = sold(till);
    till.done({ kind: 'sale.void', saleId, reason });
    return refund(saleId);
  }),
  'SALE-NOT-VOIDABLE': refusalOf((till) => {
    const { saleId } = till.sell({ productId: A.id, quantityMilli: 2_000 });
    till.done(refund(saleId));
    return { kind: 'sale.void', saleId, reason };
  }),
  'INVOICE-EXISTS': refusalOf((till) => {
    const saleId = sold(till);
    till.done({ kind: 'invoice.issue', saleId, buyer });
    return { kind: 'invoice.issue', saleId, buyer };
  }),
  'QUOTE-DATE-PASSED': refusal({ kind: 'quote.issue', validUntil: '2010-11-30' }, scan),
  'QUOTE-WITH-EXTRA': refusal({ kind: 'quote.issue', validUntil: '2010-12-31' }, (till) => {
    scan(till);
    till.done({ kind: 'basket.add-extra', extra: 'tip', amountMinor: 1 });
  }),
  'GIFT-RECEIPT-EMPTY': refusalOf((till) => ({ kind: 'gift-receipt.issue', saleId: sold(till), lines: [] })),
  'DOCUMENT-UNKNOWN': refusal({ kind: 'document.reprint', documentId: idOf(9) }),
};

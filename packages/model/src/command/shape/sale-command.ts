import { productId } from '../../catalog/product.ts';
import { saleId } from '../../fact/sale-fact.ts';
import { amountMinor, MAX_LINES } from '../../money/bound.ts';
import { buyer } from '../../sale/buyer.ts';
import { documentId } from '../../sale/document.ts';
import { lineNumber, RESTOCKS } from '../../sale/line.ts';
import { field, list, optional, record } from '../../schema/record.ts';
import { calendarDate, text, word } from '../../schema/scalar.ts';
import { quantity, reason } from './basic.ts';

const restock = word(...RESTOCKS);

const returnedLines = list(
  record({
    line: field(1, lineNumber),
    quantityMilli: field(2, quantity),
    /** Where this line's goods go; without it, where the command says. */
    restock: optional(3, restock),
  }),
  MAX_LINES,
);

export const SALE_COMMANDS = {
  /** At the till and in the shift that sold it; all its payments are given back. */
  'sale.void': record({ saleId: field(1, saleId), reason: field(2, reason) }),
  'refund.with-receipt': record({
    saleId: field(1, saleId),
    lines: field(2, returnedLines),
    restock: field(3, restock),
    reason: field(4, reason),
    /** Gives it all back by this tender instead of the ones it was paid with. */
    tender: optional(5, text(32, 1)),
    /** What a card terminal said of money given back on a card. */
    reference: optional(6, text(64)),
  }),
  /** The same, and what it comes to pays the open basket, as far as that goes. */
  'refund.exchange': record({
    saleId: field(1, saleId),
    lines: field(2, returnedLines),
    restock: field(3, restock),
    reason: field(4, reason),
  }),
  'refund.without-receipt': record({
    lines: field(
      1,
      list(
        record({
          productId: optional(1, productId),
          code: optional(2, text(64, 1)),
          quantityMilli: field(3, quantity),
          unitPriceMinor: field(4, amountMinor),
        }),
        MAX_LINES,
      ),
    ),
    restock: field(2, restock),
    reason: field(3, reason),
    tender: optional(4, text(32, 1)),
    reference: optional(5, text(64)),
  }),
  /** Pays back what is left of the deposits taken with a sale, or a part of it; in cash unless a tender is named. */
  'refund.deposit': record({
    saleId: field(1, saleId),
    amountMinor: optional(2, amountMinor),
    reason: field(3, reason),
    tender: optional(4, text(32, 1)),
    reference: optional(5, text(64)),
  }),
  'invoice.issue': record({ saleId: field(1, saleId), buyer: field(2, buyer) }),
  /** Of the open basket, which goes away: nothing of it was sold. */
  'quote.issue': record({ validUntil: field(1, calendarDate), buyer: optional(2, buyer) }),
  'gift-receipt.issue': record({
    saleId: field(1, saleId),
    lines: field(2, list(lineNumber, MAX_LINES)),
  }),
  'document.reprint': record({ documentId: field(1, documentId) }),
} as const;

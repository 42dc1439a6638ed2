import { currencyCode } from '../drawer/cash-count.ts';
import { amountMinor, MAX_LINES } from '../money/bound.ts';
import { MAX_PROMOTIONS } from '../promotion/bound.ts';
import { promotionGiven } from '../promotion/given.ts';
import { buyer, customerTerms } from '../sale/buyer.ts';
import { DOCUMENT_KINDS, documentId, documentNumber, originalDocument } from '../sale/document.ts';
import { discountGiven, lineNumber, plainSaleLines, rateTotals, saleLines } from '../sale/line.ts';
import { field, list, optional, record } from '../schema/record.ts';
import { calendarDate, text, word } from '../schema/scalar.ts';
import { MAX_BASKET_DISCOUNTS } from './sale-fact.ts';

/** A full invoice for what a receipt sold already. */
export const invoiceIssued = record({
  invoiceId: field(1, documentId),
  document: field(2, documentNumber),
  original: field(3, originalDocument),
  buyer: field(4, buyer),
});

/** What a basket would cost, in writing. */
// Keys are written in the order of these fields.
const quoteHead = {
  quoteId: field(1, documentId),
  document: field(2, documentNumber),
  currency: field(3, currencyCode),
} as const;
const quoteBody = {
  rates: field(5, rateTotals),
  totalMinor: field(6, amountMinor),
  discounts: field(7, list(discountGiven, MAX_BASKET_DISCOUNTS)),
  validUntil: field(8, calendarDate),
  customer: optional(9, customerTerms),
  buyer: optional(10, buyer),
} as const;
export const quoteIssued = record({
  ...quoteHead,
  lines: field(4, saleLines),
  ...quoteBody,
  promotions: optional(11, list(promotionGiven, MAX_PROMOTIONS)),
});
/** Version 1, without promotions: what has none is still written so. */
export const quoteIssuedPlain = record({ ...quoteHead, lines: field(4, plainSaleLines), ...quoteBody });

/** A slip for a present: the goods of some lines of a receipt, without what they cost. */
export const giftReceiptIssued = record({
  giftReceiptId: field(1, documentId),
  document: field(2, documentNumber),
  original: field(3, originalDocument),
  lines: field(4, list(lineNumber, MAX_LINES)),
});

const named = {
  documentId: field(1, documentId),
  documentKind: field(2, word(...DOCUMENT_KINDS)),
  label: field(3, text(64, 1)),
} as const;

/** A document printed once more. */
export const documentReprinted = record(named);

/** What a fiscal device made of a document, line by line as it is printed. */
export const fiscalBlock = list(record({ name: field(1, text(32, 1)), value: field(2, text(1_024)) }), 32);

/** What a fiscal device made of a document: its block, or why it failed. */
export const documentSigned = record({
  ...named,
  provider: field(10, text(32, 1)),
  outcome: field(11, word('signed', 'failed')),
  block: field(12, fiscalBlock),
  detail: optional(13, text(200, 1)),
});

/** What came of sending a document to an authority. Each document is on its own: none waits for another. */
export const documentDelivered = record({
  ...named,
  provider: field(10, text(32, 1)),
  outcome: field(11, word('accepted', 'rejected', 'failed')),
  reference: optional(12, text(128, 1)),
  detail: optional(13, text(200, 1)),
});

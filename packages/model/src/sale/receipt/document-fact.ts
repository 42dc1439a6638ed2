import type { Fact, FactOf } from '../../fact/fact.ts';

const DOCUMENT_FACTS = [
  'sale.completed',
  'sale.voided',
  'refund.completed',
  'invoice.issued',
  'quote.issued',
  'gift-receipt.issued',
  'shift.closed',
  'shift.supplemented',
] as const;

/** The facts that are documents: each is numbered, has an id for ever and can be printed. */
export type DocumentFact = FactOf<(typeof DOCUMENT_FACTS)[number]>;

const KINDS: ReadonlySet<string> = new Set(DOCUMENT_FACTS);
export const isDocument = (fact: Fact): fact is DocumentFact => KINDS.has(fact.kind);

/** The permanent id of a document, whatever its number: a Z has that of its shift. */
export const documentIdOf = (fact: DocumentFact): string => {
  switch (fact.kind) {
    case 'sale.completed':
      return fact.saleId;
    case 'sale.voided':
      return fact.voidId;
    case 'refund.completed':
      return fact.refundId;
    case 'invoice.issued':
      return fact.invoiceId;
    case 'quote.issued':
      return fact.quoteId;
    case 'gift-receipt.issued':
      return fact.giftReceiptId;
    case 'shift.closed':
      return fact.shiftId;
    case 'shift.supplemented':
      return fact.supplementId;
  }
};

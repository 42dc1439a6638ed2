import type { FactOf } from '../../fact/fact.ts';
import type { Stamp } from '../../fact/recorded-fact.ts';
import { currencyExponent } from '../../money/currency.ts';
import { formatLocalTime } from '../../time/civil-date.ts';
import type { DocumentNumber } from '../document.ts';
import type { ReceiptRecord } from '../receipt-record.ts';
import { bodyOf, type ReceiptBody } from './body.ts';
import { type DocumentFact, documentIdOf } from './document-fact.ts';
import { type FiscalBlock, fiscalBlockOf } from './fiscal-block.ts';
import type { ReceiptFrame } from './frame.ts';

/** Another document that this one is about: the receipt of a refund, the Z of a supplement. */
export type ReceiptOriginal = {
  readonly documentId: string;
  readonly label: string;
  /** When that was, where this till holds it. */
  readonly businessDate: string | null;
};

/** A document as data; how it looks on paper or on a screen is the host's. Amounts are minor units. */
export type Receipt = ReceiptBody &
  Omit<ReceiptFrame, 'taxClasses' | 'tenders'> & {
    readonly documentId: string;
    readonly document: DocumentNumber;
    /** Whether it was made for practice: nothing was sold. */
    readonly training: boolean;
    /** 0 for the first print, then counting. */
    readonly copy: number;
    /** `2010-12-01 08:26` on the branch's clock then. */
    readonly localTime: string;
    readonly businessDate: string;
    readonly currency: string;
    /** Decimals of the currency. */
    readonly exponent: number;
    readonly original: ReceiptOriginal | null;
    readonly fiscal: FiscalBlock;
  };

/** A document with what else is known of it. */
export type PrintedDocument = {
  readonly fact: DocumentFact;
  readonly stamp: Pick<Stamp, 'utcMs' | 'offsetMinutes' | 'businessDate'>;
  /** The sale that it names, where this till holds it. An invoice and a gift receipt cannot do without. */
  readonly original?: Pick<ReceiptRecord, 'sale' | 'businessDate'> | null;
  /** What its fiscal device said of it, in order. */
  readonly signatures?: readonly FactOf<'document.signed'>[];
  readonly copy?: number;
};

const originalOf = ({ fact, original }: PrintedDocument): ReceiptOriginal | null => {
  if (fact.kind === 'shift.supplemented') {
    return { documentId: fact.shiftId, label: fact.z, businessDate: null };
  }
  if (!('original' in fact) || fact.original === undefined) return null;
  const { saleId, label } = fact.original;
  const businessDate = original?.sale.saleId === saleId ? original.businessDate : null;
  return { documentId: saleId, label, businessDate };
};

/** The currency of a document; one that only names a sale has that sale's. */
const currencyOf = ({ fact, original }: PrintedDocument): string => {
  if ('currency' in fact) return fact.currency;
  if (original?.sale === undefined) throw new Error(`${fact.kind} is printed without its sale`);
  return original.sale.currency;
};

/**
 * The document of a fact, from facts alone and the frame: a reprint says what the first print said, and that it
 * is a copy. An invoice or gift receipt without its sale is the caller's bug.
 */
export const receiptOf = (printed: PrintedDocument, frame: ReceiptFrame): Receipt => {
  const { fact, stamp } = printed;
  const { seller, branchName, tillCode, cashierName, approverName, mark } = frame;
  const currency = currencyOf(printed);
  return {
    seller: { name: seller.name, address: seller.address, taxIds: seller.taxIds },
    branchName,
    tillCode,
    cashierName,
    approverName,
    mark,
    documentId: documentIdOf(fact),
    document: fact.document,
    training: fact.document.kind === 'training-receipt',
    copy: printed.copy ?? 0,
    localTime: formatLocalTime(stamp.utcMs, stamp.offsetMinutes),
    businessDate: stamp.businessDate,
    currency,
    exponent: currencyExponent(currency),
    original: originalOf(printed),
    fiscal: fiscalBlockOf(fact, printed.signatures ?? []),
    ...bodyOf(fact, frame, printed.original?.sale ?? null),
  };
};

import type { FactOf } from '../../fact/fact.ts';
import type { SaleCompleted } from '../../fact/sale-fact.ts';
import { sum } from '../../money/sum.ts';
import type { Buyer } from '../buyer.ts';
import type { Extra } from '../extra.ts';
import type { Relief } from '../line.ts';
import type { DocumentFact } from './document-fact.ts';
import type { ReceiptFrame } from './frame.ts';
import {
  givenBackLine,
  printedDiscount,
  printedGoods,
  printedRate,
  type ReceiptDiscount,
  type ReceiptGoods,
  type ReceiptLine,
  type ReceiptPromotion,
  type ReceiptRate,
  soldLine,
} from './line.ts';
import { type ReceiptZ, shiftReportOf, takenInShift } from './shift-report.ts';
import { givenBackTender, paidTender, type ReceiptTender } from './tender.ts';

/** What differs from one kind of document to another. Amounts are minor units. */
export type ReceiptBody = {
  readonly lines: readonly ReceiptLine[];
  /** Of a gift receipt, which has no lines and no amounts. */
  readonly goods: readonly ReceiptGoods[];
  /** On the basket as a whole; the lines have their shares of them. */
  readonly discounts: readonly ReceiptDiscount[];
  /** What each promotion gave on all lines; they have their parts of it. */
  readonly promotions: readonly ReceiptPromotion[];
  readonly rates: readonly ReceiptRate[];
  /** The goods, tax included. For a Z: sales less refunds and voids. */
  readonly totalMinor: number;
  /** Tips, deposits and what else is no revenue. */
  readonly extras: readonly Extra[];
  readonly cashRoundingMinor: number;
  /** Goods, extras and rounding: what was to pay, or what was given back. */
  readonly dueMinor: number;
  readonly tenders: readonly ReceiptTender[];
  readonly changeMinor: number;
  readonly forfeitedMinor: number;
  /** Why no tax was charged, in words. */
  readonly reliefNote: string | null;
  readonly buyer: Buyer | null;
  readonly reason: string | null;
  /** Of a quote. */
  readonly validUntil: string | null;
  readonly z: ReceiptZ | null;
};

const NOTHING: ReceiptBody = {
  lines: [],
  goods: [],
  discounts: [],
  promotions: [],
  rates: [],
  totalMinor: 0,
  extras: [],
  cashRoundingMinor: 0,
  dueMinor: 0,
  tenders: [],
  changeMinor: 0,
  forfeitedMinor: 0,
  reliefNote: null,
  buyer: null,
  reason: null,
  validUntil: null,
  z: null,
};

const RELIEF_WORDS: Readonly<Record<Relief, string>> = {
  exempt: 'Exempt from tax',
  'reverse-charge': 'Reverse charge: the customer owes the tax',
};

const reliefNote = (
  lines: readonly { readonly relief?: Relief }[],
  evidence: string | undefined,
): string | null => {
  const relief = lines.find((line) => line.relief !== undefined)?.relief;
  if (relief === undefined) return null;
  const words = RELIEF_WORDS[relief];
  return evidence === undefined ? words : `${words} (${evidence})`;
};

const sumOfExtras = (extras: readonly Extra[]): number => sum(extras.map(({ amountMinor }) => amountMinor));

/** As the document itself names it; what its lines name is among them. */
const nameOfPromotion = ({ promotions = [] }: Pick<SaleCompleted, 'promotions'>) => {
  const names = new Map(promotions.map(({ promotionId, name }) => [promotionId, name]));
  return (promotionId: string): string => names.get(promotionId) ?? promotionId;
};

/** Goods sold or offered: a quote has no payments. */
const goodsBody = (frame: ReceiptFrame, fact: SaleCompleted | FactOf<'quote.issued'>) => ({
  lines: fact.lines.map((line) => soldLine(frame, line, nameOfPromotion(fact))),
  promotions: (fact.promotions ?? []).map(({ name, amountMinor }) => ({ name, amountMinor })),
  discounts: fact.discounts.map(printedDiscount),
  rates: fact.rates.map((rate) => printedRate(frame, rate)),
  totalMinor: fact.totalMinor,
  reliefNote: reliefNote(fact.lines, fact.customer?.reliefEvidence),
  buyer: fact.buyer ?? null,
});

const saleBody = (frame: ReceiptFrame, sale: SaleCompleted): ReceiptBody => {
  const tenders = sale.payments.map((payment) => paidTender(frame, payment));
  return {
    ...NOTHING,
    ...goodsBody(frame, sale),
    extras: sale.extras,
    cashRoundingMinor: sale.cashRoundingMinor,
    dueMinor: sale.totalMinor + sumOfExtras(sale.extras) + sale.cashRoundingMinor,
    tenders,
    changeMinor: sum(tenders.map(({ changeMinor }) => changeMinor)),
    forfeitedMinor: sum(tenders.map(({ forfeitedMinor }) => forfeitedMinor)),
  };
};

/** A credit note for an invoice is made out to the same buyer. */
const givenBackBody = (
  frame: ReceiptFrame,
  fact: FactOf<'refund.completed' | 'sale.voided'>,
  sale: SaleCompleted | null,
): ReceiptBody => {
  const original = sale?.saleId === fact.original?.saleId ? sale : null;
  const { extras } = fact;
  return {
    ...NOTHING,
    lines: fact.lines.map((line) => givenBackLine(frame, line)),
    rates: fact.rates.map((rate) => printedRate(frame, rate)),
    totalMinor: fact.totalMinor,
    extras,
    cashRoundingMinor: fact.cashRoundingMinor,
    dueMinor: fact.totalMinor + sumOfExtras(extras) + fact.cashRoundingMinor,
    tenders: fact.payouts.map((payout) => givenBackTender(frame, payout)),
    reliefNote: reliefNote(fact.lines, original?.customer?.reliefEvidence),
    buyer: original?.buyer ?? null,
    reason: fact.reason,
  };
};

const shiftBody = (
  frame: ReceiptFrame,
  fact: FactOf<'shift.closed' | 'shift.supplemented'>,
): ReceiptBody => ({
  ...NOTHING,
  rates: fact.totals.rates.map((rate) => printedRate(frame, rate)),
  totalMinor: takenInShift(fact.totals),
  cashRoundingMinor: fact.totals.cashRoundingMinor,
  z: shiftReportOf(fact),
});

/** The goods of some lines of a sale, without what they cost. */
const giftBody = (fact: FactOf<'gift-receipt.issued'>, sale: SaleCompleted): ReceiptBody => ({
  ...NOTHING,
  goods: sale.lines.filter(({ line }) => fact.lines.includes(line)).map(printedGoods),
});

/** `sale` is the one that an invoice or a gift receipt is about; they name it and repeat nothing of it. */
export const bodyOf = (fact: DocumentFact, frame: ReceiptFrame, sale: SaleCompleted | null): ReceiptBody => {
  switch (fact.kind) {
    case 'sale.completed':
      return saleBody(frame, fact);
    case 'sale.voided':
    case 'refund.completed':
      return givenBackBody(frame, fact, sale);
    case 'quote.issued':
      return {
        ...NOTHING,
        ...goodsBody(frame, fact),
        dueMinor: fact.totalMinor,
        validUntil: fact.validUntil,
      };
    case 'shift.closed':
    case 'shift.supplemented':
      return shiftBody(frame, fact);
    case 'invoice.issued':
    case 'gift-receipt.issued': {
      if (sale?.saleId !== fact.original.saleId) throw new Error(`${fact.kind} is printed without its sale`);
      return fact.kind === 'invoice.issued'
        ? { ...saleBody(frame, sale), buyer: fact.buyer }
        : giftBody(fact, sale);
    }
  }
};

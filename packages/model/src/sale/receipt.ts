import type { Fact, FactOf, ZTotals } from '../fact/fact.ts';
import type { Stamp } from '../fact/recorded-fact.ts';
import { currencyExponent } from '../money/currency.ts';
import { formatLocalTime } from '../time/civil-date.ts';
import type { DocumentNumber } from './document.ts';
import type { RateTotal, RefundLine, SaleLine } from './line.ts';

/** The facts that are documents: each is numbered and can be printed. */
export type DocumentFact = FactOf<'sale.completed' | 'refund.completed' | 'shift.closed'>;

export const isDocument = (fact: Fact): fact is DocumentFact =>
  fact.kind === 'sale.completed' || fact.kind === 'refund.completed' || fact.kind === 'shift.closed';

/** What a receipt says besides its fact. */
export type ReceiptFrame = {
  /** Name of the seller, then address, tax number and the like, a line each. */
  readonly seller: { readonly name: string; readonly lines: readonly string[] };
  readonly branchName: string;
  readonly tillCode: string;
  readonly cashierName: string | null;
  /** A word across a receipt that is none of trade. */
  readonly mark: 'DEMO' | 'REPLAY' | null;
};

export type ReceiptLine = {
  readonly line: number;
  readonly sku: string;
  readonly name: string;
  readonly quantityMilli: number;
  readonly unit: SaleLine['unit'];
  readonly unitPriceMinor: number;
  readonly totalMinor: number;
  readonly taxClass: string;
  readonly ratePpm: number;
  /** The list's price where another was asked. */
  readonly override: { readonly listPriceMinor: number | null; readonly reason: string } | null;
  readonly discount: {
    readonly amountMinor: number;
    readonly sharePpm: number | null;
    readonly reason: string;
  } | null;
};

export type ReceiptTender = {
  readonly tender: string;
  /** What it covered of the total; for a refund, what was given back. */
  readonly amountMinor: number;
  readonly tenderedMinor: number;
  readonly changeMinor: number;
};

export type ReceiptZ = {
  readonly shiftId: string;
  readonly floatMinor: number;
  readonly totals: ZTotals;
  readonly expectedMinor: number;
  readonly countedMinor: number;
  readonly varianceMinor: number;
};

/** A document as data; how it looks on paper or on a screen is the host's. Amounts are minor units. */
export type Receipt = ReceiptFrame & {
  readonly document: DocumentNumber;
  /** `2010-12-01 08:26` on the branch's clock then. */
  readonly localTime: string;
  readonly businessDate: string;
  readonly currency: string;
  /** Decimals of the currency. */
  readonly exponent: number;
  readonly lines: readonly ReceiptLine[];
  readonly rates: readonly RateTotal[];
  /** For a Z: sales less refunds. */
  readonly totalMinor: number;
  readonly tenders: readonly ReceiptTender[];
  readonly changeMinor: number;
  /** The receipt that a refund gives back, where there is one. */
  readonly original: { readonly saleId: string; readonly label: string } | null;
  readonly reason: string | null;
  readonly z: ReceiptZ | null;
};

type Body = Pick<
  Receipt,
  'lines' | 'rates' | 'totalMinor' | 'tenders' | 'changeMinor' | 'original' | 'reason' | 'z'
>;

const printedLine = (line: SaleLine | RefundLine): ReceiptLine => ({
  line: line.line,
  sku: line.sku,
  name: line.name,
  quantityMilli: line.quantityMilli,
  unit: line.unit,
  unitPriceMinor: line.unitPriceMinor,
  totalMinor: line.totalMinor,
  taxClass: line.taxClass,
  ratePpm: line.ratePpm,
  override: null,
  discount: null,
});

const soldLine = (line: SaleLine): ReceiptLine => ({
  ...printedLine(line),
  override:
    line.overrideReason === undefined
      ? null
      : { listPriceMinor: line.listPriceMinor ?? null, reason: line.overrideReason },
  discount:
    line.discount === undefined
      ? null
      : {
          amountMinor: line.discount.amountMinor,
          sharePpm: line.discount.sharePpm ?? null,
          reason: line.discount.reason,
        },
});

const bodyOf = (fact: DocumentFact): Body => {
  switch (fact.kind) {
    case 'sale.completed':
      return {
        lines: fact.lines.map(soldLine),
        rates: fact.rates,
        totalMinor: fact.totalMinor,
        tenders: fact.payments.map(({ tender, amountMinor, tenderedMinor, changeMinor }) => ({
          tender,
          amountMinor,
          tenderedMinor,
          changeMinor,
        })),
        changeMinor: fact.payments.reduce((sum, { changeMinor }) => sum + changeMinor, 0),
        original: null,
        reason: null,
        z: null,
      };
    case 'refund.completed':
      return {
        lines: fact.lines.map(printedLine),
        rates: fact.rates,
        totalMinor: fact.totalMinor,
        tenders: fact.payouts.map(({ tender, amountMinor }) => ({
          tender,
          amountMinor,
          tenderedMinor: amountMinor,
          changeMinor: 0,
        })),
        changeMinor: 0,
        original: fact.original ?? null,
        reason: fact.reason,
        z: null,
      };
    case 'shift.closed': {
      const { shiftId, floatMinor, totals, expectedMinor, countedMinor, varianceMinor } = fact;
      return {
        lines: [],
        rates: totals.rates,
        totalMinor: totals.salesGrossMinor - totals.refundsGrossMinor,
        tenders: [],
        changeMinor: 0,
        original: null,
        reason: null,
        z: { shiftId, floatMinor, totals, expectedMinor, countedMinor, varianceMinor },
      };
    }
  }
};

/** The document of a fact, from the fact alone and the frame: a reprint says what the first print said. */
export const receiptOf = (
  { fact, stamp }: { readonly fact: DocumentFact; readonly stamp: Stamp },
  frame: ReceiptFrame,
): Receipt => ({
  ...frame,
  document: fact.document,
  localTime: formatLocalTime(stamp.utcMs, stamp.offsetMinutes),
  businessDate: stamp.businessDate,
  currency: fact.currency,
  exponent: currencyExponent(fact.currency),
  ...bodyOf(fact),
});

import { quantityFault } from '../catalog/quantity.ts';
import { type Refused, refuse } from '../command/rejection.ts';
import { scaleRounded } from '../money/round-ratio.ts';
import type { RateTotal, RefundLine, SaleLine } from '../sale/line.ts';
import type { ReceiptRecord } from '../sale/receipt-record.ts';
import { compareRates, rateKey } from '../tax/rate.ts';
import { grossOf } from '../tax/total-lines.ts';

/** What of a receipt is to be given back. */
export type RefundAsk = { readonly line: number; readonly quantityMilli: number };
export type RefundPart = {
  readonly lines: readonly RefundLine[];
  readonly rates: readonly RateTotal[];
  readonly totalMinor: number;
};
export type RefundResult = { readonly ok: true; readonly part: RefundPart } | Refused;

/**
 * The part of `whole` that comes due when `done` of `all` grows by `more`: shares are taken of the running
 * total, so that parts of any size add up to the whole and the part that completes it takes what is left.
 * Never negative and never more than is left, also where tills that were apart gave back differently.
 */
const shareDue = (whole: number, given: number, done: number, more: number, all: number): number => {
  const reached = Math.min(done + more, all);
  const target = all === 0 || reached === all ? whole : scaleRounded(whole, reached, all, 'half-away');
  return Math.max(0, target - given);
};

const partOfLine = (
  record: ReceiptRecord,
  line: SaleLine,
  quantityMilli: number,
  restock: boolean,
): RefundLine => {
  const before = record.refundedLines.get(line.line) ?? { quantityMilli: 0, totalMinor: 0 };
  return {
    line: line.line,
    productId: line.productId,
    sku: line.sku,
    name: line.name,
    unit: line.unit,
    quantityMilli,
    unitPriceMinor: line.unitPriceMinor,
    taxClass: line.taxClass,
    ratePpm: line.ratePpm,
    totalMinor: shareDue(
      line.totalMinor,
      before.totalMinor,
      before.quantityMilli,
      quantityMilli,
      line.quantityMilli,
    ),
    restock,
  };
};

const partOfRate = (
  record: ReceiptRecord,
  sold: RateTotal,
  amountMinor: number,
  linesIncludeTax: boolean,
): RateTotal => {
  const { taxClass, ratePpm } = sold;
  const before = record.refundedRates.get(rateKey(taxClass, ratePpm)) ?? { grossMinor: 0, taxMinor: 0 };
  const [done, all] = linesIncludeTax
    ? [before.grossMinor, sold.grossMinor]
    : [before.grossMinor - before.taxMinor, sold.netMinor];
  const due = shareDue(sold.taxMinor, before.taxMinor, done, amountMinor, all);
  const taxMinor = linesIncludeTax ? Math.min(due, amountMinor) : due;
  const netMinor = linesIncludeTax ? amountMinor - taxMinor : amountMinor;
  return { taxClass, ratePpm, netMinor, taxMinor, grossMinor: netMinor + taxMinor };
};

const ratesOfPart = (record: ReceiptRecord, lines: readonly RefundLine[]): readonly RateTotal[] => {
  const { sale } = record;
  // The receipt itself says whether its prices had the tax in: the branch may count otherwise by now.
  const linesIncludeTax = sale.lines.reduce((sum, { totalMinor }) => sum + totalMinor, 0) === sale.totalMinor;
  const amounts = new Map<string, number>();
  for (const { taxClass, ratePpm, totalMinor } of lines) {
    const key = rateKey(taxClass, ratePpm);
    amounts.set(key, (amounts.get(key) ?? 0) + totalMinor);
  }
  return sale.rates
    .flatMap((sold) => {
      const amountMinor = amounts.get(rateKey(sold.taxClass, sold.ratePpm));
      return amountMinor === undefined ? [] : [partOfRate(record, sold, amountMinor, linesIncludeTax)];
    })
    .toSorted(compareRates);
};

/** What giving back some lines of a receipt comes to, after what was given back of it before. */
export const refundPart = (
  record: ReceiptRecord,
  asks: readonly RefundAsk[],
  restock: boolean,
): RefundResult => {
  if (asks.length === 0) return refuse('REFUND-EMPTY', 'command.lines');
  if (new Set(asks.map(({ line }) => line)).size !== asks.length)
    return refuse('REFUND-REPEATED-LINE', 'command.lines');
  const lineByNumber = new Map(record.sale.lines.map((line) => [line.line, line]));
  const lines: RefundLine[] = [];
  for (const [index, { line: number, quantityMilli }] of asks.entries()) {
    const at = `command.lines[${index}]`;
    const line = lineByNumber.get(number);
    if (line === undefined) return refuse('REFUND-LINE-UNKNOWN', at);
    const fault = quantityFault(quantityMilli, line.unit);
    if (fault !== null) return refuse(fault, at);
    const before = record.refundedLines.get(number)?.quantityMilli ?? 0;
    if (before + quantityMilli > line.quantityMilli) return refuse('REFUND-TOO-MUCH', at);
    lines.push(partOfLine(record, line, quantityMilli, restock));
  }
  const rates = ratesOfPart(record, lines);
  return { ok: true, part: { lines, rates, totalMinor: grossOf(rates) } };
};

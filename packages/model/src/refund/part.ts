import { quantityFault } from '../catalog/quantity.ts';
import { type Refused, refuse } from '../command/rejection.ts';
import { allocate } from '../money/allocate.ts';
import { scaleRounded } from '../money/round-ratio.ts';
import {
  grossOfLine,
  type RateTotal,
  type RefundLine,
  type Restock,
  type SaleLine,
  type TaxPart,
} from '../sale/line.ts';
import type { ReceiptRecord, RefundedLine } from '../sale/receipt-record.ts';
import { grossOf, totalLines } from '../tax/total-lines.ts';
import { returnedLine } from './returned-line.ts';

/** What of a receipt is to be given back. `restock` says where this line's goods go, if not where the others go. */
export type RefundAsk = {
  readonly line: number;
  readonly quantityMilli: number;
  readonly restock?: Restock;
};
export type RefundPart = {
  readonly lines: readonly RefundLine[];
  readonly rates: readonly RateTotal[];
  readonly totalMinor: number;
};
export type RefundResult = { readonly ok: true; readonly part: RefundPart } | Refused;

const NOTHING_BACK: RefundedLine = { quantityMilli: 0, netMinor: 0, taxMinor: 0, taxes: new Map() };

/** Lines with their rates and what they come to. */
export const partOfLines = (lines: readonly RefundLine[]): RefundPart => {
  const rates = totalLines(lines);
  return { lines, rates, totalMinor: grossOf(rates) };
};

/**
 * The part of `whole` that comes due when `done` of `all` grows by `more`: shares are taken of the running
 * total, so that parts of any size add up to the whole and the part that completes it takes what is left.
 * Never negative and never more than is left, also where tills that were apart gave back differently.
 */
export const shareDue = (whole: number, given: number, done: number, more: number, all: number): number => {
  const reached = Math.min(done + more, all);
  const target = reached === all ? whole : scaleRounded(whole, reached, all, 'half-away');
  return Math.max(0, target - given);
};

/**
 * The taxes of a part, where the line has several: what is left of each weighs, so that none gets more than
 * that and the last part takes the rest. Each is counted on what it was counted on when it was sold.
 */
const taxesOfPart = (
  line: SaleLine,
  taxes: readonly TaxPart[],
  { taxes: before }: RefundedLine,
  { netMinor, taxMinor }: { readonly netMinor: number; readonly taxMinor: number },
): readonly TaxPart[] => {
  const left = taxes.map(({ tax, taxMinor: whole }) => Math.max(0, whole - (before.get(tax) ?? 0)));
  const amounts = allocate(taxMinor, left);
  let earlierMinor = 0;
  return taxes.map(({ tax, ratePpm, baseMinor }, index) => {
    const amountMinor = amounts[index] ?? 0;
    const isCompound = baseMinor !== line.netMinor;
    const part = {
      tax,
      ratePpm,
      baseMinor: isCompound ? netMinor + earlierMinor : netMinor,
      taxMinor: amountMinor,
    };
    earlierMinor += amountMinor;
    return part;
  });
};

const partOfLine = (
  record: ReceiptRecord,
  line: SaleLine,
  quantityMilli: number,
  restock: Restock,
): RefundLine => {
  const before = record.refundedLines.get(line.line) ?? NOTHING_BACK;
  const due = (whole: number, given: number): number =>
    shareDue(whole, given, before.quantityMilli, quantityMilli, line.quantityMilli);
  const grossMinor = due(grossOfLine(line), grossOfLine(before));
  const taxMinor = Math.min(grossMinor, due(line.taxMinor, before.taxMinor));
  const netMinor = grossMinor - taxMinor;
  const taxes =
    line.taxes === undefined ? {} : { taxes: taxesOfPart(line, line.taxes, before, { netMinor, taxMinor }) };
  return returnedLine(line, { quantityMilli, netMinor, taxMinor, ...taxes }, restock);
};

/** What giving back some lines of a receipt comes to, after what was given back of it before. */
export const refundPart = (
  record: ReceiptRecord,
  asks: readonly RefundAsk[],
  restock: Restock,
): RefundResult => {
  if (asks.length === 0) return refuse('REFUND-EMPTY', 'command.lines');
  if (new Set(asks.map(({ line }) => line)).size !== asks.length)
    return refuse('REFUND-REPEATED-LINE', 'command.lines');
  const lineByNumber = new Map(record.sale.lines.map((line) => [line.line, line]));
  const lines: RefundLine[] = [];
  for (const [index, { line: number, quantityMilli, restock: own }] of asks.entries()) {
    const at = `command.lines[${index}]`;
    const line = lineByNumber.get(number);
    if (line === undefined) return refuse('REFUND-LINE-UNKNOWN', at);
    const fault = quantityFault(quantityMilli, line.unit);
    if (fault !== null) return refuse(fault, at);
    const before = record.refundedLines.get(number)?.quantityMilli ?? 0;
    if (before + quantityMilli > line.quantityMilli) return refuse('REFUND-TOO-MUCH', at);
    lines.push(partOfLine(record, line, quantityMilli, own ?? restock));
  }
  return { ok: true, part: partOfLines(lines) };
};

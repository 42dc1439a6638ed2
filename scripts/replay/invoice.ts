import { createHash } from 'node:crypto';
import { MAX_LINES } from './bound.ts';
import { REJECT_REASONS, type Reject, type SourceRow } from './source-row.ts';

/** One sale or one refund of one till: every accepted row of one invoice, in the order of the file. */
export type Invoice = {
  readonly number: string;
  readonly kind: 'sale' | 'refund';
  readonly localMs: number;
  readonly rows: readonly SourceRow[];
};

const byTime = (one: Invoice, other: Invoice): number =>
  one.localMs - other.localMs || (one.rows[0]?.row ?? 0) - (other.rows[0]?.row ?? 0);

/** Puts rows together by invoice number, in order of time; an invoice stands at the time of its first row. */
export const groupInvoices = (
  accepted: readonly SourceRow[],
): { readonly invoices: readonly Invoice[]; readonly rejected: readonly Reject[] } => {
  const groups = Map.groupBy(accepted, (row) => row.invoice);
  const invoices: Invoice[] = [];
  const rejected: Reject[] = [];
  for (const [number, rows] of groups) {
    const [first] = rows;
    if (first === undefined) continue;
    if (rows.length > MAX_LINES) {
      rejected.push(...rows.map(({ row }) => ({ row, reason: REJECT_REASONS.length })));
    } else invoices.push({ number, kind: first.kind, localMs: first.localMs, rows });
  }
  return { invoices: invoices.sort(byTime), rejected };
};

/** Which of `tillCount` tills an invoice belongs to: the same in every run, and even over many invoices. */
export const tillOfInvoice = (number: string, tillCount: number): number =>
  createHash('sha256').update(number).digest().readUInt32BE(0) % tillCount;

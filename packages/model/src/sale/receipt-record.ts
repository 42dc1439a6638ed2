import type { SaleCompleted } from '../fact/fact.ts';

/** What was given back of one line of a receipt, over all tills this till has heard. */
export type RefundedLine = { readonly quantityMilli: number; readonly totalMinor: number };
/** What was given back per rate of a receipt. Key: `taxClass/ratePpm`. */
export type RefundedRate = { readonly grossMinor: number; readonly taxMinor: number };

/** A sale as a till remembers it: the fact itself, where it was made, and what was refunded since. */
export type ReceiptRecord = {
  readonly sale: SaleCompleted;
  readonly utcMs: number;
  readonly offsetMinutes: number;
  readonly businessDate: string;
  readonly branchId: string;
  readonly deviceId: string;
  readonly staffId: string | null;
  /** Key: line number. */
  readonly refundedLines: ReadonlyMap<number, RefundedLine>;
  readonly refundedRates: ReadonlyMap<string, RefundedRate>;
};

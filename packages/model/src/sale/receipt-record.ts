import type { SaleCompleted } from '../fact/sale-fact.ts';

/** What was given back of one line of a receipt, over all tills this till has heard. */
export type RefundedLine = {
  readonly quantityMilli: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  /** Tax by tax, where the line has several. Key: the tax's id. */
  readonly taxes: ReadonlyMap<string, number>;
};

/** A sale as a till remembers it: the fact itself, where it was made, and what became of it since. */
export type ReceiptRecord = {
  readonly sale: SaleCompleted;
  readonly utcMs: number;
  readonly offsetMinutes: number;
  readonly businessDate: string;
  readonly branchId: string;
  readonly deviceId: string;
  readonly shiftId: string | null;
  readonly staffId: string | null;
  /** Key: line number. */
  readonly refundedLines: ReadonlyMap<number, RefundedLine>;
  /** What was given back of each payment, minor units. Key: payment id. */
  readonly refundedPayments: ReadonlyMap<string, number>;
  readonly voided: boolean;
  readonly invoiced: boolean;
  /** What was paid elsewhere with the deposits taken here, minor units. */
  readonly depositUsedMinor: number;
};

/** The sums of a sale's parts, by part. */
export type SaleParts = ReadonlyMap<string, readonly number[]>;

/** Names of the parts. Their sums: quantity, net and tax; tax; amount; count; count; amount. */
export const SALE_PART = {
  line: (line: number): string => `line:${line}`,
  tax: (line: number, tax: string): string => `tax:${line}:${tax}`,
  payment: (paymentId: string): string => `payment:${paymentId}`,
  voided: 'voided',
  invoiced: 'invoiced',
  deposit: 'deposit',
} as const;

const LINE = /^line:(\d+)$/;
const TAX = /^tax:(\d+):(.+)$/s;
const PAYMENT = /^payment:(.+)$/;

/** What became of a sale, read from the sums of its parts. */
export const afterSaleOf = (
  parts: SaleParts,
): Pick<ReceiptRecord, 'refundedLines' | 'refundedPayments' | 'voided' | 'invoiced' | 'depositUsedMinor'> => {
  const taxes = new Map<number, Map<string, number>>();
  const refundedLines = new Map<number, RefundedLine>();
  const refundedPayments = new Map<string, number>();
  for (const [part, [sum = 0]] of parts) {
    const [, line, tax] = TAX.exec(part) ?? [];
    if (line !== undefined && tax !== undefined) {
      const ofLine = taxes.get(Number(line)) ?? new Map<string, number>();
      taxes.set(Number(line), ofLine.set(tax, sum));
    }
    const [, paymentId] = PAYMENT.exec(part) ?? [];
    if (paymentId !== undefined) refundedPayments.set(paymentId, sum);
  }
  for (const [part, [quantityMilli = 0, netMinor = 0, taxMinor = 0]] of parts) {
    const [, line] = LINE.exec(part) ?? [];
    if (line === undefined) continue;
    refundedLines.set(Number(line), {
      quantityMilli,
      netMinor,
      taxMinor,
      taxes: taxes.get(Number(line)) ?? new Map<string, number>(),
    });
  }
  return {
    refundedLines,
    refundedPayments,
    voided: (parts.get(SALE_PART.voided)?.[0] ?? 0) > 0,
    invoiced: (parts.get(SALE_PART.invoiced)?.[0] ?? 0) > 0,
    depositUsedMinor: parts.get(SALE_PART.deposit)?.[0] ?? 0,
  };
};

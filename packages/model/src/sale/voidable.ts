import type { ReceiptRecord } from './receipt-record.ts';

/**
 * Whether a sale may still be undone whole: at the till and in the shift that made it, with nothing given back
 * of it and none of its deposits used. Later, or elsewhere, it is a refund. `shiftId` is the open shift's.
 */
export const isVoidable = (
  receipt: ReceiptRecord,
  here: { readonly deviceId: string; readonly shiftId: string | null },
): boolean =>
  !receipt.voided &&
  receipt.sale.document.kind !== 'training-receipt' &&
  receipt.deviceId === here.deviceId &&
  here.shiftId !== null &&
  receipt.shiftId === here.shiftId &&
  receipt.refundedLines.size + receipt.refundedPayments.size === 0 &&
  receipt.depositUsedMinor === 0;

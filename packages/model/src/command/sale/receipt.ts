import type { OriginalDocument } from '../../sale/document.ts';
import type { ReceiptRecord } from '../../sale/receipt-record.ts';
import type { TillState } from '../../state/till-state.ts';
import type { Context } from '../context.ts';
import { type Refused, refuse } from '../rejection.ts';

export type FoundReceipt = { readonly ok: true; readonly receipt: ReceiptRecord } | Refused;

/** A receipt that still stands, in the currency of the drawer. One of training is none. */
export const standingReceipt = ({ lookup }: Context, saleId: string, currency: string): FoundReceipt => {
  const receipt = lookup.receipt(saleId);
  if (receipt === null || receipt.sale.document.kind === 'training-receipt')
    return refuse('RECEIPT-UNKNOWN', 'command.saleId');
  if (receipt.sale.currency !== currency) return refuse('RECEIPT-OTHER-CURRENCY', 'command.saleId');
  if (receipt.voided) return refuse('SALE-VOIDED', 'command.saleId');
  return { ok: true, receipt };
};

/** How another document names it. */
export const originalOf = ({ till }: Context, { sale, branchId }: ReceiptRecord): OriginalDocument => ({
  saleId: sale.saleId,
  label: sale.document.label,
  ...(branchId === till.branch.id ? {} : { branchId }),
});

/** Whether a payment of a sale was stored offline at this till and has not ended: nobody knows what it is worth. */
export const isPaymentOpen = ({ storedPayments }: TillState, saleId: string): boolean =>
  storedPayments.some((stored) => stored.saleId === saleId);

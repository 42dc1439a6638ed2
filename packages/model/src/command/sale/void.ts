import type { Fact } from '../../fact/fact.ts';
import { roundForCash } from '../../money/round-for-cash.ts';
import type { Payment, Payout } from '../../payment/payment.ts';
import { isWorthOfGoods, payoutOf } from '../../payment/payout.ts';
import type { RefundLine, SaleLine } from '../../sale/line.ts';
import { nextDocument } from '../../sale/number.ts';
import type { ReceiptRecord } from '../../sale/receipt-record.ts';
import type { CashRounding } from '../../state/shop.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { freshId, reasonOf, type ShiftDesk, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { allowRefund, atRefund } from './at-refund.ts';
import { originalOf, receiptOf } from './receipt.ts';

/** Whether a sale may still be undone whole: later, or elsewhere, it is a refund. */
const isVoidable = (receipt: ReceiptRecord, { context, shift }: ShiftDesk): boolean =>
  receipt.deviceId === context.till.deviceId &&
  receipt.shiftId === shift.shiftId &&
  receipt.refundedLines.size + receipt.refundedPayments.size === 0 &&
  receipt.depositUsedMinor === 0;

/** All of a line, back on the shelf. */
const wholeLine = (line: SaleLine): RefundLine => ({
  line: line.line,
  productId: line.productId,
  sku: line.sku,
  name: line.name,
  unit: line.unit,
  quantityMilli: line.quantityMilli,
  unitPriceMinor: line.unitPriceMinor,
  taxClass: line.taxClass,
  ratePpm: line.ratePpm,
  netMinor: line.netMinor,
  taxMinor: line.taxMinor,
  ...(line.taxes === undefined ? {} : { taxes: line.taxes }),
  ...(line.relief === undefined ? {} : { relief: line.relief }),
  restock: 'shop',
  ...(line.costMinor === undefined ? {} : { costMinor: line.costMinor }),
});

/** The worth of exchanged goods comes back in coins; everything else exactly as it was paid. */
const wholePayment = (payment: Payment, rounding: CashRounding): readonly Payout[] => {
  const { amountMinor } = payment;
  const backMinor = isWorthOfGoods(payment) ? roundForCash(amountMinor, rounding) : amountMinor;
  return backMinor === 0 ? [] : [payoutOf(payment, backMinor)];
};

/** A whole sale undone at its own till in its own shift: every payment goes back to what it came from. */
export const voidSale = (state: TillState, command: CommandOf<'sale.void'>, context: Context): Decided => {
  const at = atRefund(state, command, context, 'void-sale');
  if (!at.ok) return at;
  const reason = reasonOf(command.reason);
  if (reason === null) return refuse('REASON-MISSING', 'command.reason');
  const found = receiptOf(context, command.saleId, at.desk.shift.currency);
  if (!found.ok) return found;
  const { receipt } = found;
  if (!isVoidable(receipt, at.desk)) return refuse('SALE-NOT-VOIDABLE', 'command.saleId');
  const { sale } = receipt;
  const inCash = sale.payments.some(isWorthOfGoods);
  const allowed = allowRefund(at.desk, 'void-sale', sale.totalMinor, inCash);
  if (!allowed.ok) return allowed;
  const { desk } = allowed;
  const { till } = context;
  const payouts = sale.payments.flatMap((payment) => wholePayment(payment, till.branch.cashRounding));
  const dueMinor = sale.extras.reduce((sum, { amountMinor }) => sum + amountMinor, sale.totalMinor);
  const voidId = freshId(context, 0);
  const document = nextDocument(state, till, 'void', desk.shift.businessDate);
  const fact: Fact = {
    kind: 'sale.voided',
    voidId,
    original: originalOf(context, receipt),
    document,
    currency: sale.currency,
    lines: sale.lines.map(wholeLine),
    rates: sale.rates,
    totalMinor: sale.totalMinor,
    payouts,
    reason,
    cashRoundingMinor: payouts.reduce((sum, { amountMinor }) => sum + amountMinor, 0) - dueMinor,
    extras: sale.extras,
  };
  return decided({
    facts: stamped(desk, [fact]),
    answer: { kind: 'document', documentId: voidId, label: document.label },
  });
};

import type { Fact } from '../../fact/fact.ts';
import { roundForCash } from '../../money/round-for-cash.ts';
import type { Payment, Payout } from '../../payment/payment.ts';
import { isWorthOfGoods, payoutOf } from '../../payment/payout.ts';
import { returnedLine } from '../../refund/returned-line.ts';
import { nextDocument } from '../../sale/number.ts';
import { isVoidable } from '../../sale/voidable.ts';
import type { CashRounding } from '../../state/shop.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { freshId, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { allowRefund, atReceipt } from './at-refund.ts';
import { originalOf } from './receipt.ts';

/** The worth of exchanged goods comes back in coins; everything else exactly as it was paid. */
const wholePayment = (payment: Payment, rounding: CashRounding): readonly Payout[] => {
  const { amountMinor } = payment;
  const backMinor = isWorthOfGoods(payment) ? roundForCash(amountMinor, rounding) : amountMinor;
  return backMinor === 0 ? [] : [payoutOf(payment, backMinor)];
};

/** A whole sale undone at its own till in its own shift: every payment goes back to what it came from. */
export const voidSale = (state: TillState, command: CommandOf<'sale.void'>, context: Context): Decided => {
  const at = atReceipt(state, command, context, 'void-sale');
  if (!at.ok) return at;
  const { receipt, reason } = at;
  const { deviceId } = context.till;
  if (!isVoidable(receipt, { deviceId, shiftId: at.desk.shift.shiftId }))
    return refuse('SALE-NOT-VOIDABLE', 'command.saleId');
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
    lines: sale.lines.map((line) => returnedLine(line, line, 'shop')),
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

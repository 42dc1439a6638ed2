import { depositLeft } from '../../payment/deposit.ts';
import { CASH } from '../../payment/tender.ts';
import { partOfLines } from '../../refund/part.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { allowRefund, atReceipt } from './at-refund.ts';
import { isPaymentOpen, originalOf } from './receipt.ts';
import { payoutBy, refundFact, wayOf } from './refund.ts';

/**
 * Gives back what is left of the deposits taken with a sale, or a part of it: in cash, or by the tender asked
 * for. The payments of that sale have gone into one drawer or account with its goods, so which of them it came
 * from is not said; another tender than one it was paid with wants its right.
 */
export const refundDeposit = (
  state: TillState,
  command: CommandOf<'refund.deposit'>,
  context: Context,
): Decided => {
  const at = atReceipt(state, command, context, 'refund');
  if (!at.ok) return at;
  const { receipt, reason } = at;
  const leftMinor = depositLeft(receipt);
  const amountMinor = command.amountMinor ?? leftMinor;
  if (amountMinor === 0 || amountMinor > leftMinor) {
    return refuse('DEPOSIT-TOO-LITTLE', 'command.amountMinor');
  }
  const asked = wayOf(context, command, receipt.sale.customer?.customerId);
  if (!asked.ok) return asked;
  if (asked.way.tender === undefined && isPaymentOpen(state, command.saleId)) {
    return refuse('PAYMENT-UNRESOLVED', 'command.saleId');
  }
  const payouts = payoutBy(asked.way, amountMinor, context);
  const paidMinor = payouts.reduce((sum, payout) => sum + payout.amountMinor, 0);
  const { id } = asked.way.tender ?? CASH;
  const paidSo = receipt.sale.payments.some(({ tender }) => tender === id);
  const allowed = allowRefund(at.desk, 'refund', amountMinor, !paidSo);
  if (!allowed.ok) return allowed;
  const fact = refundFact(allowed.desk, partOfLines([]), {
    payouts,
    cashRoundingMinor: paidMinor - amountMinor,
    reason,
    original: originalOf(context, receipt),
    extras: [{ extra: 1, kind: 'deposit', amountMinor }],
  });
  const { refundId, document } = fact;
  return decided({
    facts: stamped(allowed.desk, [fact]),
    answer: { kind: 'refunded', refundId, label: document.label, totalMinor: amountMinor },
  });
};

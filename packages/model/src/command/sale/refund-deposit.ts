import { depositLeft } from '../../payment/deposit.ts';
import type { Payout } from '../../payment/payment.ts';
import { CASH } from '../../payment/tender.ts';
import { roundForCash } from '../../money/round-for-cash.ts';
import { partOfLines } from '../../refund/part.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { reasonOf, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { allowRefund, atRefund } from './at-refund.ts';
import { originalOf, receiptOf } from './receipt.ts';
import { refundFact, wayOf } from './refund.ts';

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
  const at = atRefund(state, command, context, 'refund');
  if (!at.ok) return at;
  const reason = reasonOf(command.reason);
  if (reason === null) return refuse('REASON-MISSING', 'command.reason');
  const found = receiptOf(context, command.saleId, at.desk.shift.currency);
  if (!found.ok) return found;
  const { receipt } = found;
  const leftMinor = depositLeft(receipt);
  const amountMinor = command.amountMinor ?? leftMinor;
  if (amountMinor === 0 || amountMinor > leftMinor) {
    return refuse('DEPOSIT-TOO-LITTLE', 'command.amountMinor');
  }
  const asked = wayOf(context, command, receipt.sale.customer?.customerId);
  if (!asked.ok) return asked;
  const { tender = CASH, reference, customerId } = asked.way;
  const { id, kind } = tender;
  const inCash = kind === 'cash';
  const paidMinor = inCash ? roundForCash(amountMinor, context.till.branch.cashRounding) : amountMinor;
  const payout: Payout = {
    tender: id,
    kind,
    amountMinor: paidMinor,
    ...(reference === undefined || inCash ? {} : { reference }),
    ...(customerId === undefined ? {} : { customerId }),
  };
  const paidSo = receipt.sale.payments.some((payment) => payment.kind === kind && payment.tender === id);
  const allowed = allowRefund(at.desk, 'refund', amountMinor, !paidSo);
  if (!allowed.ok) return allowed;
  const fact = refundFact(allowed.desk, partOfLines([]), {
    payouts: paidMinor === 0 ? [] : [payout],
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

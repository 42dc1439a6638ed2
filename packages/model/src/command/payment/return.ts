import { isUnresolved } from '../../payment/progress.ts';
import { isWorthOfGoods, payoutOf } from '../../payment/payout.ts';
import type { TillState } from '../../state/till-state.ts';
import { trainingMark } from '../basket/open-basket.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { allow, inShift, reasonOf, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';

/**
 * A payment of a basket that is still open is given back whole. What a terminal has not ended goes its own
 * way first (`payment.change`). Goods that were exchanged may have been paid with a card: what they are worth is
 * cash only for who may choose another tender.
 */
export const returnPayment = (
  state: TillState,
  command: CommandOf<'payment.return'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'sell');
  if (!at.ok) return at;
  const { basket } = state;
  const payment = basket?.payments.find(({ paymentId }) => paymentId === command.paymentId);
  if (basket === null || payment === undefined) return refuse('PAYMENT-UNKNOWN', 'command.paymentId');
  const reason = reasonOf(command.reason);
  if (reason === null) return refuse('REASON-MISSING', 'command.reason');
  if (isUnresolved(payment) || payment.state === 'stored') {
    return refuse('PAYMENT-UNRESOLVED', 'command.paymentId');
  }
  const { amountMinor } = payment;
  const may = isWorthOfGoods(payment) ? allow(at.desk, 'refund-other-tender', { amountMinor }) : at;
  if (!may.ok) return may;
  const { basketId } = basket;
  const { currency } = at.desk.shift;
  const payout = payoutOf(payment, amountMinor);
  return decided({
    facts: stamped(may.desk, [
      { kind: 'payment.returned', basketId, currency, payout, reason, ...trainingMark(state) },
    ]),
    basket: { ...basket, payments: basket.payments.filter((other) => other !== payment) },
    answer: { kind: 'done' },
  });
};

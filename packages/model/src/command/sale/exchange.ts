import { MAX_PAYMENTS } from '../../fact/sale-fact.ts';
import type { Fact } from '../../fact/fact.ts';
import { fiscalFault } from '../../fiscal/failure.ts';
import type { Payment } from '../../payment/payment.ts';
import { refundPart } from '../../refund/part.ts';
import { payOut } from '../../refund/payout.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { allow, freshId, reasonOf, type ShiftDesk, stamped } from '../desk.ts';
import { completeSale } from '../payment/complete.ts';
import { type Payable, settlePayable } from '../payment/payable.ts';
import { refuse } from '../rejection.ts';
import { allowRefund, atRefund } from './at-refund.ts';
import { isPaymentOpen, originalOf, standingReceipt } from './receipt.ts';
import { refundFact } from './refund.ts';

type Exchange = CommandOf<'refund.exchange'>;
type Open = Extract<Payable, { ok: true }>;
type Returned = { readonly desk: ShiftDesk; readonly refund: ReturnType<typeof refundFact> };

/** What the goods returned are worth pays the open basket, and completes its sale where that is enough. */
const payWith = ({ desk, refund }: Returned, { basket, settled }: Open, amountMinor: number): Decided => {
  const { context, shift } = desk;
  const { basketId } = basket;
  const { document, totalMinor } = refund;
  const refundId: string = refund.refundId;
  const payment: Payment = {
    paymentId: freshId(context, 1),
    tender: 'exchange',
    kind: 'exchange',
    state: 'captured',
    amountMinor,
    tenderedMinor: amountMinor,
    changeMinor: 0,
    originId: refundId,
  };
  const taken = amountMinor === 0 ? [] : [payment];
  const payments = [...basket.payments, ...taken];
  const dueMinor = settled.dueMinor - amountMinor;
  if (payments.length > MAX_PAYMENTS || (payments.length === MAX_PAYMENTS && dueMinor > 0)) {
    return refuse('PAYMENT-TOO-MANY');
  }
  const facts: readonly Fact[] = [
    refund,
    ...taken.map((each): Fact => ({
      kind: 'payment.taken',
      basketId,
      currency: shift.currency,
      payment: each,
    })),
  ];
  const paid = { ...basket, payments };
  const answer = { kind: 'refunded', refundId, label: document.label, totalMinor, dueMinor } as const;
  if (dueMinor > 0) {
    return decided({ facts: stamped(desk, facts), basket: paid, answer: { ...answer, saleId: null } });
  }
  const fault = fiscalFault(context);
  if (fault !== null) return fault;
  const saleId = freshId(context, 2);
  const completion = completeSale({ desk, basket: paid, settled, saleId, cashRoundingMinor: 0 });
  return decided({
    facts: stamped(desk, [...facts, ...completion.facts]),
    basket: null,
    answer: { ...answer, saleId },
  });
};

/** Goods of a receipt for those in the open basket; what they are worth beyond it is paid out. */
export const exchange = (state: TillState, command: Exchange, context: Context): Decided => {
  const at = atRefund(state, command, context, 'refund');
  if (!at.ok) return at;
  const selling = allow(at.desk, 'sell');
  if (!selling.ok) return selling;
  const reason = reasonOf(command.reason);
  if (reason === null) return refuse('REASON-MISSING', 'command.reason');
  const payable = settlePayable(selling.desk);
  if (!payable.ok) return payable;
  const found = standingReceipt(context, command.saleId, at.desk.shift.currency);
  if (!found.ok) return found;
  const { receipt } = found;
  if (isPaymentOpen(state, command.saleId)) return refuse('PAYMENT-UNRESOLVED', 'command.saleId');
  const result = refundPart(receipt, command.lines, command.restock);
  if (!result.ok) return result;
  const { part } = result;
  const { totalMinor } = part;
  const exchangeMinor = Math.min(totalMinor, payable.settled.dueMinor);
  const { cashRounding } = context.till.branch;
  const { payouts, cashRoundingMinor, otherTender } = payOut({
    record: receipt,
    totalMinor,
    cashRounding,
    exchangeMinor,
  });
  if (payouts.length > MAX_PAYMENTS) return refuse('REFUND-TOO-MANY-PAYOUTS', 'command.lines');
  const allowed = allowRefund(payable.desk, 'refund', totalMinor, otherTender);
  if (!allowed.ok) return allowed;
  const { desk } = allowed;
  const original = originalOf(context, receipt);
  const refund = refundFact(desk, part, { payouts, cashRoundingMinor, reason, original });
  return payWith({ desk, refund }, payable, exchangeMinor);
};

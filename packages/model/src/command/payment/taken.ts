import type { Fact } from '../../fact/fact.ts';
import { MAX_PAYMENTS } from '../../fact/sale-fact.ts';
import { fiscalFault } from '../../fiscal/failure.ts';
import type { Payment } from '../../payment/payment.ts';
import type { Taking } from '../../payment/taking.ts';
import { trainingMark } from '../basket/open-basket.ts';
import type { Decided } from '../decision.ts';
import { freshId } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { type Covered, paidInPart, paidWhole } from './complete.ts';
import { withPayments } from './with-payment.ts';

type Taken = Pick<Covered, 'desk' | 'basket' | 'settled'> & {
  readonly payment: Payment;
  readonly taking: Taking;
};

/** What comes of money taken for good: the sale where it covers what is due, else a basket with money on it. */
export const decideTaken = ({ desk, basket, settled, payment, taking }: Taken): Decided => {
  const { context, shift, state } = desk;
  const { basketId } = basket;
  const { amountMinor, changeMinor, completes, cashRoundingMinor } = taking;
  const taken = amountMinor > 0 ? [payment] : [];
  const facts = taken.map((each): Fact => ({
    kind: 'payment.taken',
    basketId,
    currency: shift.currency,
    payment: each,
    ...trainingMark(state),
  }));
  const payments = [...basket.payments, ...taken];
  if (payments.length > MAX_PAYMENTS) return refuse('PAYMENT-TOO-MANY');
  const paid = {
    desk,
    basket: withPayments(desk, basket, payments),
    facts,
    paymentId: taken[0]?.paymentId ?? null,
  };
  if (!completes) {
    return payments.length === MAX_PAYMENTS
      ? refuse('PAYMENT-TOO-MANY')
      : paidInPart(paid, settled.dueMinor - amountMinor);
  }
  return (
    fiscalFault(context) ??
    paidWhole({ ...paid, settled, saleId: freshId(context, 1), changeMinor, cashRoundingMinor })
  );
};

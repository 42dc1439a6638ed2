import type { Payment, Payout } from './payment.ts';
import { CASH } from './tender.ts';

/** Whether it is the worth of goods that were exchanged: it does not say what those were paid with. */
export const isWorthOfGoods = ({ kind }: Pick<Payment, 'kind'>): boolean => kind === 'exchange';

/** Whether a payment goes back as cash: what was cash, and the worth of goods that were exchanged. */
export const isCashBack = (payment: Pick<Payment, 'kind'>): boolean =>
  payment.kind === 'cash' || isWorthOfGoods(payment);

/** The tender that a payment goes back by. Foreign cash goes back in the base currency. */
const tenderBack = (payment: Payment): Pick<Payout, 'tender' | 'kind'> =>
  isWorthOfGoods(payment) || (payment.kind === 'cash' && payment.foreign !== undefined)
    ? { tender: CASH.id, kind: 'cash' }
    : { tender: payment.tender, kind: payment.kind };

/** An amount of a payment given back the way it came: to its card, voucher or account, or to its deposit. */
export const payoutOf = (payment: Payment, amountMinor: number): Payout => {
  const { paymentId, reference, customerId, originId } = payment;
  const back = tenderBack(payment);
  return {
    ...back,
    amountMinor,
    paymentId,
    ...(reference === undefined ? {} : { reference }),
    ...(customerId === undefined ? {} : { customerId }),
    ...(back.kind === 'deposit' && originId !== undefined ? { originId } : {}),
  };
};

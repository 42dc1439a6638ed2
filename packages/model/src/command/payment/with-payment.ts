import type { Payment } from '../../payment/payment.ts';
import { runningFor } from '../../promotion/running.ts';
import type { Basket } from '../../state/till-state.ts';
import type { ShiftDesk } from '../desk.ts';

/**
 * The basket with its payments, one more than before. With the first its promotions are fixed: whatever the shop states
 * meanwhile, it costs what the customer was told when paying began.
 */
export const withPayments = (
  { context, shift }: ShiftDesk,
  basket: Basket,
  payments: readonly Payment[],
): Basket =>
  basket.payments.length > 0
    ? { ...basket, payments }
    : { ...basket, payments, promotions: runningFor(basket, context.till.branch, shift.businessDate) };

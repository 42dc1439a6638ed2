import { type Settled, settle } from '../../basket/settle.ts';
import { isUnresolved } from '../../payment/progress.ts';
import { type Tender } from '../../payment/tender.ts';
import type { Basket, TillState } from '../../state/till-state.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import type { Declined } from '../decision.ts';
import { inShift, type ShiftDesk } from '../desk.ts';
import { type Refused, refuse } from '../rejection.ts';

/** A basket that money may be taken for, and what it costs. What is due is not negative. */
export type Payable =
  | {
      readonly ok: true;
      readonly desk: ShiftDesk;
      readonly basket: Basket;
      readonly settled: Settled;
    }
  | Declined;

/** The open basket of a desk, when nothing about it is open but what is due. */
export const settlePayable = (desk: ShiftDesk): Payable => {
  const { context, shift, state } = desk;
  const { basket } = state;
  if (basket === null || basket.lines.length + basket.extras.length === 0) return refuse('BASKET-EMPTY');
  // Two payments might both be for all that is due: what became of the one is known before the next.
  if (basket.payments.some(isUnresolved)) return refuse('PAYMENT-UNRESOLVED');
  const settlement = settle(basket, context.till.branch, shift.businessDate);
  if (!settlement.ok) return settlement;
  const { settled } = settlement;
  // Only a branch whose taxes were changed in mid-basket can come to less than was already taken.
  if (settled.dueMinor < 0) return refuse('BASKET-HAS-PAYMENT');
  return { ok: true, desk, basket, settled };
};

/** The open basket, for whoever may sell. */
export const payableBasket = (state: TillState, command: Command, context: Context): Payable => {
  const at = inShift(state, command, context, 'sell');
  return at.ok ? settlePayable(at.desk) : at;
};

/** A tender that the shop takes now. */
export const tenderOf = (
  { lookup }: Context,
  tenderId: string,
): { readonly ok: true; readonly tender: Tender } | Refused => {
  const tender = lookup.tender(tenderId);
  return tender === null || !tender.active
    ? refuse('TENDER-UNKNOWN', 'command.tender')
    : { ok: true, tender };
};

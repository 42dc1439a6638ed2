import { MAX_COUPONS } from '../../promotion/bound.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import type { Decided } from '../decision.ts';
import { inShift } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { changed } from './open-basket.ts';

/** A coupon that some promotion asks for, whether or not that counts for what is in the basket yet. */
export const addCoupon = (
  state: TillState,
  command: CommandOf<'basket.add-coupon'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'sell');
  if (!at.ok) return at;
  const { basket } = state;
  if (basket === null || basket.lines.length === 0) return refuse('BASKET-EMPTY');
  if (basket.payments.length > 0) return refuse('BASKET-HAS-PAYMENT');
  const { code } = command;
  const { coupons = [] } = basket;
  const isKnown = context.till.branch.promotions.some((each) => each.active && each.couponCode === code);
  if (!isKnown) return refuse('COUPON-UNKNOWN', 'command.code');
  if (coupons.includes(code)) return refuse('COUPON-TWICE', 'command.code');
  if (coupons.length >= MAX_COUPONS) return refuse('COUPON-TOO-MANY');
  return changed(at.desk, { ...basket, coupons: [...coupons, code] }, { kind: 'done' });
};

export const removeCoupon = (
  state: TillState,
  command: CommandOf<'basket.remove-coupon'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'sell');
  if (!at.ok) return at;
  const { basket } = state;
  const known = basket?.coupons ?? [];
  if (basket === null || !known.includes(command.code)) return refuse('COUPON-UNKNOWN', 'command.code');
  if (basket.payments.length > 0) return refuse('BASKET-HAS-PAYMENT');
  const coupons = known.filter((code) => code !== command.code);
  const { coupons: _old, ...without } = basket;
  return changed(at.desk, coupons.length === 0 ? without : { ...without, coupons }, { kind: 'done' });
};

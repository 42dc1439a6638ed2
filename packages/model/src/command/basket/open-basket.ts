import { type Settled, settle } from '../../basket/settle.ts';
import type { Fact } from '../../fact/fact.ts';
import { fiscalFault } from '../../fiscal/failure.ts';
import { emptyBasket } from '../../state/empty-basket.ts';
import type { Basket, BasketLine, TillState } from '../../state/till-state.ts';
import { type Answer, type Decided, decided } from '../decision.ts';
import { allow, freshId, type ShiftDesk, stamped } from '../desk.ts';
import { type Refused, refuse } from '../rejection.ts';
import { isClosedElsewhere } from '../shift/running.ts';
import { grownDiscountPpm, hasDiscount } from './discount-limit.ts';

/** How facts of a basket are marked while training. */
export const trainingMark = ({ training }: TillState): { readonly training?: true } =>
  training ? { training: true } : {};

type OpenBasket = { readonly ok: true; readonly basket: Basket } | Refused;

/** The basket that may change, or a new one, where one may be begun. */
export const basketToFill = ({ state, shift, context }: ShiftDesk): OpenBasket => {
  const { basket } = state;
  if (basket !== null) {
    return basket.payments.length > 0 ? refuse('BASKET-HAS-PAYMENT') : { ok: true, basket };
  }
  if (isClosedElsewhere({ shift, context })) return refuse('SHIFT-CLOSED-ELSEWHERE');
  return fiscalFault(context) ?? { ok: true, basket: emptyBasket(freshId(context, 0), context.now.utcMs) };
};

type OpenLine = { readonly ok: true; readonly basket: Basket; readonly line: BasketLine } | Refused;

/** The line a command names, in a basket that may still change. */
export const openLine = ({ basket }: TillState, number: number): OpenLine => {
  const line = basket?.lines.find((candidate) => candidate.line === number);
  if (basket === null || line === undefined) return refuse('LINE-UNKNOWN', 'command.line');
  if (basket.payments.length > 0) return refuse('BASKET-HAS-PAYMENT');
  return { ok: true, basket, line };
};

export const withLine = (basket: Basket, line: BasketLine): Basket => ({
  ...basket,
  lines: basket.lines.map((old) => (old.line === line.line ? line : old)),
});

/** What the basket comes to, while it is something that can be paid. */
export const settledAt = (
  { context, shift }: ShiftDesk,
  basket: Basket,
): { readonly ok: true; readonly settled: Settled } | Refused =>
  settle(basket, context.till.branch, shift.businessDate);

/**
 * The changed basket, when it still comes to something that can be paid, with the facts that tell of it.
 * Discounts that weigh more than before need the right for what they come to now.
 */
export const changed = (
  desk: ShiftDesk,
  basket: Basket,
  answer: Answer,
  facts: readonly Fact[] = [],
): Decided => {
  const after = settledAt(desk, basket);
  if (!after.ok) return after;
  let allowed = desk;
  const old = desk.state.basket;
  if (old !== null && hasDiscount(basket)) {
    const before = settledAt(desk, old);
    if (!before.ok) return before;
    const grownPpm = grownDiscountPpm(
      { basket: old, settled: before.settled },
      { basket, settled: after.settled },
    );
    if (grownPpm !== null) {
      const at = allow(desk, 'discount', { sharePpm: grownPpm });
      if (!at.ok) return at;
      allowed = at.desk;
    }
  }
  return decided({ facts: stamped(allowed, facts), basket, answer });
};

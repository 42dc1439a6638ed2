import { basketDiscountPpm, lineDiscountsPpm } from '../../basket/discount-share.ts';
import { lineTotal } from '../../basket/line-total.ts';
import { sum } from '../../money/sum.ts';
import { MAX_BASKET_DISCOUNTS } from '../../fact/sale-fact.ts';
import type { Basket, EnteredDiscount, TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { allow, inShift, reasonOf, type ShiftDesk, stamped } from '../desk.ts';
import { type Refused, refuse } from '../rejection.ts';
import { discountedOf, grownDiscountPpm, promotedMinorOf } from './discount-limit.ts';
import { changed, openLine, settledAt, withLine } from './open-basket.ts';
import { basketDiscountsWithdrawn, lineDiscountWithdrawn } from './withdrawn.ts';

type Ask = CommandOf<'basket.discount'>;
type Entered = { readonly ok: true; readonly discount: EnteredDiscount } | Refused;

/** A share or an amount, with its reason; at most what it is taken off. */
const enteredBy = (
  { staff }: ShiftDesk,
  { sharePpm, amountMinor, reason: given }: Ask,
  wholeMinor: number,
): Entered => {
  const reason = reasonOf(given);
  if (reason === null) return refuse('REASON-MISSING', 'command.reason');
  const said = { reason, staffId: staff.id };
  if (sharePpm !== undefined) return { ok: true, discount: { sharePpm, ...said } };
  const amount = amountMinor ?? 0;
  return amount > wholeMinor
    ? refuse('DISCOUNT-TOO-LARGE', 'command.amountMinor')
    : { ok: true, discount: { amountMinor: amount, ...said } };
};

const approvedAt = ({ stamp }: ShiftDesk, discount: EnteredDiscount): EnteredDiscount =>
  stamp.approverId === null ? discount : { ...discount, approverId: stamp.approverId };

/** The basket with a discount on a line; how much it is counts all that comes off it and the basket. */
const onLine = (desk: ShiftDesk, command: Ask, number: number): Decided => {
  const open = openLine(desk.state, number);
  if (!open.ok) return open;
  const { discount: _old, ...line } = open.line;
  const entered = enteredBy(desk, command, lineTotal(line).beforeMinor);
  if (!entered.ok) return entered;
  const { discount } = entered;
  const basket = withLine(open.basket, { ...line, discount });
  const [before, after] = [settledAt(desk, open.basket), settledAt(desk, basket)];
  if (!before.ok) return before;
  if (!after.ok) return after;
  const discounted = discountedOf(basket, after.settled);
  const [ownPpm = 0] = lineDiscountsPpm(discounted, [{ ...line, discount }]);
  const grownPpm = grownDiscountPpm(
    { basket: open.basket, settled: before.settled },
    { basket, settled: after.settled },
  );
  const may = allow(desk, 'discount', { sharePpm: Math.max(ownPpm, grownPpm ?? 0) });
  if (!may.ok) return may;
  return decided({
    facts: stamped(may.desk, lineDiscountWithdrawn(desk.state, open.basket, open.line)),
    basket: withLine(open.basket, { ...line, discount: approvedAt(may.desk, discount) }),
    answer: { kind: 'line', line: number },
  });
};

/** The basket with one more discount, taken after those before it; how much it is counts the lines' too. */
const onBasket = (desk: ShiftDesk, command: Ask, open: Basket): Decided => {
  if (open.discounts.length >= MAX_BASKET_DISCOUNTS) return refuse('DISCOUNT-TOO-MANY');
  const before = settledAt(desk, open);
  if (!before.ok) return before;
  const left =
    open.lines.reduce((total, line) => total + lineTotal(line).totalMinor, 0) -
    sum(promotedMinorOf(before.settled)) -
    before.settled.discounts.reduce((total, { amountMinor }) => total + amountMinor, 0);
  const entered = enteredBy(desk, command, left);
  if (!entered.ok) return entered;
  const { discount } = entered;
  const basket = { ...open, discounts: [...open.discounts, discount] };
  const settlement = settledAt(desk, basket);
  if (!settlement.ok) return settlement;
  const discounted = discountedOf(basket, settlement.settled);
  const may = allow(desk, 'discount', { sharePpm: basketDiscountPpm(discounted) });
  if (!may.ok) return may;
  return decided({
    facts: stamped(may.desk, []),
    basket: { ...open, discounts: [...open.discounts, approvedAt(may.desk, discount)] },
    answer: { kind: 'done' },
  });
};

/** A discount of nothing, or none named: takes the line's away, or all of the basket's, and needs no reason. */
const takeAway = (desk: ShiftDesk, number: number | undefined, basket: Basket): Decided => {
  const may = allow(desk, 'discount');
  if (!may.ok) return may;
  const { state } = desk;
  if (number === undefined) {
    const withdrawn = basketDiscountsWithdrawn(state, basket);
    return changed(may.desk, { ...basket, discounts: [] }, { kind: 'done' }, withdrawn);
  }
  const open = openLine(state, number);
  if (!open.ok) return open;
  const { discount: _old, ...line } = open.line;
  const withdrawn = lineDiscountWithdrawn(state, basket, open.line);
  return changed(may.desk, withLine(basket, line), { kind: 'line', line: number }, withdrawn);
};

/** A discount is told by the sale that it is part of, or when it is taken away or another takes its place. */
export const enterDiscount = (state: TillState, command: Ask, context: Context): Decided => {
  const at = inShift(state, command, context, 'sell');
  if (!at.ok) return at;
  const { desk } = at;
  const { basket } = state;
  const { line, sharePpm, amountMinor } = command;
  if (basket === null || (line === undefined && basket.lines.length === 0)) {
    return line === undefined ? refuse('BASKET-EMPTY') : refuse('LINE-UNKNOWN', 'command.line');
  }
  if (basket.payments.length > 0) return refuse('BASKET-HAS-PAYMENT');
  if (sharePpm !== undefined && amountMinor !== undefined) return refuse('DISCOUNT-AMBIGUOUS');
  if ((sharePpm ?? amountMinor ?? 0) === 0) return takeAway(desk, line, basket);
  return line === undefined ? onBasket(desk, command, basket) : onLine(desk, command, line);
};

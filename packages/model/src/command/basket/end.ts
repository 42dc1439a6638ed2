import { lineTotal } from '../../basket/line-total.ts';
import type { Fact, FactOf } from '../../fact/fact.ts';
import type { BasketLine, TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { inShift, reasonOf, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { changed, openLine, trainingMark } from './open-basket.ts';
import { basketDiscountsWithdrawn, handWorkWithdrawn } from './withdrawn.ts';

/** `totalMinor` is what the line came to by itself: discounts on the basket are not its own. */
const dropped = (line: BasketLine): FactOf<'line.voided'>['line'] => ({
  line: line.line,
  productId: line.productId,
  name: line.name,
  quantityMilli: line.quantityMilli,
  unitPriceMinor: line.unitPriceMinor,
  totalMinor: lineTotal(line).totalMinor,
});

/** The last line voided leaves no basket behind, so that the shift can be closed; unless extras are in it. */
export const voidLine = (
  state: TillState,
  command: CommandOf<'basket.void-line'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'void-line');
  if (!at.ok) return at;
  const open = openLine(state, command.line);
  if (!open.ok) return open;
  const reason = reasonOf(command.reason);
  if (reason === null) return refuse('REASON-MISSING', 'command.reason');
  const { basket, line } = open;
  const { basketId } = basket;
  const lines = basket.lines.filter((other) => other.line !== line.line);
  const facts: readonly Fact[] = [
    ...handWorkWithdrawn(state, basket, [line]),
    // Discounts on a basket go with its last line: what is left are extras, which have none.
    ...(lines.length === 0 ? basketDiscountsWithdrawn(state, basket) : []),
    { kind: 'line.voided', basketId, line: dropped(line), reason, ...trainingMark(state) },
  ];
  if (lines.length === 0 && basket.extras.length === 0) {
    return decided({ facts: stamped(at.desk, facts), basket: null, answer: { kind: 'done' } });
  }
  const left = lines.length === 0 ? { ...basket, lines, discounts: [] } : { ...basket, lines };
  return changed(at.desk, left, { kind: 'done' }, facts);
};

/** Money that was taken is given back first. */
export const cancelBasket = (
  state: TillState,
  command: CommandOf<'basket.cancel'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'void-line');
  if (!at.ok) return at;
  const { basket } = state;
  if (basket === null) return refuse('BASKET-EMPTY');
  if (basket.payments.length > 0) return refuse('BASKET-HAS-PAYMENT');
  const reason = reasonOf(command.reason);
  if (reason === null) return refuse('REASON-MISSING', 'command.reason');
  const { basketId } = basket;
  const lines = basket.lines.map(dropped);
  const totalMinor = lines.reduce((sum, line) => sum + line.totalMinor, 0);
  const facts: readonly Fact[] = [
    ...handWorkWithdrawn(state, basket, basket.lines),
    ...basketDiscountsWithdrawn(state, basket),
    { kind: 'basket.cancelled', basketId, lines, totalMinor, reason, ...trainingMark(state) },
  ];
  return decided({ facts: stamped(at.desk, facts), basket: null, answer: { kind: 'done' } });
};

import { lineTotal } from '../basket/line-total.ts';
import type { FactOf } from '../fact/fact.ts';
import type { BasketLine, TillState } from '../state/till-state.ts';
import { openLine } from './basket-line.ts';
import type { CommandOf } from './command.ts';
import type { Context } from './context.ts';
import { type Decided, decided } from './decision.ts';
import { inShift, reasonOf, stamped } from './desk.ts';
import { refuse } from './rejection.ts';

const dropped = (line: BasketLine): FactOf<'line.voided'>['line'] => ({
  line: line.line,
  productId: line.productId,
  name: line.name,
  quantityMilli: line.quantityMilli,
  unitPriceMinor: line.unitPriceMinor,
  totalMinor: lineTotal(line).totalMinor,
});

/** The last line voided leaves no basket behind, so that the shift can be closed. */
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
  const lines = basket.lines.filter((other) => other.line !== line.line);
  return decided({
    facts: stamped(at.desk, [
      { kind: 'line.voided', basketId: basket.basketId, line: dropped(line), reason },
    ]),
    basket: lines.length === 0 ? null : { ...basket, lines },
    answer: { kind: 'done' },
  });
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
  const lines = basket.lines.map(dropped);
  const totalMinor = lines.reduce((sum, line) => sum + line.totalMinor, 0);
  return decided({
    facts: stamped(at.desk, [
      { kind: 'basket.cancelled', basketId: basket.basketId, lines, totalMinor, reason },
    ]),
    basket: null,
    answer: { kind: 'done' },
  });
};

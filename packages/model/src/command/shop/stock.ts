import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { atDesk, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';

/** Lines that move nothing are left out. Goods received come in; the other reasons go either way. */
export const moveStock = (state: TillState, command: CommandOf<'stock.move'>, context: Context): Decided => {
  const at = atDesk(state, command, context, 'move-stock');
  if (!at.ok) return at;
  if (state.training) return refuse('TRAINING-MODE');
  const { reason, note } = command;
  for (const [index, { productId, quantityMilli }] of command.lines.entries()) {
    const place = `command.lines[${index}]`;
    const product = context.lookup.product(productId);
    if (product === null) return refuse('PRODUCT-UNKNOWN', place);
    if (reason === 'received' && quantityMilli < 0) return refuse('QUANTITY-OUT-OF-BOUNDS', place);
    if (product.unit === 'piece' && quantityMilli % 1_000 !== 0) return refuse('QUANTITY-NOT-WHOLE', place);
  }
  const lines = command.lines.filter(({ quantityMilli }) => quantityMilli !== 0);
  if (lines.length === 0) return refuse('STOCK-MOVE-EMPTY', 'command.lines');
  return decided({
    facts: stamped(at.desk, [{ kind: 'stock.moved', reason, lines, note }]),
    answer: { kind: 'done' },
  });
};

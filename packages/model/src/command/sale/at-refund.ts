import type { Right } from '../../people/right.ts';
import type { TillState } from '../../state/till-state.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { type AtDesk, allow, type ShiftDesk, someoneAtDesk } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { drawerFault } from '../shift/running.ts';

/**
 * Who asks, for what gives money back: signed in, in a shift that is open and no training. How much it comes
 * to is not known yet, so the right itself is weighed later (`allowRefund`); whoever has it in no measure, and
 * brings nobody's approval, is refused here already.
 */
export const atRefund = (
  state: TillState,
  command: Command,
  context: Context,
  right: Right,
): AtDesk<ShiftDesk> => {
  const at = someoneAtDesk(state, command, context);
  if (!at.ok) return at;
  if (!at.desk.role.rights.includes(right) && command.approval === undefined) {
    return refuse('RIGHT-MISSING', right);
  }
  if (state.shift === null) return refuse('SHIFT-NOT-OPEN');
  const desk = { ...at.desk, shift: state.shift };
  return drawerFault(desk) ?? { ok: true, desk };
};

/** Whether who asks may give this much back, and otherwise than it came where it does. */
export const allowRefund = (
  desk: ShiftDesk,
  right: Right,
  amountMinor: number,
  otherTender: boolean,
): AtDesk<ShiftDesk> => {
  const at = allow(desk, right, { amountMinor });
  return at.ok && otherTender ? allow(at.desk, 'refund-other-tender', { amountMinor }) : at;
};

import type { Right } from '../../people/right.ts';
import type { TillState } from '../../state/till-state.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { type AtDesk, inShift, type ShiftDesk } from '../desk.ts';
import type { Measure } from '../people/authorise.ts';
import { type Refused, refuse } from '../rejection.ts';

/**
 * Whether the till that opened the shift has closed it meanwhile. A till that joined may finish its basket
 * then, and begins nothing more. The till that opened it knows best itself.
 */
export const isClosedElsewhere = ({ shift, context }: Pick<ShiftDesk, 'shift' | 'context'>): boolean =>
  shift.joined && (context.lookup.shift(shift.shiftId)?.z ?? null) !== null;

/** Why nothing of the drawer itself may be done: while training, or in a shift that is closed by now. */
export const drawerFault = ({ state, shift, context }: ShiftDesk): Refused | null => {
  if (state.training) return refuse('TRAINING-MODE');
  return isClosedElsewhere({ shift, context }) ? refuse('SHIFT-CLOSED-ELSEWHERE') : null;
};

/** Who asks, for what touches the drawer itself. */
export const atDrawer = (
  state: TillState,
  command: Command,
  context: Context,
  right: Right,
  measure: Measure = {},
): AtDesk<ShiftDesk> => {
  const at = inShift(state, command, context, right, measure);
  return at.ok ? (drawerFault(at.desk) ?? at) : at;
};

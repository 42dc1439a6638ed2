import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { atDesk, inShift, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { isFarDate } from './far-date.ts';

/** From now on this till sells into the drawer of a shift that another till opened, on that shift's date. */
export const joinShift = (state: TillState, command: CommandOf<'shift.join'>, context: Context): Decided => {
  const at = atDesk(state, command, context, 'sell');
  if (!at.ok) return at;
  if (state.shift !== null) return refuse('SHIFT-ALREADY-OPEN');
  const shift = context.lookup.shift(command.shiftId);
  if (shift === null) return refuse('SHIFT-UNKNOWN', 'command.shiftId');
  if (shift.z !== null) return refuse('SHIFT-CLOSED-ELSEWHERE', 'command.shiftId');
  const { shiftId, drawerId, businessDate, currency, number } = shift;
  if (currency !== context.till.branch.currency) return refuse('SHIFT-OTHER-CURRENCY', 'command.shiftId');
  if (state.lastBusinessDate !== null && businessDate < state.lastBusinessDate) {
    return refuse('BUSINESS-DATE-BEFORE', 'command.shiftId');
  }
  if (isFarDate(businessDate, at.desk)) return refuse('BUSINESS-DATE-FAR', 'command.shiftId');
  return decided({
    facts: stamped({ ...at.desk, stamp: { ...at.desk.stamp, shiftId, businessDate } }, [
      { kind: 'shift.joined', shiftId, drawerId, businessDate, currency },
    ]),
    answer: { kind: 'shift', shiftId, businessDate, number },
  });
};

/** Not in the middle of a basket or of training; the till that opened the shift closes it instead. */
export const leaveShift = (
  state: TillState,
  command: CommandOf<'shift.leave'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'sell');
  if (!at.ok) return at;
  if (!at.desk.shift.joined) return refuse('SHIFT-NOT-JOINED');
  if (state.training) return refuse('TRAINING-MODE');
  if (state.basket !== null) return refuse('SHIFT-HAS-BASKET');
  return decided({
    facts: stamped(at.desk, [{ kind: 'shift.left', shiftId: at.desk.shift.shiftId }]),
    answer: { kind: 'done' },
  });
};

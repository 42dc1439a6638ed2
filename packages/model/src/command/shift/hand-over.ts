import { drawerCounts } from '../../drawer/drawer-count.ts';
import { readCounts } from '../../drawer/read-count.ts';
import { reckon } from '../../drawer/reckoning.ts';
import { worksAt } from '../../people/staff.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { atDrawer } from './running.ts';

/** The drawer goes to somebody else, counted. The shift goes on; whoever takes over signs in. */
export const handOverShift = (
  state: TillState,
  command: CommandOf<'shift.hand-over'>,
  context: Context,
): Decided => {
  const at = atDrawer(state, command, context, 'sell');
  if (!at.ok) return at;
  const { branch } = context.till;
  const { toStaffId } = command;
  const successor = context.lookup.staff(toStaffId);
  if (successor === null || !worksAt(successor, branch.id)) {
    return refuse('STAFF-UNKNOWN', 'command.toStaffId');
  }
  const read = readCounts(command.counts, branch, 'command.counts');
  if (!read.ok) return read;
  const { shiftId, currency } = at.desk.shift;
  const { totals } = reckon(context.lookup.uncounted(shiftId));
  const counted = drawerCounts(totals, read.counts, currency, 'command.counts');
  if (!counted.ok) return counted;
  const { drawer } = counted;
  return decided({
    facts: stamped(at.desk, [
      { kind: 'shift.handed-over', shiftId, toStaffId, drawer, blind: branch.drawer.blindCount },
    ]),
    session: null,
    answer: { kind: 'done' },
  });
};

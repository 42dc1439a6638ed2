import { reckon } from '../../drawer/reckoning.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { inShift, stamped } from '../desk.ts';

/** The X. Where the drawer is counted blindly it would say what should be there, which is a right of its own. */
export const reportShift = (
  state: TillState,
  command: CommandOf<'shift.report'>,
  context: Context,
): Decided => {
  const right = context.till.branch.drawer.blindCount ? 'see-expected' : 'sell';
  const at = inShift(state, command, context, right);
  if (!at.ok) return at;
  const { totals, notHeard } = reckon(context.lookup.uncounted(at.desk.shift.shiftId));
  // Only an approval that it rests on is written.
  return decided({ facts: stamped(at.desk, []), answer: { kind: 'x', totals, notHeard } });
};

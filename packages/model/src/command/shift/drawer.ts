import { readCount } from '../../drawer/read-count.ts';
import { reckon } from '../../drawer/reckoning.ts';
import { MAX_AMOUNT_MINOR, MAX_CURRENCIES } from '../../money/bound.ts';
import { expectedDrawer } from '../../state/z-totals.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { reasonOf, type ShiftDesk, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { atDrawer } from './running.ts';

/** What should be in the drawer by currency, as far as this till has heard. */
const expectedIn = ({ shift, context }: ShiftDesk): ReadonlyMap<string, number> =>
  expectedDrawer(reckon(context.lookup.uncounted(shift.shiftId)).totals);

/** Cash in, out, or into the safe. A role's limit counts minor units of whatever currency is moved. */
export const moveCash = (state: TillState, command: CommandOf<'drawer.move'>, context: Context): Decided => {
  const read = readCount(command.count, context.till.branch, 'command.count');
  const amountMinor = read.ok ? Math.min(read.count.totalMinor, MAX_AMOUNT_MINOR) : 0;
  const at = atDrawer(state, command, context, 'move-cash', { amountMinor });
  if (!at.ok) return at;
  if (!read.ok) return read;
  const { count } = read;
  if (count.totalMinor === 0) return refuse('DRAWER-MOVE-EMPTY', 'command.count');
  if (count.totalMinor > MAX_AMOUNT_MINOR) return refuse('AMOUNT-OUT-OF-BOUNDS', 'command.count');
  const reason = reasonOf(command.reason);
  if (reason === null) return refuse('REASON-MISSING', 'command.reason');
  const expected = expectedIn(at.desk);
  if (command.move !== 'paid-in' && count.totalMinor > (expected.get(count.currency) ?? 0)) {
    return refuse('DRAWER-TOO-LITTLE', 'command.count');
  }
  if (!expected.has(count.currency) && expected.size >= MAX_CURRENCIES) {
    return refuse('CURRENCY-TOO-MANY', 'command.count');
  }
  return decided({
    facts: stamped(at.desk, [{ kind: 'drawer.moved', move: command.move, count, reason }]),
    answer: { kind: 'done' },
  });
};

/** Of this till in its shift. What it did before it left the shift and joined again is not in its state any more. */
const noSales = ({ shift }: TillState, { lookup, till }: Context): number => {
  if (shift === null) return 0;
  const { noSalesCount } = shift.totals;
  if (!shift.joined) return noSalesCount;
  const own = lookup.uncounted(shift.shiftId).filter(({ part }) => part.deviceId === till.deviceId);
  return Math.max(
    noSalesCount,
    own.reduce((sum, { totals }) => sum + totals.noSalesCount, 0),
  );
};

/** The no-sale: how often a role may do it is counted within the shift, at this till. */
export const openDrawer = (
  state: TillState,
  command: CommandOf<'drawer.open'>,
  context: Context,
): Decided => {
  const times = noSales(state, context) + 1;
  const at = atDrawer(state, command, context, 'no-sale', { times });
  if (!at.ok) return at;
  const reason = reasonOf(command.reason);
  if (reason === null) return refuse('REASON-MISSING', 'command.reason');
  return decided({
    facts: stamped(at.desk, [{ kind: 'drawer.opened', reason }]),
    answer: { kind: 'done' },
  });
};

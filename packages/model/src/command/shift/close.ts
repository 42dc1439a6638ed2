import { drawerCounts } from '../../drawer/drawer-count.ts';
import { readSumOrCounts } from '../../drawer/read-count.ts';
import { reckon } from '../../drawer/reckoning.ts';
import { MAX_AMOUNT_MINOR } from '../../money/bound.ts';
import { nextDocument } from '../../sale/number.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { type AtDesk, allow, inShift, type ShiftDesk, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';

/** A count further from what is expected than the branch lets pass wants somebody who may accept it. */
const acceptVariance = (desk: ShiftDesk, varianceMinor: number): AtDesk<ShiftDesk> => {
  const apart = Math.abs(varianceMinor);
  if (apart <= desk.context.till.branch.drawer.varianceLimitMinor) return { ok: true, desk };
  const may = allow(desk, 'accept-variance', { amountMinor: Math.min(apart, MAX_AMOUNT_MINOR) });
  if (may.ok || may.rejection.code !== 'RIGHT-MISSING') return may;
  return refuse('VARIANCE-TOO-LARGE', 'accept-variance');
};

/**
 * The Z: what was counted against what should be there, and the sums of every series of the shift, each
 * through the last entry that is here without a gap.
 */
export const closeShift = (
  state: TillState,
  command: CommandOf<'shift.close'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'close-shift');
  if (!at.ok) return at;
  const { shiftId, currency, businessDate, joined } = at.desk.shift;
  const { branch } = context.till;
  if (joined) return refuse('SHIFT-OF-ANOTHER-TILL');
  if (state.training) return refuse('TRAINING-MODE');
  if (state.basket !== null) return refuse('SHIFT-HAS-BASKET');
  const read = readSumOrCounts(command.countedMinor, command.counts, branch, 'command.counts');
  if (!read.ok) return read;
  const { totals, parts, notHeard } = reckon(context.lookup.uncounted(shiftId));
  const counted = drawerCounts(totals, read.counts, currency, 'command.counts');
  if (!counted.ok) return counted;
  const { drawer } = counted;
  const varianceMinor = drawer.find((each) => each.currency === currency)?.varianceMinor ?? 0;
  const may = acceptVariance(at.desk, varianceMinor);
  if (!may.ok) return may;
  const document = nextDocument(state, context.till, 'z', businessDate);
  const blind = branch.drawer.blindCount;
  return decided({
    facts: stamped(may.desk, [
      { kind: 'shift.closed', shiftId, document, currency, totals, drawer, blind, parts },
    ]),
    answer: { kind: 'z', shiftId, label: document.label, varianceMinor, notHeard },
  });
};

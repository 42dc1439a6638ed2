import { reckon } from '../../drawer/reckoning.ts';
import { nextDocument } from '../../sale/number.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { atDesk, freshId, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';

/** Written by the till that made the Z, which alone knows what that counted; a printed Z never changes. */
export const supplementShift = (
  state: TillState,
  command: CommandOf<'shift.supplement'>,
  context: Context,
): Decided => {
  const at = atDesk(state, command, context, 'close-shift');
  if (!at.ok) return at;
  const { shiftId } = command;
  const shift = context.lookup.shift(shiftId);
  if (shift === null) return refuse('SHIFT-UNKNOWN', 'command.shiftId');
  const { z, currency } = shift;
  if (z === null) return refuse('SHIFT-NOT-CLOSED', 'command.shiftId');
  if (z.deviceId !== context.till.deviceId) return refuse('SHIFT-OF-ANOTHER-TILL', 'command.shiftId');
  const { totals, parts } = reckon(context.lookup.uncounted(shiftId));
  if (parts.length === 0) return refuse('SUPPLEMENT-EMPTY', 'command.shiftId');
  const supplementId = freshId(context, 0);
  const document = nextDocument(state, context.till, 'supplement', at.desk.stamp.businessDate);
  return decided({
    facts: stamped(at.desk, [
      {
        kind: 'shift.supplemented',
        supplementId,
        shiftId,
        document,
        z: z.label,
        currency,
        totals,
        parts,
      },
    ]),
    answer: { kind: 'document', documentId: supplementId, label: document.label },
  });
};

import type { Fact } from '../fact/fact.ts';
import { nextDocument } from '../sale/document.ts';
import type { TillState } from '../state/till-state.ts';
import { businessDateOf } from '../time/business-date.ts';
import type { CommandOf } from './command.ts';
import type { Context } from './context.ts';
import { type Decided, decided } from './decision.ts';
import { atDesk, freshId, inShift, stamped } from './desk.ts';
import { refuse } from './rejection.ts';

/** The business date is fixed here for the whole shift. */
export const openShift = (state: TillState, command: CommandOf<'shift.open'>, context: Context): Decided => {
  const at = atDesk(state, command, context, 'open-shift');
  if (!at.ok) return at;
  if (state.shift !== null) return refuse('SHIFT-ALREADY-OPEN');
  const { branch } = context.till;
  const shiftId = freshId(context, 0);
  const number = state.shiftCount + 1;
  const businessDate = businessDateOf(context.now, branch.cutoffMinutes, state.lastBusinessDate);
  const fact: Fact = {
    kind: 'shift.opened',
    shiftId,
    number,
    businessDate,
    currency: branch.currency,
    floatMinor: command.floatMinor,
  };
  return decided({
    facts: [{ fact, stamp: { ...at.desk.stamp, shiftId, businessDate } }],
    answer: { kind: 'shift', shiftId, businessDate, number },
  });
};

/** Counted cash against the expected, and the shift's totals under a Z number. */
export const closeShift = (
  state: TillState,
  command: CommandOf<'shift.close'>,
  context: Context,
): Decided => {
  const at = inShift(state, command, context, 'close-shift');
  if (!at.ok) return at;
  if (state.basket !== null) return refuse('SHIFT-HAS-BASKET');
  const { shiftId, currency, floatMinor, totals, expectedMinor } = at.desk.shift;
  const document = nextDocument(state, context.till, 'z');
  const { countedMinor } = command;
  const varianceMinor = countedMinor - expectedMinor;
  return decided({
    facts: stamped(at.desk, [
      {
        kind: 'shift.closed',
        shiftId,
        document,
        currency,
        floatMinor,
        totals,
        expectedMinor,
        countedMinor,
        varianceMinor,
      },
    ]),
    answer: { kind: 'z', shiftId, label: document.label, varianceMinor },
  });
};

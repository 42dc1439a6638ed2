import { baseFirst } from '../../drawer/base-first.ts';
import { readSumOrCounts } from '../../drawer/read-count.ts';
import type { Fact } from '../../fact/fact.ts';
import { MAX_CURRENCIES } from '../../money/bound.ts';
import type { TillState } from '../../state/till-state.ts';
import { businessDateOf } from '../../time/business-date.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { type AtDesk, allow, atDesk, type Desk, freshId, reasonOf, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { clockDateOf, isFarDate } from './far-date.ts';

type Open = CommandOf<'shift.open'>;
type Dated = { readonly businessDate: string; readonly desk: Desk; readonly facts: readonly Fact[] };
type DateResult = { readonly ok: true; readonly dated: Dated } | Exclude<AtDesk, { ok: true }>;

/** The clock's date, or the one that was stated instead of it, which is a fact of its own. */
const dateOf = (desk: Desk, shiftId: string, { businessDate: stated, reason }: Open): DateResult => {
  const { now, till } = desk.context;
  const last = desk.state.lastBusinessDate;
  const usual = businessDateOf(now, till.branch.cutoffMinutes, last);
  if (stated === undefined || stated === usual) {
    return { ok: true, dated: { businessDate: usual, desk, facts: [] } };
  }
  if (last !== null && stated < last) return refuse('BUSINESS-DATE-BEFORE', 'command.businessDate');
  const clockDate = clockDateOf(desk.context);
  if (isFarDate(stated, desk)) {
    return refuse('BUSINESS-DATE-FAR', 'command.businessDate');
  }
  const why = reasonOf(reason);
  if (why === null) return refuse('REASON-MISSING', 'command.reason');
  const may = allow(desk, 'override-clock');
  if (!may.ok) return may;
  const fact: Fact = { kind: 'clock.overridden', shiftId, clockDate, statedDate: stated, reason: why };
  return { ok: true, dated: { businessDate: stated, desk: may.desk, facts: [fact] } };
};

/** The business date is fixed here for the whole shift. The drawer is this till's. */
export const openShift = (state: TillState, command: Open, context: Context): Decided => {
  const at = atDesk(state, command, context, 'open-shift');
  if (!at.ok) return at;
  if (state.shift !== null) return refuse('SHIFT-ALREADY-OPEN');
  const { branch, deviceId } = context.till;
  const read = readSumOrCounts(command.floatMinor, command.floats, branch, 'command.floats');
  if (!read.ok) return read;
  const { currency } = branch;
  const hasBase = read.counts.some((count) => count.currency === currency);
  const floats = baseFirst(hasBase ? read.counts : [...read.counts, { currency, totalMinor: 0 }], currency);
  if (floats.length > MAX_CURRENCIES) return refuse('CURRENCY-TOO-MANY', 'command.floats');
  const shiftId = freshId(context, 0);
  const date = dateOf(at.desk, shiftId, command);
  if (!date.ok) return date;
  const { businessDate, desk, facts } = date.dated;
  const number = state.shiftCount + 1;
  const opened: Fact = {
    kind: 'shift.opened',
    shiftId,
    number,
    businessDate,
    currency,
    floats,
    drawerId: deviceId,
  };
  return decided({
    facts: stamped({ ...desk, stamp: { ...desk.stamp, shiftId, businessDate } }, [opened, ...facts]),
    answer: { kind: 'shift', shiftId, businessDate, number },
  });
};

import { amountMinor, sharePpm } from '../money/bound.ts';
import { RIGHTS } from '../people/right.ts';
import { field, optional, record } from '../schema/record.ts';
import { flag, id, text, word } from '../schema/scalar.ts';

const staffId = id<'staff'>();

/** Somebody tried a PIN that was wrong, or was locked by then. */
export const signInFailed = record({
  staffId: field(1, staffId),
  outcome: field(2, word('wrong', 'locked')),
});

/** How much somebody wants to do, or was allowed to: at most what is named. */
const measure = {
  right: field(2, word(...RIGHTS)),
  amountMinor: optional(3, amountMinor),
  sharePpm: optional(4, sharePpm),
} as const;

/** Asked of whoever may, at any till of the branch. */
export const approvalRequested = record({
  requestId: field(1, id<'approval'>()),
  ...measure,
  /** In words, for whoever answers. */
  detail: field(5, text(200)),
});

/** Allowed once, for one command of one person; or refused. The stamp's staff or approver is who says so. */
export const approvalGiven = record({
  approvalId: field(1, id<'approval'>()),
  ...measure,
  /** What it answers, where it was asked for from another till. */
  requestId: optional(6, id<'approval'>()),
  granted: field(7, flag),
  approverId: field(8, staffId),
});

/** From here to its end what a till sells counts nowhere. */
export const trainingStarted = record({});
export const trainingEnded = record({});

/** An approval from another till, used up. */
export const approvalUsed = record({
  requestId: field(1, id<'approval'>()),
  approverId: field(2, staffId),
});

import type { Fact } from '../../fact/fact.ts';
import type { Right } from '../../people/right.ts';
import type { Role, RoleLimits } from '../../people/role.ts';
import { type Staff, type StaffId, worksAt } from '../../people/staff.ts';
import type { Declined } from '../decision.ts';
import type { Desk } from '../desk.ts';
import { refuse, type RejectionCode } from '../rejection.ts';

/** How much is to be done: an amount in minor units, a share in ppm, or a number of times. */
export type Measure = {
  readonly amountMinor?: number;
  readonly sharePpm?: number;
  readonly times?: number;
};

export type Authorised =
  | {
      readonly ok: true;
      readonly approval: { readonly approverId: StaffId; readonly fact: Fact } | null;
    }
  | Declined;

type Bounds = Partial<Record<Right, (limits: RoleLimits, measure: Measure) => boolean>>;

const upTo = (limit: number | undefined, value: number | undefined): boolean =>
  limit === undefined || (value ?? 0) <= limit;

/** Which limit of a role bounds which right. */
const WITHIN: Bounds = {
  discount: (limits, { sharePpm }) => upTo(limits.discountPpm, sharePpm),
  'override-price': (limits, { sharePpm }) => upTo(limits.overridePpm, sharePpm),
  refund: (limits, { amountMinor }) => upTo(limits.refundMinor, amountMinor),
  'refund-without-receipt': (limits, { amountMinor }) => upTo(limits.openRefundMinor, amountMinor),
  'no-sale': (limits, { times }) => upTo(limits.noSales, times),
  'move-cash': (limits, { amountMinor }) => upTo(limits.cashMoveMinor, amountMinor),
};

/** Whether a role may do this much. */
export const mayDo = (role: Role, right: Right, measure: Measure): boolean =>
  role.rights.includes(right) && (WITHIN[right]?.(role.limits, measure) ?? true);

const measured = ({ amountMinor, sharePpm }: Measure) => ({
  ...(amountMinor === undefined ? {} : { amountMinor }),
  ...(sharePpm === undefined ? {} : { sharePpm }),
});

/** Why this person's consent does not count; null when it does. */
const approverFault = (
  { context, staff }: Desk,
  approver: Staff | null,
  right: Right,
  measure: Measure,
): RejectionCode | null => {
  if (approver === null || !worksAt(approver, context.till.branch.id)) return 'STAFF-UNKNOWN';
  if (approver.id === staff.id) return 'APPROVER-SAME';
  const role = context.lookup.role(approver.role);
  return role !== null && mayDo(role, right, measure) ? null : 'APPROVER-RIGHT-MISSING';
};

const byPin = (desk: Desk, staffId: StaffId, right: Right, measure: Measure): Authorised => {
  const { context } = desk;
  // One that is wrong was refused before anybody's rights were looked at.
  if (context.approvalPin !== 'right') {
    throw new Error('an approval reached the decision before its PIN was checked');
  }
  const fault = approverFault(desk, context.lookup.staff(staffId), right, measure);
  if (fault !== null) return refuse(fault, 'command.approval');
  const approvalId = context.freshIds.at(-1 - desk.approvals.length);
  if (approvalId === undefined) throw new Error('an approval needs more fresh ids than it was given');
  const fact: Fact = {
    kind: 'approval.given',
    approvalId,
    right,
    ...measured(measure),
    granted: true,
    approverId: staffId,
  };
  return { ok: true, approval: { approverId: staffId, fact } };
};

const byRequest = (desk: Desk, requestId: string, right: Right, measure: Measure): Authorised => {
  const { context, state, staff } = desk;
  const asked = state.approvalRequests.find((request) => request.requestId === requestId);
  if (asked === undefined || asked.staffId !== staff.id)
    return refuse('APPROVAL-UNKNOWN', 'command.approval');
  const covers =
    asked.right === right &&
    (asked.amountMinor === null || (measure.amountMinor ?? 0) <= asked.amountMinor) &&
    (asked.sharePpm === null || (measure.sharePpm ?? 0) <= asked.sharePpm);
  if (!covers) return refuse('APPROVAL-UNKNOWN', 'command.approval');
  const given = context.lookup.approval(requestId);
  if (given === null) return refuse('APPROVAL-PENDING', 'command.approval');
  if (!given.granted) return refuse('APPROVAL-REFUSED', 'command.approval');
  const { approverId } = given;
  const fault = approverFault(desk, context.lookup.staff(approverId), right, measure);
  if (fault !== null) return refuse(fault, 'command.approval');
  return { ok: true, approval: { approverId, fact: { kind: 'approval.used', requestId, approverId } } };
};

/**
 * Whether who asks may do this much: by their own role, or by the consent, for this once, of somebody who may.
 */
export const authorise = (desk: Desk, right: Right, measure: Measure): Authorised => {
  if (mayDo(desk.role, right, measure)) return { ok: true, approval: null };
  const { approval } = desk.command;
  if (approval === undefined) {
    return refuse(desk.role.rights.includes(right) ? 'LIMIT-EXCEEDED' : 'RIGHT-MISSING', right);
  }
  return 'requestId' in approval
    ? byRequest(desk, approval.requestId, right, measure)
    : byPin(desk, approval.staffId, right, measure);
};

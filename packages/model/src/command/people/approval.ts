import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import { type Decided, decided } from '../decision.ts';
import { freshId, someoneAtDesk, stamped } from '../desk.ts';
import { refuse } from '../rejection.ts';
import { mayDo } from './authorise.ts';

/** Asks whoever may, at this till or another, to allow one thing once. Whoever is signed in may ask. */
export const requestApproval = (
  state: TillState,
  command: CommandOf<'approval.request'>,
  context: Context,
): Decided => {
  const at = someoneAtDesk(state, command, context);
  if (!at.ok) return at;
  const { right, amountMinor, sharePpm, detail } = command;
  const requestId = freshId(context, 0);
  return decided({
    facts: stamped(at.desk, [
      {
        kind: 'approval.requested',
        requestId,
        right,
        ...(amountMinor === undefined ? {} : { amountMinor }),
        ...(sharePpm === undefined ? {} : { sharePpm }),
        detail,
      },
    ]),
    answer: { kind: 'approval', requestId },
  });
};

/** Only who may do it allows it, or refuses it: a refusal counts before any consent. */
export const answerApproval = (
  state: TillState,
  command: CommandOf<'approval.answer'>,
  context: Context,
): Decided => {
  const at = someoneAtDesk(state, command, context);
  if (!at.ok) return at;
  const { staff, role } = at.desk;
  const { requestId, granted } = command;
  const asked = context.lookup.approvalRequest(requestId);
  if (asked === null) return refuse('APPROVAL-UNKNOWN', 'command.requestId');
  if (asked.staffId === staff.id) return refuse('APPROVER-SAME');
  const measure = {
    ...(asked.amountMinor === null ? {} : { amountMinor: asked.amountMinor }),
    ...(asked.sharePpm === null ? {} : { sharePpm: asked.sharePpm }),
  };
  if (!mayDo(role, asked.right, measure)) return refuse('APPROVER-RIGHT-MISSING', asked.right);
  return decided({
    facts: stamped(at.desk, [
      {
        kind: 'approval.given',
        approvalId: freshId(context, 0),
        right: asked.right,
        ...measure,
        requestId,
        granted,
        approverId: staff.id,
      },
    ]),
    answer: { kind: 'done' },
  });
};

import { type ApprovalMeasure, type ApprovalRequest, mayDo } from '@tillmesh/model';
import type { OpenRequest, TillNode } from '@tillmesh/replica';
import type { ApprovalsView, OpenApprovalView, OwnApprovalView } from '../../api/approval-view.ts';
import { codeOf, sessionView } from '../live/shop-view.ts';
import type { Desk } from './desk.ts';
import { ok, type Reply } from './reply.ts';

const nameOf = (node: TillNode, staffId: string | null): string =>
  (staffId === null ? null : node.lookup.staff(staffId))?.name ?? '';

/** As `approval.answer` decides: nobody allows what they ask for themselves, or may not do either. */
const mayAnswer = (node: TillNode, asked: ApprovalMeasure & { readonly staffId: string | null }): boolean => {
  const person = sessionView(node);
  const role = person === null ? null : node.lookup.role(person.role);
  if (person === null || role === null || asked.staffId === person.staffId) return false;
  const { amountMinor, sharePpm } = asked;
  return mayDo(role, asked.right, {
    ...(amountMinor === null ? {} : { amountMinor }),
    ...(sharePpm === null ? {} : { sharePpm }),
  });
};

/** Null for what this person may not allow. */
const openView = (node: TillNode, asked: OpenRequest): OpenApprovalView | null => {
  const { requestId, deviceId, utcMs, detail } = asked;
  const request = node.lookup.approvalRequest(requestId);
  if (request === null || deviceId === node.self.deviceId || !mayAnswer(node, request)) return null;
  return {
    requestId,
    right: request.right,
    amountMinor: request.amountMinor,
    sharePpm: request.sharePpm,
    detail,
    till: codeOf(node.shop(), deviceId),
    askedBy: nameOf(node, request.staffId),
    askedAtMs: utcMs,
  };
};

const ownView = (node: TillNode, asked: ApprovalRequest): OwnApprovalView => {
  const answer = node.lookup.approval(asked.requestId);
  return {
    requestId: asked.requestId,
    right: asked.right,
    amountMinor: asked.amountMinor,
    sharePpm: asked.sharePpm,
    askedBy: nameOf(node, asked.staffId),
    answer: answer === null ? null : { granted: answer.granted, by: nameOf(node, answer.approverId) },
  };
};

/** `GET /api/approvals` */
export const listApprovals = ({ node }: Desk): Reply => {
  const view: ApprovalsView = {
    open: node
      .openRequests()
      .map((asked) => openView(node, asked))
      .filter((open) => open !== null),
    own: node.state().approvalRequests.map((asked) => ownView(node, asked)),
  };
  return ok(view);
};

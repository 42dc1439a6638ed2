import type { Right } from '@tillmesh/model';

/** What somebody wants to be allowed to do once, at most by so much. */
type Asked = {
  readonly requestId: string;
  readonly right: Right;
  readonly amountMinor: number | null;
  readonly sharePpm: number | null;
};

/** Asked at another till of the branch and not answered yet. */
export type OpenApprovalView = Asked & {
  /** In words, by whoever asks. */
  readonly detail: string;
  readonly till: string;
  readonly askedBy: string;
  readonly askedAtMs: number;
};

/** Asked at this till, and not used up. */
export type OwnApprovalView = Asked & {
  readonly askedBy: string;
  /** Null until somebody answers. */
  readonly answer: { readonly granted: boolean; readonly by: string } | null;
};

/**
 * `GET /api/approvals`: what `approval.answer` can answer, and what a command's `approval.requestId` can name.
 * `open` holds only what the person signed in may allow.
 */
export type ApprovalsView = {
  readonly open: readonly OpenApprovalView[];
  readonly own: readonly OwnApprovalView[];
};

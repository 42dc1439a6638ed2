import { mayHold, type Holder } from '../document/access.ts';
import type { DocumentKind } from '../document/document-ref.ts';
import type { RepoWireMessage } from '../link/wire-message.ts';

/** What the gate knows about a document: null when it is none that this device has open. */
export type KnownDocument = { kind: DocumentKind; branchId: string | null } | null;

export type Verdict =
  | { type: 'pass' }
  /** Not open here, or not for this peer: the peer is told so, as the Repo itself would. */
  | { type: 'decline' }
  /** Says nothing to the peer. */
  | { type: 'ignore' }
  /** The peer does what no sound device does: this document is muted between the two, in both directions. */
  | { type: 'mute'; code: string; message: string };

/**
 * Decides whether a peer may speak about a document at all. Size and sender have been checked by the link; what a
 * message would change is judged after this, by the content gate.
 */
export const judgeAccess = (message: RepoWireMessage, from: Holder, document: KnownDocument): Verdict => {
  if (document === null) return message.type === 'doc-unavailable' ? { type: 'ignore' } : { type: 'decline' };
  if (mayHold(from, document.kind, document.branchId)) return { type: 'pass' };
  if (message.type !== 'sync') return { type: 'decline' };
  return {
    type: 'mute',
    code: 'DOCUMENT-NOT-ALLOWED',
    message: `A device sends a ${document.kind} document that it may not hold.`,
  };
};

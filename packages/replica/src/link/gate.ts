import { mayHold, type Holder } from '../document/access.ts';
import type { DocumentKind } from '../document/document-ref.ts';
import type { RepoWireMessage } from './wire-message.ts';

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

export type Muted = { readonly documentId: string | null; readonly peer: string | null };

/**
 * Documents that are muted between this device and a peer: for as long as their link stands, and those that were put
 * under quarantine, whatever links come and go (null: every document, every peer).
 */
export class MuteTable {
  readonly #muted = new Map<string, Set<string>>();
  #standing: readonly Muted[] = [];

  mute(peer: string, documentId: string): void {
    const documents = this.#muted.get(peer) ?? new Set();
    this.#muted.set(peer, documents.add(documentId));
  }

  isMuted(peer: string, documentId: string): boolean {
    return (this.#muted.get(peer)?.has(documentId) ?? false) || this.#stands(peer, documentId);
  }

  forget(peer: string): void {
    this.#muted.delete(peer);
  }

  /** Takes the whole list anew; returns what is no longer in it. */
  replace(standing: readonly Muted[]): readonly Muted[] {
    const before = this.#standing;
    this.#standing = standing;
    return before.filter(
      ({ peer, documentId }) =>
        !standing.some((each) => each.peer === peer && each.documentId === documentId),
    );
  }

  #stands(peer: string, documentId: string): boolean {
    return this.#standing.some(
      (each) =>
        (each.peer === null || each.peer === peer) &&
        (each.documentId === null || each.documentId === documentId),
    );
  }
}

/**
 * Decides about each message before it reaches the Repo. Size and sender have been checked by the link.
 * It passes a message or refuses it whole document-wise: dropping or changing single sync messages sends
 * Automerge's synchroniser into an endless exchange. What a message changes is to be checked here too, as
 * a further verdict.
 */
export const judge = (message: RepoWireMessage, from: Holder, document: KnownDocument): Verdict => {
  if (document === null) return message.type === 'doc-unavailable' ? { type: 'ignore' } : { type: 'decline' };
  if (mayHold(from, document.kind, document.branchId)) return { type: 'pass' };
  if (message.type !== 'sync') return { type: 'decline' };
  return {
    type: 'mute',
    code: 'DOCUMENT-NOT-ALLOWED',
    message: `A device sends a ${document.kind} document that it may not hold.`,
  };
};

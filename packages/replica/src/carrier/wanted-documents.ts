import { mayHold, type Holder } from '../document/access.ts';
import { TURNS, turnOf, type DocumentRef } from '../document/document-ref.ts';

export type Wanted = { ref: DocumentRef; branchId: string | null };

/** By document id: every document that is open, at rest, or being opened. */
export class WantedDocuments extends Map<string, Wanted> {
  readonly #holderOf: (deviceId: string) => Holder | null;

  /** `holderOf`: what a device may hold; null: it may not link. */
  constructor(holderOf: (deviceId: string) => Holder | null) {
    super();
    this.#holderOf = holderOf;
  }

  /** Whether a document is shared with a peer: before it is open too. */
  mayShare(deviceId: string, documentId: string): boolean {
    const [peer, found] = [this.#holderOf(deviceId), this.get(documentId)];
    return peer !== null && found !== undefined && mayHold(peer, found.ref.kind, found.branchId);
  }

  turnOf(documentId: string): number {
    const found = this.get(documentId);
    return found === undefined ? TURNS - 1 : turnOf(found.ref.kind);
  }
}

import { mayHold, type Holder } from '../document/access.ts';
import { type Extent, extentFor } from '../link/extent.ts';
import { TURNS, turnOf, type DocumentRef } from '../document/document-ref.ts';

export type Wanted = { ref: DocumentRef; branchId: string | null };

/** The segment that is being written, and the one before: it may have been filled this morning. */
const SEGMENTS_OF_TODAY = 2;

/** By document id: every document that is open, at rest, or being opened. */
export class WantedDocuments extends Map<string, Wanted> {
  readonly #holderOf: (deviceId: string) => Holder | null;
  readonly #lets: (deviceId: string, documentId: string) => boolean;
  /** By series: the newest segment of its ledger. */
  readonly #newest = new Map<string, number>();

  /** `holderOf`: what a device may hold; null: it may not link. `lets`: whether its link is wide enough. */
  constructor(
    holderOf: (deviceId: string) => Holder | null,
    lets: (deviceId: string, documentId: string) => boolean,
  ) {
    super();
    this.#holderOf = holderOf;
    this.#lets = lets;
  }

  override set(documentId: string, wanted: Wanted): this {
    const [series = '', segment = ''] = wanted.ref.parts;
    if (wanted.ref.kind === 'ledger')
      this.#newest.set(series, Math.max(this.#newest.get(series) ?? 0, Number(segment)));
    return super.set(documentId, wanted);
  }

  /** Whether a document is shared with a peer: before it is open too. */
  mayShare(deviceId: string, documentId: string): boolean {
    const [peer, found] = [this.#holderOf(deviceId), this.get(documentId)];
    if (peer === null || found === undefined || !mayHold(peer, found.ref.kind, found.branchId)) return false;
    return this.#lets(deviceId, documentId);
  }

  /** The narrowest extent that it goes with; null: it is not known here. */
  extentOf(documentId: string): Extent | null {
    const found = this.get(documentId);
    if (found === undefined) return null;
    const [series = '', segment = ''] = found.ref.parts;
    const isOld = Number(segment) < (this.#newest.get(series) ?? 0) - SEGMENTS_OF_TODAY + 1;
    return extentFor(found.ref.kind, isOld);
  }

  turnOf(documentId: string): number {
    const found = this.get(documentId);
    return found === undefined ? TURNS - 1 : turnOf(found.ref.kind);
  }
}

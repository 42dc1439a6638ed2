import { getHeads, load } from '@automerge/automerge';
import type { ChunkStore } from '../chunk-store/chunk-store.ts';
import { HEADS } from '../chunk-store/documents-file.ts';
import type { DocumentKind } from '../document/document-ref.ts';
import { genesisOf } from '../document/genesis.ts';
import { fromHex, toHex } from '../cbor/bytes.ts';
import { Malformed } from '../gate/byte-reader.ts';
import { readSyncMessage, standAt } from '../gate/sync-container.ts';

const HASH_BYTES = 32;

/** Beside the chunks of a document that rests: its heads as they were when all of it was saved. */
const headsKey = (documentId: string): [string, string] => [documentId, HEADS];

const genesisHeads = new Map<DocumentKind, readonly string[]>();
const headsOfGenesis = (kind: DocumentKind): readonly string[] => {
  const known = genesisHeads.get(kind) ?? getHeads(load(genesisOf(kind)));
  genesisHeads.set(kind, known);
  return known;
};

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((head) => b.includes(head));

/**
 * Documents that are kept and not loaded, with the heads they stand at. A peer that stands at the same heads gets its
 * answer from here; only who has or wants more needs the document.
 */
export class RestingDocuments {
  readonly #store: ChunkStore;
  readonly #resting = new Map<string, DocumentKind>();
  /** Read or written in this life; null: not known without loading it. */
  readonly #heads = new Map<string, readonly string[] | null>();
  /** By peer: documents whose heads it was told on its present link, and that did not change since. */
  readonly #told = new Map<string, Set<string>>();

  constructor(store: ChunkStore) {
    this.#store = store;
  }

  has(documentId: string): boolean {
    return this.#resting.has(documentId);
  }

  ids(): readonly string[] {
    return [...this.#resting.keys()];
  }

  add(documentId: string, kind: DocumentKind): void {
    this.#resting.set(documentId, kind);
  }

  /** Heads of a document all of which is saved: what the next start finds. */
  async note(documentId: string, heads: readonly string[]): Promise<void> {
    this.#heads.set(documentId, heads);
    await this.#store.save(headsKey(documentId), Buffer.concat(heads.map(fromHex)));
  }

  /** It is about to be loaded. What was noted is taken back before anything new can be saved. */
  wakes(documentId: string): void {
    this.#resting.delete(documentId);
    this.#heads.delete(documentId);
    for (const documents of this.#told.values()) documents.delete(documentId);
    void this.#store.remove(headsKey(documentId));
  }

  /**
   * What a peer is to be answered to a sync message about a document that rests: nothing more to say, that we stand
   * where it stands, or null when the document is needed.
   */
  async answer(peer: string, documentId: string, data: Uint8Array): Promise<Uint8Array | 'nothing' | null> {
    const heads = await this.#headsOf(documentId);
    if (heads === null) return null;
    try {
      const asked = readSyncMessage(data);
      if (asked.changes.length > 0 || asked.needs.length > 0 || !isSame(asked.heads, heads)) return null;
    } catch (error) {
      // What it is, is for the gate to say.
      if (error instanceof Malformed) return null;
      throw error;
    }
    return this.#isTold(peer, documentId) ? 'nothing' : standAt(heads);
  }

  /** Says where a document stands to a peer that may not speak first, another relay; null: that is not known. */
  async announce(peer: string, documentId: string): Promise<Uint8Array | null> {
    const heads = await this.#headsOf(documentId);
    if (heads === null) return null;
    this.#isTold(peer, documentId);
    return standAt(heads);
  }

  /** A link is gone, and with it what was said on it. */
  lost(peer: string): void {
    this.#told.delete(peer);
  }

  #isTold(peer: string, documentId: string): boolean {
    const told = this.#told.get(peer) ?? new Set();
    this.#told.set(peer, told);
    if (told.has(documentId)) return true;
    told.add(documentId);
    return false;
  }

  async #headsOf(documentId: string): Promise<readonly string[] | null> {
    const known = this.#heads.get(documentId);
    if (known !== undefined) return known;
    const kind = this.#resting.get(documentId);
    const saved = await this.#store.load(headsKey(documentId));
    const heads = saved === undefined ? this.#unnoted(documentId, kind) : splitHeads(saved);
    this.#heads.set(documentId, heads);
    return heads;
  }

  /** Nothing is saved of it: it stands where every document begins. Something is, and no heads: a crash left it so. */
  #unnoted(documentId: string, kind: DocumentKind | undefined): readonly string[] | null {
    return kind === undefined || this.#store.holds(documentId) ? null : headsOfGenesis(kind);
  }
}

const splitHeads = (bytes: Uint8Array): readonly string[] | null => {
  if (bytes.length === 0 || bytes.length % HASH_BYTES !== 0) return null;
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, index) =>
    toHex(bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES)),
  );
};

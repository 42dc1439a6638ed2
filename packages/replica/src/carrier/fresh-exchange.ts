import type { CarriedObject, DocumentRef } from '../document/document-ref.ts';
import type { ObjectGate } from '../gate/object-gate.ts';
import { packObjects, unpackObjects } from '../gate/object-pack.ts';

export type FreshExchangeOptions = {
  readonly gate: ObjectGate;
  readonly later: (run: () => void, delayMs: number) => () => void;
  /** An open document; null: it is not open. */
  readonly refOf: (documentId: string) => DocumentRef | null;
  /** Whether it is in the document, or was told ahead of it. */
  readonly knows: (documentId: string, object: CarriedObject) => boolean;
  readonly send: (documentId: string, packed: Uint8Array) => void;
  /** Entries of a peer that passed: they are told, and not put into the document. */
  readonly tell: (documentId: string, objects: readonly CarriedObject[], from: string) => void;
  /** What of them the document did not get meanwhile is put into it. */
  readonly keep: (documentId: string, objects: readonly CarriedObject[], from: string) => void;
  /** A relay gives them to everybody else. */
  readonly passOn: (documentId: string, packed: Uint8Array, from: string) => void;
  readonly refused: (documentId: string, peer: string, reason: string) => void;
};

/** Between two messages about one document; what is written meanwhile goes together. */
const REST_MS = 50;
/** More than a person sells: what comes so fast goes by the document alone, but for the newest. */
const AT_ONCE_MAX = 32;
const OBJECT_MAX_BYTES = 64 * 1024;
/** How long the document may take to bring what was told ahead of it. */
const KEEP_MS = 30_000;
/** What may wait for its document of all peers; beyond, nothing is taken ahead of it. */
const WAITING_MAX_BYTES = 8 * 1024 * 1024;

const bytesOf = (objects: readonly CarriedObject[]): number =>
  objects.reduce((sum, { bytes }) => sum + bytes.length, 0);

/**
 * Gives entries to whoever is linked as soon as they are written. The changes of a document go in rounds, once a
 * second; a sale is to be on the other screens before anybody looks. What came this way comes again with the document:
 * whoever loses it loses nothing but time.
 */
export class FreshExchange {
  readonly #options: FreshExchangeOptions;
  /** By document: what waits for its turn; there is an entry while it rests. */
  readonly #resting = new Map<string, CarriedObject[]>();
  #waitingBytes = 0;
  /** By document: how much of it was told and may have to be kept. */
  readonly #told = new Map<string, number>();
  /** What is still to be kept, by who told it. */
  readonly #keeping = new Map<() => void, string>();

  constructor(options: FreshExchangeOptions) {
    this.#options = options;
  }

  /** This device wrote into a document. */
  wrote(documentId: string, objects: readonly CarriedObject[]): void {
    if (!this.#isLedger(documentId)) return;
    const news = objects.filter(({ bytes }) => bytes.length <= OBJECT_MAX_BYTES).slice(-AT_ONCE_MAX);
    const waiting = this.#resting.get(documentId);
    if (waiting !== undefined) {
      waiting.push(...news);
      waiting.splice(0, waiting.length - AT_ONCE_MAX);
    } else if (news.length > 0) this.#send(documentId, news);
  }

  async heard(from: string, documentId: string, packed: Uint8Array): Promise<void> {
    const { gate, refOf, knows, tell, keep, later, passOn, refused } = this.#options;
    const ref = refOf(documentId);
    if (ref === null || !this.#isLedger(documentId) || packed.length > WAITING_MAX_BYTES) return;
    const objects = unpackObjects(packed);
    if (objects === null || objects.some(({ key }) => key !== undefined))
      return refused(documentId, from, 'entries in no form of ours');
    const news = objects.filter((object) => !knows(documentId, object));
    const size = bytesOf(news);
    if (news.length === 0 || this.#waitingBytes + size > WAITING_MAX_BYTES) return;
    this.#waitingBytes += size;
    const verdict = await gate.judge({ documentId, ref, from, objects: news });
    if (verdict.type !== 'good') {
      this.#waitingBytes -= size;
      // Of somebody whom nobody here knows yet: the document brings it when the registry has.
      if (verdict.type === 'bad') refused(documentId, from, verdict.reason);
      return;
    }
    this.#told.set(documentId, (this.#told.get(documentId) ?? 0) + 1);
    tell(documentId, news, from);
    passOn(documentId, packObjects(news), from);
    const keepNow = (): void => {
      if (!this.#keeping.delete(keepNow)) return;
      this.#waitingBytes -= size;
      const left = (this.#told.get(documentId) ?? 1) - 1;
      if (left > 0) this.#told.set(documentId, left);
      else this.#told.delete(documentId);
      keep(documentId, news, from);
    };
    this.#keeping.set(keepNow, from);
    later(keepNow, KEEP_MS);
  }

  /** Whoever told these is gone, perhaps for good: what its document did not bring yet is put into it now. */
  lost(peer: string): void {
    for (const [keepNow, from] of this.#keeping) if (from === peer) keepNow();
  }

  /** Before the end: whatever was told ahead of its document goes into it, its author may be gone by the next start. */
  close(): void {
    for (const keepNow of this.#keeping.keys()) keepNow();
  }

  /** Whether something of a document was told that it may not hold yet. */
  involves(documentId: string): boolean {
    return this.#told.has(documentId) || this.#resting.has(documentId);
  }

  #isLedger(documentId: string): boolean {
    return this.#options.refOf(documentId)?.kind === 'ledger';
  }

  #send(documentId: string, objects: readonly CarriedObject[]): void {
    this.#options.send(documentId, packObjects(objects));
    this.#resting.set(documentId, []);
    this.#options.later(() => {
      const waiting = this.#resting.get(documentId) ?? [];
      this.#resting.delete(documentId);
      if (waiting.length > 0) this.#send(documentId, waiting);
    }, REST_MS);
  }
}

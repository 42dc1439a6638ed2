import type { CarriedObject, DocumentRef } from '../document/document-ref.ts';
import { isKey } from '../document/layout.ts';
import { shapeOf } from '../document/shape.ts';
import type { ObjectGate } from '../gate/object-gate.ts';
import { packObjects, packsOf, unpackObjects } from '../gate/object-pack.ts';

export type ObjectExchangeOptions = {
  readonly gate: ObjectGate;
  readonly soon: (run: () => void) => void;
  readonly later: (run: () => void, delayMs: number) => () => void;
  readonly nowMs: () => number;
  /** An open document; null: it is not open. */
  readonly refOf: (documentId: string) => DocumentRef | null;
  readonly holds: (documentId: string, object: CarriedObject) => boolean;
  /** All that a document holds. */
  readonly read: (documentId: string) => readonly CarriedObject[];
  /** Objects of a peer that passed: they are told and put into the own document. */
  readonly take: (documentId: string, objects: readonly CarriedObject[], from: string) => void;
  readonly send: (peer: string, documentId: string, packed: Uint8Array) => void;
  /** Ends the exchange of a document's changes with a peer, both ways. */
  readonly part: (peer: string, documentId: string) => void;
  readonly refused: (documentId: string, peer: string, reason: string) => void;
  readonly onParted: (documentId: string, why: 'twins' | 'again') => void;
};

/** What may wait of one peer until more is known of who may sign. */
const WAITING_BYTES = 16 * 1024 * 1024;

type Waiting = { readonly peer: string; readonly documentId: string; readonly packed: Uint8Array };

/** All that a document holds is given to one peer this often at most, however often it is asked for. */
const GIVE_ALL_MS = 30_000;

/**
 * Carries objects between two devices whose documents cannot be brought together any more, since two changes stand in
 * one place of them. Each gives what it holds, in pieces, and then what is new; what comes is judged as any object is.
 * So both end with the same objects, whatever their documents look like.
 */
export class ObjectExchange {
  readonly #options: ObjectExchangeOptions;
  /** By document: the peers with whom it is exchanged object by object. */
  readonly #pairs = new Map<string, Set<string>>();
  readonly #told = new Set<string>();
  /** By document and peer: when all was given last, or will be given next. */
  readonly #givenMs = new Map<string, number>();
  #waiting: readonly Waiting[] = [];

  constructor(options: ObjectExchangeOptions) {
    this.#options = options;
  }

  /** From now on, for as long as this process lives. */
  begin(documentId: string, peer: string, why: 'twins' | 'again'): void {
    const peers = this.#pairs.get(documentId) ?? new Set<string>();
    if (peers.has(peer)) return;
    this.#pairs.set(documentId, peers.add(peer));
    this.#options.part(peer, documentId);
    if (!this.#told.has(documentId)) this.#options.onParted(documentId, why);
    this.#told.add(documentId);
    this.#giveAll(documentId, peer);
  }

  /** Whether a document is exchanged object by object with anybody. */
  involves(documentId: string): boolean {
    return this.#pairs.has(documentId) || this.#waiting.some((each) => each.documentId === documentId);
  }

  /** A peer is linked (again), or speaks as if it did not know: it may have been restarted. */
  again(peer: string, onlyDocument: string | null = null): void {
    for (const [documentId, peers] of this.#pairs) {
      if (peers.has(peer) && (onlyDocument === null || onlyDocument === documentId))
        this.#giveAllAgain(documentId, peer);
    }
  }

  async heard(peer: string, documentId: string, packed: Uint8Array): Promise<void> {
    const { refOf, refused, gate, take, holds } = this.#options;
    const ref = refOf(documentId);
    if (ref === null) return;
    const objects = unpackObjects(packed);
    if (objects === null) return refused(documentId, peer, 'objects in no form of ours');
    if (objects.some((object) => !isPlaced(ref, object)))
      return refused(documentId, peer, 'an object without a key of its own');
    const news = objects.filter((object) => !holds(documentId, object));
    const verdict = await gate.judge({ documentId, ref, from: peer, objects: news });
    if (verdict.type === 'bad') return refused(documentId, peer, verdict.reason);
    this.begin(documentId, peer, 'twins');
    if (verdict.type === 'good') take(documentId, news, peer);
    // Given all at once when a link is made, it may be here before the registry is.
    else if (verdict.type === 'unknown') this.#wait(peer, documentId, packed);
  }

  /** What waited for more to be known of who may sign, to be heard again; it waits no longer. */
  takeWaiting(): readonly Waiting[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }

  /** A link is gone: what waited of it comes again with all the rest, when the next one is made. */
  lost(peer: string): void {
    this.#waiting = this.#waiting.filter((each) => each.peer !== peer);
  }

  #wait(peer: string, documentId: string, packed: Uint8Array): void {
    const waiting = [...this.#waiting, { peer, documentId, packed }];
    const bytesOf = (each: readonly Waiting[]): number =>
      each.reduce((sum, one) => sum + one.packed.length, 0);
    // Beyond, it comes again with the next link.
    if (bytesOf(waiting.filter((each) => each.peer === peer)) <= WAITING_BYTES) this.#waiting = waiting;
  }

  /** What a document holds now and did not before. `from`: who gave it; null: this device. */
  news(documentId: string, objects: readonly CarriedObject[], from: string | null): void {
    for (const peer of this.#pairs.get(documentId) ?? []) {
      if (peer !== from) for (const pack of packsOf(objects)) this.#give(documentId, peer, pack);
    }
  }

  #giveAllAgain(documentId: string, peer: string): void {
    const nowMs = this.#options.nowMs();
    const dueMs = (this.#givenMs.get(`${documentId} ${peer}`) ?? 0) + GIVE_ALL_MS;
    // One that is still to come will do.
    if (dueMs > nowMs + GIVE_ALL_MS) return;
    if (dueMs <= nowMs) return this.#giveAll(documentId, peer);
    this.#givenMs.set(`${documentId} ${peer}`, dueMs);
    this.#options.later(() => this.#giveAll(documentId, peer), dueMs - nowMs);
  }

  /** A piece a turn: whatever else waits goes between. */
  #giveAll(documentId: string, peer: string): void {
    this.#givenMs.set(`${documentId} ${peer}`, this.#options.nowMs());
    const packs = [...packsOf(this.#options.read(documentId))];
    const turn = (): void => {
      const pack = packs.shift();
      if (pack === undefined) return;
      this.#give(documentId, peer, pack);
      this.#options.soon(turn);
    };
    // Even nothing is said: the other learns from it how this document is exchanged.
    if (packs.length === 0) this.#give(documentId, peer, []);
    else turn();
  }

  #give(documentId: string, peer: string, objects: readonly CarriedObject[]): void {
    this.#options.send(peer, documentId, packObjects(objects));
  }
}

const isPlaced = ({ kind }: DocumentRef, { key }: CarriedObject): boolean =>
  shapeOf(kind).form === 'map' ? key !== undefined && isKey(key) : key === undefined;

import { getActorId, getBackend, getChangesMetaSince, getHeads } from '@automerge/automerge';
import type { DocumentKind } from '../document/document-ref.ts';
import type { CarrierDocument } from '../document/layout.ts';
import { shapeOf } from '../document/shape.ts';
import { Malformed } from './byte-reader.ts';
import { nameChange, readChange } from './change-form.ts';
import { containersOf } from './container-id.ts';
import { readOperations, type OpId } from './operation.ts';

/** What is known of a change beside its objects: its place among the others. */
export type ChangeNote = {
  readonly hash: string;
  readonly actor: string;
  readonly seq: number;
  readonly startOp: number;
  /** The last of its operations. */
  readonly maxOp: number;
  readonly deps: readonly string[];
};

/** Changes whose keys are remembered: what is written over was mostly written lately. */
const KEYS_KEPT = 256;

/** The changes of one document: what a new one may follow, and which operations it may name. */
export class ChangeIndex {
  readonly #kind: DocumentKind;
  readonly #notes = new Map<string, ChangeNote>();
  readonly #byActor = new Map<string, ChangeNote[]>();
  readonly #keys = new Map<string, readonly string[] | null>();
  #document: CarrierDocument;
  #heads: readonly string[] = [];

  constructor(kind: DocumentKind, document: CarrierDocument) {
    this.#kind = kind;
    this.#document = document;
  }

  get size(): number {
    return this.#notes.size;
  }

  /** Takes in what the document holds by now, whoever wrote it. */
  catchUp(document: CarrierDocument): void {
    this.#document = document;
    for (const note of getChangesMetaSince(document, [...this.#heads])) this.add(note);
    this.#heads = getHeads(document);
  }

  /** The writer of this device in this life of the document. */
  ownActor(): string {
    return getActorId(this.#document);
  }

  add({ hash, actor, seq, startOp, maxOp, deps }: ChangeNote): void {
    if (this.#notes.has(hash)) return;
    const note = { hash, actor, seq, startOp, maxOp, deps };
    this.#notes.set(hash, note);
    const ofActor = this.#byActor.get(actor) ?? [];
    ofActor[seq - 1] = note;
    this.#byActor.set(actor, ofActor);
  }

  get(hash: string): ChangeNote | null {
    return this.#notes.get(hash) ?? null;
  }

  at(actor: string, seq: number): ChangeNote | null {
    return this.#byActor.get(actor)?.[seq - 1] ?? null;
  }

  /**
   * The change among those that follow from `deps` which made an operation; null: none of them did. Only what a
   * change follows is there at every device before it, in whatever order changes come.
   */
  makerOf({ count, actor }: OpId, deps: readonly string[]): ChangeNote | null {
    const seen = new Set(deps);
    const queue = [...deps];
    for (let at = 0; at < queue.length; at += 1) {
      const note = this.#notes.get(queue[at] ?? '');
      // Operations count upwards along everything that follows.
      if (note === undefined || note.maxOp < count) continue;
      if (note.actor === actor && note.startOp <= count) return note;
      for (const dep of note.deps) {
        if (seen.has(dep)) continue;
        seen.add(dep);
        queue.push(dep);
      }
    }
    return null;
  }

  /** Remembers the keys that a change wrote, operation by operation. */
  noteKeys(hash: string, keys: readonly string[] | null): void {
    this.#keys.set(hash, keys);
    const [oldest] = this.#keys.keys();
    if (this.#keys.size > KEYS_KEPT && oldest !== undefined) this.#keys.delete(oldest);
  }

  /** The keys that a change wrote, operation by operation; null: it was written before there was a gate, in no form of ours. */
  keysOf(hash: string): readonly string[] | null {
    let keys = this.#keys.get(hash);
    if (keys === undefined) {
      keys = this.#readKeys(hash);
      this.noteKeys(hash, keys);
    }
    return keys;
  }

  #readKeys(hash: string): readonly string[] | null {
    const bytes = getBackend(this.#document).getChangeByHash(hash);
    if (bytes === null) return null;
    try {
      const operations = readOperations(
        readChange(nameChange(bytes)),
        shapeOf(this.#kind),
        containersOf(this.#kind),
      );
      return operations.form === 'map' ? operations.puts.map(({ key }) => key) : null;
    } catch (error) {
      if (error instanceof Malformed) return null;
      throw error;
    }
  }
}

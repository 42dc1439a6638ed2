import { getActorId, getBackend, getChangesMetaSince, getHeads } from '@automerge/automerge';
import type { DocumentKind } from '../document/document-ref.ts';
import type { CarrierDocument } from '../document/layout.ts';
import { shapeOf } from '../document/shape.ts';
import { Malformed } from './byte-reader.ts';
import { ChangeGraph } from './change-graph.ts';
import { nameChange, readChange } from './change-form.ts';
import { containersOf } from './container-id.ts';
import { readOperations } from './operation.ts';

/** Changes whose keys are remembered: what is written over was mostly written lately. */
const KEYS_KEPT = 256;

/** The changes of one document: what a new one may follow, and which operations it may name. */
export class ChangeIndex {
  readonly graph = new ChangeGraph();
  readonly #kind: DocumentKind;
  readonly #keys = new Map<string, readonly string[] | null>();
  #document: CarrierDocument;
  #heads: readonly string[] = [];

  constructor(kind: DocumentKind, document: CarrierDocument) {
    this.#kind = kind;
    this.#document = document;
  }

  /** Takes in what the document holds by now, whoever wrote it. */
  catchUp(document: CarrierDocument): void {
    this.#document = document;
    for (const note of getChangesMetaSince(document, [...this.#heads])) this.graph.add(note);
    this.#heads = getHeads(document);
    // Those of changes that the document holds can be read from it again.
    for (const hash of this.#keys.keys()) {
      if (this.#keys.size <= KEYS_KEPT) break;
      this.#keys.delete(hash);
    }
  }

  /** The writer of this device in this life of the document. */
  ownActor(): string {
    return getActorId(this.#document);
  }

  /** Remembers the keys that a change wrote, operation by operation. */
  noteKeys(hash: string, keys: readonly string[] | null): void {
    this.#keys.set(hash, keys);
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

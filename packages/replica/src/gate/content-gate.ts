import { getHeads } from '@automerge/automerge';
import type { CarriedObject, DocumentRef } from '../document/document-ref.ts';
import type { CarrierDocument } from '../document/layout.ts';
import { shapeOf } from '../document/shape.ts';
import { Malformed } from './byte-reader.ts';
import { type ChangeForm, type NamedChange, nameChange, readChange } from './change-form.ts';
import { ChangeIndex } from './change-index.ts';
import { inOrder } from './change-order.ts';
import { containersOf } from './container-id.ts';
import { type ContentVerdict, type GateRule, refusal } from './content-verdict.ts';
import { DelivererTable } from './deliverer-table.ts';
import type { ObjectGate } from './object-gate.ts';
import { type Operations, readOperations } from './operation.ts';
import { checkStructure, type Place, rowsOf, Twins } from './structure.ts';
import { readSyncMessage } from './sync-container.ts';
import { tryOnCopy } from './trial.ts';

export type ContentGateOptions = {
  readonly objects: ObjectGate;
  /** Lets whatever else waits have its turn. */
  readonly pause: (documentId: string) => Promise<void>;
};

/** What is judged: messages of one peer for one document, in their order. */
export type Delivery = {
  readonly documentId: string;
  readonly ref: DocumentRef;
  readonly document: CarrierDocument;
  readonly from: string;
  readonly messages: readonly Uint8Array[];
};

/** A change that was read and whose place is not known yet. */
type Read = {
  readonly chunk: Uint8Array;
  readonly change: ChangeForm;
  readonly operations: Operations;
};

/** Reading and placing so many takes some milliseconds. */
const CHANGES_A_TURN = 128;

/** So many changes of all documents are kept in mind; of what is not, a document tells again. */
const NOTES_MAX = 100_000;

/** A refusal on its way out. */
class Refused extends Error {
  override readonly name = 'Refused';
  readonly rule: GateRule;

  constructor(rule: GateRule, reason: string) {
    super(reason);
    this.rule = rule;
  }
}

const during = <T>(rule: GateRule, run: () => T): T => {
  try {
    return run();
  } catch (error) {
    if (error instanceof Malformed) throw new Refused(rule, error.message);
    throw error;
  }
};

/**
 * Judges what a peer's sync message would change, before anything of it reaches Automerge. It passes a message or
 * refuses it whole: dropping or altering parts of one sends Automerge's synchroniser into an endless exchange.
 */
export class ContentGate {
  readonly #options: ContentGateOptions;
  /** By document; the one used last stands last. */
  readonly #indexes = new Map<string, ChangeIndex>();
  readonly #deliverers = new DelivererTable();

  constructor(options: ContentGateOptions) {
    this.#options = options;
  }

  /** Another one whenever more may be known of who signs. */
  get signersVersion(): number {
    return this.#options.objects.signersVersion;
  }

  async judge(delivery: Delivery): Promise<ContentVerdict> {
    const { documentId, document } = delivery;
    try {
      const parts = during('message', () => delivery.messages.map(readSyncMessage));
      const messages = parts.map(({ bare }) => bare);
      const index = this.#indexOf(delivery);
      const fresh = during('form', () =>
        freshOf(
          parts.flatMap(({ changes }) => changes),
          index,
        ),
      );
      if (fresh.length === 0) return { type: 'pass', messages, changes: [], keys: [] };
      const read = await this.#read(fresh, delivery);
      const { placed, missing } = await this.#place(read, index, delivery);
      if (missing.length > 0) {
        this.forget(documentId);
        return { type: 'wait', missing, heads: getHeads(document) };
      }
      if (placed.length < read.length) throw new Refused('structure', 'changes in a circle');
      const objects = await this.#options.objects.judge({ ...delivery, objects: objectsOf(placed) });
      if (objects.type !== 'good') {
        this.forget(documentId);
        if (objects.type === 'bad') return refusal('object', objects.reason);
        return objects.type === 'again' ? { type: 'part', why: 'again' } : { type: 'unknown' };
      }
      const changes = placed.map(({ chunk }) => chunk);
      const rows = placed.reduce((sum, { operations }) => sum + rowsOf(operations), 0);
      const failed = tryOnCopy(document, changes, rows);
      if (failed !== null) throw new Refused('trial', failed);
      this.#remember(placed, delivery);
      return { type: 'pass', messages, changes, keys: keysOf(placed) };
    } catch (error) {
      // What was placed before the fault was found is not in the document.
      this.forget(documentId);
      if (error instanceof Refused) return refusal(error.rule, error.message);
      if (error instanceof Twins) return this.#twins(error, delivery);
      throw error;
    }
  }

  /** After a document did not take what had passed, or is not open any more. */
  forget(documentId: string): void {
    this.#indexes.delete(documentId);
  }

  #twins({ actor, seq, message, isWithin }: Twins, { documentId, from }: Delivery): ContentVerdict {
    const first = isWithin ? from : this.#deliverers.of(documentId, actor, seq);
    return first === from ? refusal('twins', message) : { type: 'part', why: 'twins' };
  }

  #indexOf({ documentId, ref, document }: Delivery): ChangeIndex {
    const index = this.#indexes.get(documentId) ?? new ChangeIndex(ref.kind, document);
    index.catchUp(document);
    this.#indexes.delete(documentId);
    this.#indexes.set(documentId, index);
    let notes = 0;
    for (const one of this.#indexes.values()) notes += one.graph.size;
    for (const [id, one] of this.#indexes) {
      if (notes <= NOTES_MAX || id === documentId) break;
      notes -= one.graph.size;
      this.#indexes.delete(id);
    }
    return index;
  }

  /** Places changes in an order in which each follows what it names; what follows nothing that is here is missing. */
  async #place(
    read: readonly Read[],
    index: ChangeIndex,
    { documentId, ref }: Delivery,
  ): Promise<{ placed: readonly Read[]; missing: readonly string[] }> {
    const { actor: genesisActor } = containersOf(ref.kind);
    const within = new Set<string>();
    const place: Place = { index, genesisActor, within, steps: { count: 0 } };
    const placed: Read[] = [];
    const { ordered, missing } = inOrder(read, (hash) => index.graph.get(hash) !== null);
    for (const one of ordered) {
      const { change, operations } = one;
      const note = during('structure', () => checkStructure(change, operations, place));
      index.graph.add(note);
      within.add(note.hash);
      if (operations.form === 'map')
        index.noteKeys(
          note.hash,
          operations.puts.map(({ key }) => key),
        );
      placed.push(one);
      if (placed.length % CHANGES_A_TURN === 0) await this.#options.pause(documentId);
    }
    return { placed, missing };
  }

  async #read(fresh: readonly NamedChange[], { documentId, ref }: Delivery): Promise<readonly Read[]> {
    const read: Read[] = [];
    for (const named of fresh) {
      read.push(readWhole(named, ref));
      if (read.length % CHANGES_A_TURN === 0) await this.#options.pause(documentId);
    }
    return read;
  }

  #remember(placed: readonly Read[], { documentId, from }: Delivery): void {
    for (const { change } of placed) {
      const [actor = ''] = change.actors;
      this.#deliverers.note(documentId, actor, change.seq, from);
    }
  }
}

const objectsOf = (placed: readonly Read[]): readonly CarriedObject[] =>
  placed.flatMap(({ operations }): readonly CarriedObject[] =>
    operations.form === 'list'
      ? operations.inserts.map(({ bytes }) => ({ bytes }))
      : operations.puts.map(({ key, bytes }) => ({ key, bytes })),
  );

const keysOf = (placed: readonly Read[]): readonly string[] => [
  ...new Set(
    placed.flatMap(({ operations }) =>
      operations.form === 'map' ? operations.puts.map(({ key }) => key) : [],
    ),
  ),
];

const freshOf = (chunks: readonly Uint8Array[], index: ChangeIndex): readonly NamedChange[] => {
  const byHash = new Map<string, NamedChange>();
  for (const chunk of chunks) {
    const named = nameChange(chunk);
    if (index.graph.get(named.hash) === null) byHash.set(named.hash, named);
  }
  return [...byHash.values()];
};

const readWhole = (named: NamedChange, { kind }: DocumentRef): Read => {
  const change = during('form', () => readChange(named));
  const operations = during('operation', () => readOperations(change, shapeOf(kind), containersOf(kind)));
  return { chunk: named.chunk, change, operations };
};

import type { Patch } from '@automerge/automerge';
import { arrivalOf, type Arrival } from '../document/arrival.ts';
import type { CarriedObject, DocumentRef } from '../document/document-ref.ts';
import {
  bucketIn,
  readKey,
  readObjects,
  valuesUnder,
  type CarrierDocument,
  type MayConflict,
  type Reading,
} from '../document/layout.ts';
import { digestOf, objectHash } from '../document/object-digest.ts';
import { bucketOf, shapeOf, type Shape } from '../document/shape.ts';
import { isLater } from './later-value.ts';

/** One open document: which objects it holds, and which the owner has been told of. */
export class OpenDocument {
  readonly ref: DocumentRef;
  readonly branchId: string | null;
  readonly shape: Shape;
  /** List kinds: the hashes of what the document holds. */
  #held = new Set<string>();
  /** Map kinds: under each key the hashes of the values that stood there when the owner last heard of it. */
  readonly #told = new Map<string, string>();
  /** List kinds: of what the owner was told ahead of the document, the hashes. */
  readonly #ahead = new Set<string>();
  /** Keys under which more than one value was ever seen; null: any. */
  readonly #conflicts: Set<string> | null;

  /** `conflicts`: keys of a map document that may hold more than one value, or null if that is not known. */
  constructor(ref: DocumentRef, branchId: string | null, conflicts: ReadonlySet<string> | null) {
    this.ref = ref;
    this.branchId = branchId;
    this.shape = shapeOf(ref.kind);
    this.#conflicts = conflicts === null ? null : new Set(conflicts);
  }

  /** Takes everything for told that the document holds; says what that is. */
  index(document: CarrierDocument): { count: number; digest: Uint8Array; odd: number } {
    const { objects, odd } = this.read(document);
    this.#held = new Set();
    this.#told.clear();
    const hashes = objects.map((object) => this.#isNews(object).hash);
    return { ...digestOf(hashes), odd };
  }

  read(document: CarrierDocument): Reading {
    return readObjects(document, this.shape, this.#mayConflict);
  }

  /** Of these objects the ones that are to be written; of several under one key the last. */
  missing(document: CarrierDocument, objects: readonly CarriedObject[]): CarriedObject[] {
    const { shape } = this;
    if (shape.form === 'list') {
      const byHash = new Map(objects.map((object) => [objectHash(object.bytes), object]));
      return [...byHash].filter(([hash]) => !this.#held.has(hash)).map(([, object]) => object);
    }
    const byKey = new Map(objects.map((object) => [object.key ?? '', object]));
    return [...byKey.values()].filter((object) => !this.#stands(document, shape.buckets, object));
  }

  /** List kinds: how many different objects the document holds. */
  get count(): number {
    return this.#held.size;
  }

  /** Whether the document is known to hold an object. */
  holds({ key, bytes }: CarriedObject): boolean {
    const hash = objectHash(bytes);
    return key === undefined ? this.#held.has(hash) : (this.#told.get(key) ?? '').includes(hash);
  }

  /** Whether the document holds an object, or the owner was told of it ahead of the document. */
  knows(object: CarriedObject): boolean {
    return this.holds(object) || this.#ahead.has(objectHash(object.bytes));
  }

  /** The owner is told of these, though the document does not hold them yet. */
  toldAhead(objects: readonly CarriedObject[]): void {
    for (const { bytes } of objects) this.#ahead.add(objectHash(bytes));
  }

  /** Of objects that a peer gave apart from the document, those that the owner does not know yet. */
  given(objects: readonly CarriedObject[]): CarriedObject[] {
    if (this.shape.form === 'map') return objects.filter((object) => this.#isNews(object).isNew);
    // What a list holds is known from what was written into it.
    return objects.filter((object) => !this.knows(object));
  }

  /**
   * What stands under these keys and was not told: of a third value under one key Automerge has no patch, unless it
   * puts it before the others.
   */
  lookUnder(document: CarrierDocument, keys: readonly string[]): CarriedObject[] {
    const { shape } = this;
    if (shape.form === 'list') return [];
    const reading: Reading = { objects: [], odd: 0 };
    for (const key of keys.filter(this.#mayConflict)) {
      const bucket = bucketIn(document, bucketOf(key, shape.buckets));
      if (bucket !== null) readKey(bucket, key, reading);
    }
    return reading.objects.filter((object) => this.#isNews(object).isNew);
  }

  /** Of objects that a peer gave, those that are to stand here too: of several under one key the latest. */
  standing(document: CarrierDocument, objects: readonly CarriedObject[]): CarriedObject[] {
    const { shape } = this;
    if (shape.form === 'list') return this.missing(document, objects);
    return objects.filter((object) => {
      const bucket = bucketIn(document, bucketOf(object.key ?? '', shape.buckets));
      const values = bucket === null ? [] : valuesUnder(bucket, object.key ?? '', this.#mayConflict);
      return values.every((value) => !(value instanceof Uint8Array) || isLater(object.bytes, value));
    });
  }

  /** Own objects are known to the owner. */
  wrote(objects: readonly CarriedObject[]): void {
    for (const { key, bytes } of objects) {
      if (key === undefined) {
        this.#held.add(objectHash(bytes));
        this.#ahead.delete(objectHash(bytes));
      } else this.#told.set(key, objectHash(bytes));
    }
  }

  /** What a peer's change brought that the owner does not know yet. */
  arrived(document: CarrierDocument, patches: readonly Patch[]): Arrival {
    const arrival = arrivalOf(document, this.shape, patches);
    for (const key of arrival.conflicts) this.#conflicts?.add(key);
    const objects = arrival.objects.filter((object) => {
      const { hash, isNew } = this.#isNews(object);
      return isNew && !this.#ahead.delete(hash);
    });
    // What was deleted may be put again.
    if (arrival.shrank && this.shape.form === 'list') this.index(document);
    return { ...arrival, objects };
  }

  #isNews({ key, bytes }: CarriedObject): { hash: string; isNew: boolean } {
    const hash = objectHash(bytes);
    if (key === undefined) {
      const isNew = !this.#held.has(hash);
      this.#held.add(hash);
      return { hash, isNew };
    }
    const told = this.#told.get(key) ?? '';
    const isNew = !told.includes(hash);
    // Only where values conflict there is more than one to remember.
    const others = this.#mayConflict(key) ? told : '';
    if (isNew) this.#told.set(key, others + hash);
    return { hash, isNew };
  }

  readonly #mayConflict: MayConflict = (key) => this.#conflicts === null || this.#conflicts.has(key);

  #stands(document: CarrierDocument, buckets: number, { key = '', bytes }: CarriedObject): boolean {
    const bucket = bucketIn(document, bucketOf(key, buckets));
    if (bucket === null) return false;
    return valuesUnder(bucket, key, this.#mayConflict).some(
      (value) => value instanceof Uint8Array && Buffer.compare(value, bytes) === 0,
    );
  }
}

import type { Patch } from '@automerge/automerge';
import { arrivalOf, type Arrival } from '../document/arrival.ts';
import type { CarriedObject, DocumentRef } from '../document/document-ref.ts';
import {
  bucketIn,
  readObjects,
  valuesUnder,
  type CarrierDocument,
  type Reading,
} from '../document/layout.ts';
import { digestOf, objectHash } from '../document/object-digest.ts';
import { bucketOf, shapeOf, type Shape } from '../document/shape.ts';

/** One open document: which objects it holds, and which the owner has been told of. */
export class OpenDocument {
  readonly ref: DocumentRef;
  readonly branchId: string | null;
  readonly shape: Shape;
  /** List kinds: what the document holds. Map kinds: what was ever put or told in this life. By hash and key. */
  #known = new Set<string>();

  constructor(ref: DocumentRef, branchId: string | null, document: CarrierDocument) {
    this.ref = ref;
    this.branchId = branchId;
    this.shape = shapeOf(ref.kind);
    this.#index(this.read(document).objects);
  }

  read(document: CarrierDocument): Reading {
    return readObjects(document, this.shape);
  }

  digest(document: CarrierDocument): { count: number; digest: Uint8Array } {
    return digestOf(this.read(document).objects.map(({ bytes }) => objectHash(bytes)));
  }

  /** Of these objects the ones that are to be written; of several under one key the last. */
  missing(document: CarrierDocument, objects: readonly CarriedObject[]): CarriedObject[] {
    const { shape } = this;
    if (shape.form === 'list') {
      const fresh = new Map(objects.map((object) => [this.#identity(object), object]));
      return [...fresh].filter(([identity]) => !this.#known.has(identity)).map(([, object]) => object);
    }
    const byKey = new Map(objects.map((object) => [object.key ?? '', object]));
    return [...byKey.values()].filter((object) => !holds(document, shape.buckets, object));
  }

  wrote(objects: readonly CarriedObject[]): void {
    this.#index(objects);
  }

  /** What a peer's change brought that the owner does not know yet. */
  arrived(document: CarrierDocument, patches: readonly Patch[]): Arrival {
    const arrival = arrivalOf(document, this.shape, patches);
    const objects = arrival.objects.filter((object) => {
      const identity = this.#identity(object);
      if (this.#known.has(identity)) return false;
      this.#known.add(identity);
      return true;
    });
    // What was deleted may be put again.
    if (arrival.shrank && this.shape.form === 'list') {
      this.#known = new Set();
      this.#index(this.read(document).objects);
    }
    return { ...arrival, objects };
  }

  #index(objects: readonly CarriedObject[]): void {
    for (const object of objects) this.#known.add(this.#identity(object));
  }

  #identity({ key = '', bytes }: CarriedObject): string {
    return objectHash(bytes) + key;
  }
}

const holds = (document: CarrierDocument, buckets: number, { key = '', bytes }: CarriedObject): boolean => {
  const bucket = bucketIn(document, bucketOf(key, buckets));
  if (bucket === null) return false;
  return valuesUnder(bucket, key).some(
    (value) => value instanceof Uint8Array && Buffer.compare(value, bytes) === 0,
  );
};

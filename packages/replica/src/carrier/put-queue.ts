import type { CarriedObject } from '../document/document-ref.ts';

type Pending = { turn: number; objects: CarriedObject[] };

/** Objects waiting to be written, by document. */
export class PutQueue {
  readonly #pending = new Map<string, Pending>();

  add(documentId: string, turn: number, objects: readonly CarriedObject[]): void {
    const pending = this.#pending.get(documentId);
    if (pending === undefined) this.#pending.set(documentId, { turn, objects: [...objects] });
    else for (const object of objects) pending.objects.push(object);
  }

  /** Takes up to `max` objects of a document, in their order. */
  take(documentId: string, max: number): CarriedObject[] {
    const pending = this.#pending.get(documentId);
    if (pending === undefined) return [];
    const taken = pending.objects.splice(0, max);
    if (pending.objects.length === 0) this.#pending.delete(documentId);
    return taken;
  }

  /** Of the documents that `isReady`, the one whose turn it is. */
  next(isReady: (documentId: string) => boolean): string | null {
    let best: { documentId: string; turn: number } | null = null;
    for (const [documentId, { turn }] of this.#pending) {
      if ((best === null || turn < best.turn) && isReady(documentId)) best = { documentId, turn };
    }
    return best?.documentId ?? null;
  }

  has(documentId: string): boolean {
    return this.#pending.has(documentId);
  }
}

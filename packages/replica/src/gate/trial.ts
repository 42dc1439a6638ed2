import { applyChanges, clone, free, getHeads, load, save, stats } from '@automerge/automerge';
import type { CarrierDocument } from '../document/layout.ts';

/** A document of fewer operations is saved and loaded again in a few milliseconds. */
const SMALL_DOCUMENT_OPS = 256;

/**
 * Tries changes on a copy: they are applied, and where that is cheap the copy is saved and loaded, and must come back
 * with the same heads. Null: it went well; else what went wrong. The document itself is not touched.
 */
export const tryOnCopy = (document: CarrierDocument, changes: readonly Uint8Array[]): string | null => {
  const copies: CarrierDocument[] = [];
  try {
    const copy = clone(document);
    copies.push(copy);
    const [applied] = applyChanges(copy, [...changes]);
    copies.push(applied);
    if (stats(applied).numOps > SMALL_DOCUMENT_OPS) return null;
    const loaded = load<Record<string, unknown>>(save(applied));
    copies.push(loaded);
    return getHeads(loaded).join() === getHeads(applied).join() ? null : 'it comes back with other heads';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    freeAll(copies);
  }
};

/** What Automerge left behind of a copy that it broke cannot be freed; it is lost and nothing else is. */
const freeAll = (copies: readonly CarrierDocument[]): void => {
  const [copy, , loaded] = copies;
  for (const one of [copy, loaded]) {
    if (one === undefined) continue;
    try {
      free(one);
    } catch {
      return;
    }
  }
};

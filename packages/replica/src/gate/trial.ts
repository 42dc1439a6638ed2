import { applyChanges, clone, free, getHeads, load, save, stats } from '@automerge/automerge';
import type { CarrierDocument } from '../document/layout.ts';

/** A document of fewer operations is copied, saved and loaded again in a few milliseconds. */
const SMALL_DOCUMENT_OPS = 256;

/**
 * Tries changes on a copy of a small document: they are applied, the copy is saved and loaded, and must come back
 * with the same heads. Null: it went well, or the document is large and the form of the changes has to do; else what
 * went wrong. The document itself is not touched. `operations`: how many the changes make.
 */
export const tryOnCopy = (
  document: CarrierDocument,
  changes: readonly Uint8Array[],
  operations: number,
): string | null => {
  if (stats(document).numOps + operations > SMALL_DOCUMENT_OPS) return null;
  const copy = clone(document);
  try {
    const [applied] = applyChanges(copy, [...changes]);
    const heads = getHeads(applied).join();
    const loaded = load<Record<string, unknown>>(save(applied));
    const loadedHeads = getHeads(loaded).join();
    free(loaded);
    free(applied);
    return loadedHeads === heads ? null : 'it comes back with other heads';
  } catch (error) {
    // What Automerge broke is left to it: freeing it would panic once more. It is small.
    return error instanceof Error ? error.message : String(error);
  }
};

import { stats } from '@automerge/automerge';
import { sliceChunks, SLICE_BYTES } from '../document/chunk-split.ts';
import type { CarrierDocument } from '../document/layout.ts';

/** A document with fewer operations takes in anything at once. */
const SMALL_DOCUMENT_OPS = 1_000;

/**
 * Changes of a message, in slices that are to be applied one after the other before the message is taken up. Empty:
 * it is to be taken up as it is.
 */
export const slicesOf = (document: CarrierDocument, changes: readonly Uint8Array[]): Uint8Array[][] => {
  const bytes = changes.reduce((sum, change) => sum + change.length, 0);
  if (bytes <= SLICE_BYTES || stats(document).numOps < SMALL_DOCUMENT_OPS) return [];
  return sliceChunks(changes);
};

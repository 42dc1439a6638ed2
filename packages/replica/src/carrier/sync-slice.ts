import { decodeSyncMessage, free, getChangesSince, getHeads, load, stats } from '@automerge/automerge';
import { isDocumentChunk, sliceChunks, SLICE_BYTES, splitChunks } from '../document/chunk-split.ts';
import type { CarrierDocument } from '../document/layout.ts';

/** A document with fewer operations takes in anything at once. */
const SMALL_DOCUMENT_OPS = 1_000;

/** A peer may send single changes, several in one piece, or its whole document. */
const changesIn = (document: CarrierDocument, chunk: Uint8Array): Uint8Array[] => {
  if (!isDocumentChunk(chunk)) return [chunk];
  const theirs = load(chunk);
  const changes = getChangesSince(theirs, getHeads(document));
  free(theirs);
  return changes;
};

/**
 * The changes of a large sync message, in slices that are to be applied one after the other before the message is
 * taken up. Empty: it is to be taken up as it is. Throws what Automerge throws when the message is broken.
 */
export const slicesOf = (document: CarrierDocument, message: Uint8Array): Uint8Array[][] => {
  if (message.length <= SLICE_BYTES || stats(document).numOps < SMALL_DOCUMENT_OPS) return [];
  const chunks = decodeSyncMessage(message).changes.map(splitChunks);
  if (chunks.includes(null)) return [];
  return sliceChunks(chunks.flatMap((part) => part ?? []).flatMap((chunk) => changesIn(document, chunk)));
};

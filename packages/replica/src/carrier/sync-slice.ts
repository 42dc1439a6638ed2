import { decodeSyncMessage, free, getAllChanges, load, stats } from '@automerge/automerge';
import { isDocumentChunk, sliceChunks, SLICE_BYTES } from '../document/chunk-split.ts';
import type { CarrierDocument } from '../document/layout.ts';

/** A document with fewer operations takes in anything at once. */
const SMALL_DOCUMENT_OPS = 1_000;

const changesIn = (chunk: Uint8Array): Uint8Array[] => {
  if (!isDocumentChunk(chunk)) return [chunk];
  const document = load(chunk);
  const changes = getAllChanges(document);
  free(document);
  return changes;
};

/**
 * The changes of a large sync message, in slices that are to be applied one after the other before the message is
 * taken up. Empty: it is to be taken up as it is. Throws what Automerge throws when the message is broken.
 */
export const slicesOf = (document: CarrierDocument, message: Uint8Array): Uint8Array[][] => {
  if (message.length <= SLICE_BYTES || stats(document).numOps < SMALL_DOCUMENT_OPS) return [];
  return sliceChunks(decodeSyncMessage(message).changes.flatMap(changesIn));
};

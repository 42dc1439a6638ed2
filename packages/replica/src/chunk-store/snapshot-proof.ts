import { createHash } from 'node:crypto';
import { free, getHeads, init, load, loadIncremental, save } from '@automerge/automerge';
import { sliceChunks, splitChunks } from '../document/chunk-split.ts';

/** The name automerge-repo gives a snapshot: SHA-256 over its document's heads, as hex, one after the other. */
const nameOfHeads = (heads: readonly string[]): string =>
  createHash('sha256').update(heads.join('')).digest('hex');

/**
 * The one snapshot that holds what these saved parts of a document hold, the oldest first, or null if they do not
 * load. They are taken in slices: see `SLICE_BYTES`.
 */
export const compactChunks = (saved: readonly Uint8Array[]): { name: string; data: Uint8Array } | null => {
  const chunks = saved.map(splitChunks);
  // Automerge passes over what it cannot read, and all that follows.
  if (chunks.includes(null)) return null;
  let document = init<Record<string, unknown>>();
  try {
    for (const slice of sliceChunks(chunks.flatMap((part) => part ?? []))) {
      document = loadIncremental(document, Buffer.concat(slice));
    }
    return { name: nameOfHeads(getHeads(document)), data: save(document) };
  } catch {
    // Whoever opens the document finds that out as well, and sets it aside.
    return null;
  } finally {
    free(document);
  }
};

/**
 * Whether the bytes of a snapshot load again, to exactly the heads it is named after.
 * Automerge can hold a document that it saves and cannot load; such a snapshot must replace nothing.
 */
export const isProven = (name: string, data: Uint8Array): boolean => {
  try {
    const document = load(data);
    const proven = nameOfHeads(getHeads(document)) === name;
    free(document);
    return proven;
  } catch {
    // It does not load: that is the answer.
    return false;
  }
};

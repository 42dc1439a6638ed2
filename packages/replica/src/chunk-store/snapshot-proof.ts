import { createHash } from 'node:crypto';
import { type Doc, free, getHeads, init, load, loadIncremental, save } from '@automerge/automerge';
import { sliceChunks, splitChunks } from '../document/chunk-split.ts';

/** The name automerge-repo gives a snapshot: SHA-256 over its document's heads, as hex, one after the other. */
const nameOfHeads = (heads: readonly string[]): string =>
  createHash('sha256').update(heads.join('')).digest('hex');

/** A document as one saved part, under the name that automerge-repo gives it. */
export type Snapshot = { readonly name: string; readonly data: Uint8Array };

export const snapshotOf = (document: Doc<Record<string, unknown>>): Snapshot => ({
  name: nameOfHeads(getHeads(document)),
  data: save(document),
});

/**
 * The document that holds what these saved parts of it hold, the oldest first, or null if they do not load. They are
 * taken in slices: see `SLICE_BYTES`. Whoever asks frees it.
 */
export const mergeChunks = (saved: readonly Uint8Array[]): Doc<Record<string, unknown>> | null => {
  const chunks = saved.map(splitChunks);
  // Automerge passes over what it cannot read, and all that follows.
  if (chunks.includes(null)) return null;
  let document = init<Record<string, unknown>>();
  try {
    for (const slice of sliceChunks(chunks.flatMap((part) => part ?? []))) {
      document = loadIncremental(document, Buffer.concat(slice));
    }
    return document;
  } catch {
    // Whoever opens the document finds that out as well, and sets it aside.
    free(document);
    return null;
  }
};

/** The one snapshot that holds what these saved parts hold, or null if they do not load. */
export const compactChunks = (saved: readonly Uint8Array[]): Snapshot | null => {
  const document = mergeChunks(saved);
  if (document === null) return null;
  try {
    return snapshotOf(document);
  } catch {
    // Automerge can hold a document that it does not save.
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

import { createHash } from 'node:crypto';
import { free, getHeads, load } from '@automerge/automerge';

/** The name automerge-repo gives a snapshot: SHA-256 over its document's heads, as hex, one after the other. */
const nameOfHeads = (heads: readonly string[]): string =>
  createHash('sha256').update(heads.join('')).digest('hex');

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

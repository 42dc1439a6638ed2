import { hash } from 'node:crypto';

/** The SHA-256 of an object as a string of 32 one-byte characters: the smallest thing a Set can hold. */
export const objectHash = (bytes: Uint8Array): string => hash('sha256', bytes, 'binary');

/**
 * One hash for a set of objects: SHA-256 over their SHA-256s, sorted and without repetition.
 * Two sides that hold the same objects get the same digest, in whatever order and number they came.
 */
export const digestOf = (hashes: Iterable<string>): { count: number; digest: Uint8Array } => {
  // One-byte characters: the order of strings is the order of bytes.
  const sorted = [...new Set(hashes)].sort();
  const digest = hash('sha256', Buffer.from(sorted.join(''), 'latin1'), 'buffer');
  return { count: sorted.length, digest: Uint8Array.from(digest) };
};

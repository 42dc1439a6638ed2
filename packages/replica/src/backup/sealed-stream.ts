import { readSync, writeSync } from 'node:fs';
import { concatBytes } from '../cbor/bytes.ts';
import { decryptBytes, encryptBytes, NONCE_BYTES, TAG_BYTES } from '../key/cipher.ts';
import { sha256 } from '../key/hash.ts';
import { damagedFile } from './backup-fault.ts';

/** Of plaintext; the last chunk of a file may be shorter, none is empty. */
export const CHUNK_BYTES = 1024 * 1024;

/** A content key seals one file, so the number of a chunk serves as its nonce. */
const nonceOf = (number: number): Uint8Array => {
  const nonce = new Uint8Array(NONCE_BYTES);
  new DataView(nonce.buffer).setUint32(NONCE_BYTES - 4, number);
  return nonce;
};

/** Bound to the whole head, its number and whether it is the last: nothing can be cut, moved or spliced. */
const placeOf = (headDigest: Uint8Array, number: number, last: boolean): Uint8Array =>
  concatBytes(headDigest, nonceOf(number), Uint8Array.of(last ? 1 : 0));

/** The same bytes in pieces of `CHUNK_BYTES`, and which is the last. */
function* inChunks(
  parts: Iterable<Uint8Array>,
): Generator<{ readonly bytes: Uint8Array; readonly last: boolean }> {
  let chunk = new Uint8Array(CHUNK_BYTES);
  let filled = 0;
  for (const part of parts) {
    let at = 0;
    while (at < part.length) {
      if (filled === CHUNK_BYTES) {
        yield { bytes: chunk, last: false };
        chunk = new Uint8Array(CHUNK_BYTES);
        filled = 0;
      }
      const taken = part.subarray(at, at + CHUNK_BYTES - filled);
      chunk.set(taken, filled);
      filled += taken.length;
      at += taken.length;
    }
  }
  yield { bytes: chunk.subarray(0, filled), last: true };
}

/** All of the bytes. Throws Node's error. */
export const writeWhole = (handle: number, bytes: Uint8Array): void => {
  let at = 0;
  while (at < bytes.length) at += writeSync(handle, bytes, at);
};

/** Writes head and sealed content to an open file and gives its length. Throws Node's error. */
export const writeSealed = (
  handle: number,
  head: Uint8Array,
  key: Uint8Array,
  content: Iterable<Uint8Array>,
): number => {
  const headDigest = sha256(head);
  writeWhole(handle, head);
  let written = head.length;
  let number = 0;
  for (const { bytes, last } of inChunks(content)) {
    const sealed = encryptBytes(key, nonceOf(number), placeOf(headDigest, number, last), bytes);
    writeWhole(handle, sealed);
    written += sealed.length;
    number += 1;
  }
  return written;
};

/** `length` bytes from `position` on, fewer where the file ends. Throws Node's error. */
export const readAt = (handle: number, position: number, length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const read = readSync(handle, bytes, at, length - at, position + at);
    if (read === 0) break;
    at += read;
  }
  return bytes.subarray(0, at);
};

/** An open file of a sealed stream. */
export type SealedFile = {
  readonly handle: number;
  /** As people know it. */
  readonly file: string;
  readonly size: number;
  readonly head: Uint8Array;
};

/**
 * The content, chunk by chunk, each only once it was found whole and in its place. Throws the Fault
 * `BACKUP-DAMAGED` where one is not, and Node's error when the file cannot be read.
 */
export function* readSealed(
  { handle, file, size, head }: SealedFile,
  key: Uint8Array,
): Generator<Uint8Array> {
  const headDigest = sha256(head);
  let number = 0;
  for (let at = head.length; ; at += CHUNK_BYTES + TAG_BYTES) {
    const last = size - at <= CHUNK_BYTES + TAG_BYTES;
    const sealed = readAt(handle, at, Math.min(CHUNK_BYTES + TAG_BYTES, Math.max(0, size - at)));
    const bytes = decryptBytes(key, nonceOf(number), placeOf(headDigest, number, last), sealed);
    if (bytes === undefined) throw damagedFile(file, `part ${number + 1} was altered or cut`);
    yield bytes;
    if (last) return;
    number += 1;
  }
}

import { compareBytes } from '../cbor/bytes.ts';

export const isBytesOf = (value: unknown, length: number): value is Uint8Array =>
  value instanceof Uint8Array && value.length === length;

export const isIntegerIn = (value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;

/** A list of SHA-256 hashes in bytewise order, none twice. */
export const isHashList = (value: unknown, max: number): value is readonly Uint8Array[] => {
  if (!Array.isArray(value) || value.length > max) return false;
  const hashes: readonly unknown[] = value;
  return hashes.every((hash, index) => {
    const before = hashes[index - 1];
    return isBytesOf(hash, 32) && (!(before instanceof Uint8Array) || compareBytes(before, hash) < 0);
  });
};

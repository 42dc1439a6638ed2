import { compareBytes } from '../cbor/bytes.ts';

export const isBytesOf = (value: unknown, length: number): value is Uint8Array =>
  value instanceof Uint8Array && value.length === length;

export const isIntegerIn = (value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;

export const isTextOf = (value: unknown, min: number, max: number): value is string =>
  typeof value === 'string' && value.length >= min && value.length <= max;

/** A list of SHA-256 hashes in bytewise order, none twice. */
export const isHashList = (value: unknown, max: number): value is readonly Uint8Array[] => {
  if (!Array.isArray(value) || value.length > max) return false;
  const hashes: readonly unknown[] = value;
  return hashes.every((hash, index) => {
    const before = hashes[index - 1];
    return isBytesOf(hash, 32) && (!(before instanceof Uint8Array) || compareBytes(before, hash) < 0);
  });
};

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** A calendar date `YYYY-MM-DD` that exists. */
export const isCalendarDate = (value: unknown): value is string => {
  const match = typeof value === 'string' ? DATE.exec(value) : null;
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
};

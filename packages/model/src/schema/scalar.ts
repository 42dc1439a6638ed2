import { type Shape, ShapeError } from './shape.ts';

/** A shape whose wire form is the value itself. */
const plain = <T extends number | string | boolean>(
  expected: string,
  fits: (value: unknown) => value is T,
): Shape<T> => {
  const check = (value: unknown, at: string): T => {
    if (!fits(value)) throw new ShapeError(at, expected);
    return value;
  };
  return { encode: (value) => value, decode: check, read: check };
};

/** An integer within bounds; the default bounds are those of exact integers. */
export const integer = (
  min: number = Number.MIN_SAFE_INTEGER,
  max: number = Number.MAX_SAFE_INTEGER,
): Shape<number> =>
  plain(
    `an integer from ${min} to ${max}`,
    (value): value is number =>
      typeof value === 'number' &&
      Number.isSafeInteger(value) &&
      !Object.is(value, -0) &&
      value >= min &&
      value <= max,
  );

/** Text of 0 to `max` characters; a lone surrogate is refused because UTF-8 cannot carry it. */
export const text = (max: number, min = 0): Shape<string> =>
  plain(
    `text of ${min} to ${max} characters`,
    (value): value is string =>
      typeof value === 'string' && value.length >= min && value.length <= max && value.isWellFormed(),
  );

export const flag: Shape<boolean> = plain(
  'true or false',
  (value): value is boolean => typeof value === 'boolean',
);

/** One of the given words. */
export const word = <const W extends readonly string[]>(...words: W): Shape<W[number]> =>
  plain(
    `one of ${words.join(', ')}`,
    (value): value is W[number] => typeof value === 'string' && words.includes(value),
  );

/** So many lower-case hexadecimal digits, as text on the wire too. */
export const hexDigits = (count: number): Shape<string> =>
  plain(
    `${count} hexadecimal digits`,
    (value): value is string =>
      typeof value === 'string' && value.length === count && /^[0-9a-f]*$/.test(value),
  );

/** A calendar date `YYYY-MM-DD`; that the day exists is checked too. */
export const calendarDate: Shape<string> = plain('a date YYYY-MM-DD', (value): value is string => {
  const match = typeof value === 'string' ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) : null;
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
});

/** An id: 16 bytes, written as 32 lower-case hexadecimal digits; bytes on the wire. */
export type Id<Brand extends string> = string & { readonly __id?: Brand };

const HEX_ID = /^[0-9a-f]{32}$/;

const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const BYTE_OF_HEX = new Map(HEX_OF_BYTE.map((hex, byte) => [hex, byte]));

const bytesToHex = (bytes: Uint8Array): string => {
  let hex = '';
  for (const byte of bytes) hex += HEX_OF_BYTE[byte];
  return hex;
};

/** What is none of an id would become another one on the wire, unnoticed: hence the assertion. */
const hexToBytes = (hex: string): Uint8Array => {
  const bytes = new Uint8Array(16);
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = BYTE_OF_HEX.get(hex.slice(2 * i, 2 * i + 2));
    if (byte === undefined || hex.length !== 32) throw new Error('an id has 32 hexadecimal digits');
    bytes[i] = byte;
  }
  return bytes;
};

export const id = <Brand extends string>(): Shape<Id<Brand>> => ({
  encode: (value) => hexToBytes(value),
  decode: (wire, at) => {
    if (!(wire instanceof Uint8Array) || wire.length !== 16) throw new ShapeError(at, '16 bytes');
    return bytesToHex(wire);
  },
  read: (json, at) => {
    if (typeof json !== 'string' || !HEX_ID.test(json)) throw new ShapeError(at, '32 hexadecimal digits');
    return json;
  },
});

import { PAGE_BYTES, type PageFile } from './page-file.ts';

/** A column as SQLite stores it. Numbers beyond 2^53 do not occur in our files. */
export type Column = null | number | string | Uint8Array;

/** SQLite's file format, 1.6: the b-tree pages that hold rows, and where their cells begin. */
const TREE = { interiorIndex: 0x02, leafIndex: 0x0a, leafTable: 0x0d } as const;
const FILE_HEADER_BYTES = 100;
/** More than the largest row of ours: an object of 1 MiB. */
const MAX_PAYLOAD_BYTES = 2 * 1024 * 1024;
/** So much of a payload stands in its page at least, when the rest is in pages of its own. */
const LEAST_IN_PAGE = Math.floor(((PAGE_BYTES - 12) * 32) / 255) - 23;
const MOST_IN_TABLE_PAGE = PAGE_BYTES - 35;
const MOST_IN_INDEX_PAGE = Math.floor(((PAGE_BYTES - 12) * 64) / 255) - 23;

type Read<T> = { readonly value: T; readonly end: number };

/** Seven bits a byte, the highest first; the ninth byte counts whole. Null where it does not end in the bytes. */
const readVarint = (bytes: Uint8Array, start: number): Read<number> | null => {
  let value = 0;
  for (let length = 1; length <= 9; length += 1) {
    const byte = bytes[start + length - 1];
    if (byte === undefined) return null;
    if (length === 9) return { value: value * 256 + byte, end: start + length };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: start + length };
  }
  return null;
};

const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8];

const lengthOf = (serial: number): number =>
  serial >= 12 ? Math.floor((serial - 12) / 2) : serial === 7 ? 8 : (INTEGER_BYTES[serial] ?? 0);

const columnOf = (serial: number, bytes: Buffer): Column => {
  if (serial >= 12) return serial % 2 === 0 ? Uint8Array.from(bytes) : bytes.toString('utf8');
  if (serial === 8 || serial === 9) return serial - 8;
  if (serial === 7) return bytes.readDoubleBE(0);
  if (serial === 0 || serial > 9) return null;
  return serial === 6 ? Number(bytes.readBigInt64BE(0)) : bytes.readIntBE(0, bytes.length);
};

/** The columns of a record (2.1 of the format), or null where it is none. */
const readRecord = (payload: Buffer): readonly Column[] | null => {
  const head = readVarint(payload, 0);
  if (head === null || head.value > payload.length) return null;
  const serials: number[] = [];
  for (let at = head.end; at < head.value;) {
    const serial = readVarint(payload, at);
    if (serial === null) return null;
    serials.push(serial.value);
    at = serial.end;
  }
  const columns: Column[] = [];
  let at = head.value;
  for (const serial of serials) {
    const end = at + lengthOf(serial);
    if (end > payload.length) return null;
    columns.push(columnOf(serial, payload.subarray(at, end)));
    at = end;
  }
  return columns;
};

/** The bytes of a payload that go on in other pages, each of which names the next. */
const readPayload = (
  file: PageFile,
  page: Buffer,
  at: number,
  bytes: number,
  most: number,
): Buffer | null => {
  if (bytes <= most) return at + bytes <= PAGE_BYTES ? page.subarray(at, at + bytes) : null;
  const spread = LEAST_IN_PAGE + ((bytes - LEAST_IN_PAGE) % (PAGE_BYTES - 4));
  const here = spread <= most ? spread : LEAST_IN_PAGE;
  if (at + here + 4 > PAGE_BYTES) return null;
  const parts = [page.subarray(at, at + here)];
  let left = bytes - here;
  let next = page.readUInt32BE(at + here);
  while (left > 0) {
    const overflow = file.page(next);
    if (overflow === null) return null;
    const part = overflow.subarray(4, 4 + Math.min(left, PAGE_BYTES - 4));
    parts.push(part);
    left -= part.length;
    next = overflow.readUInt32BE(0);
  }
  return Buffer.concat(parts);
};

const readCell = (file: PageFile, page: Buffer, kind: number, at: number): readonly Column[] | null => {
  const size = readVarint(page, kind === TREE.interiorIndex ? at + 4 : at);
  if (size === null || size.value > MAX_PAYLOAD_BYTES) return null;
  const start = kind === TREE.leafTable ? readVarint(page, size.end)?.end : size.end;
  if (start === undefined) return null;
  const most = kind === TREE.leafTable ? MOST_IN_TABLE_PAGE : MOST_IN_INDEX_PAGE;
  const payload = readPayload(file, page, start, size.value, most);
  return payload === null ? null : readRecord(payload);
};

/**
 * Every row of every table that can still be read, page by page and not by the trees that lead to them: a header,
 * a schema or an inner page that is gone costs nothing else. What is no row is passed over; what was deleted and
 * not written over yet may be among them, and a row may come more than once. Which table a row is of, and whether
 * it is sound, is for the caller to tell.
 */
export function* readRows(file: PageFile): Generator<readonly Column[]> {
  for (let number = 1; number <= file.count; number += 1) {
    const page = file.page(number);
    if (page === null) continue;
    const head = number === 1 ? FILE_HEADER_BYTES : 0;
    const kind = page[head] ?? 0;
    if (kind !== TREE.leafTable && kind !== TREE.leafIndex && kind !== TREE.interiorIndex) continue;
    const pointers = head + (kind === TREE.interiorIndex ? 12 : 8);
    const cells = page.readUInt16BE(head + 3);
    for (let cell = 0; cell < cells && pointers + 2 * cell + 2 <= PAGE_BYTES; cell += 1) {
      const columns = readCell(file, page, kind, page.readUInt16BE(pointers + 2 * cell));
      if (columns !== null) yield columns;
    }
  }
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPageFile, PAGE_BYTES } from './page-file.ts';
import { type Column, readRows } from './record.ts';

const RUNS = 300;

let folder: string;
let file: string;
/** The file as it is whole, and of each row the pages that its bytes stand in. */
let whole: Buffer;
const pagesOf = new Map<string, ReadonlySet<number>>();

const nameOf = (n: number): string => `row-${String(n).padStart(4, '0')}`;
/** Bytes that stand nowhere else: every 16 of them name the row. */
const bytesOf = (n: number): Buffer => Buffer.from(`<${nameOf(n)}:bytes>`.repeat(n % 11 === 0 ? 900 : 30));
const COUNT = 200;

const fill = (): void => {
  const database = new DatabaseSync(file);
  database.exec('CREATE TABLE kept (id INTEGER PRIMARY KEY, name TEXT NOT NULL, bytes BLOB NOT NULL) STRICT');
  database.exec('CREATE TABLE sealed (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID');
  for (let n = 0; n < COUNT; n += 1) {
    database.prepare('INSERT INTO kept (name, bytes) VALUES (?, ?)').run(nameOf(n), bytesOf(n));
    database.prepare('INSERT INTO sealed (name, bytes) VALUES (?, ?)').run(`s-${nameOf(n)}`, bytesOf(n));
  }
  database.close();
};
/** Pages with the row's name, or with a piece of its bytes, of either table: found by looking, not by reading. */
const locate = (n: number): ReadonlySet<number> => {
  const pages = new Set<number>();
  for (let page = 1; (page - 1) * PAGE_BYTES < whole.length; page += 1) {
    const start = (page - 1) * PAGE_BYTES;
    if (whole.subarray(start, start + PAGE_BYTES).includes(nameOf(n))) pages.add(page);
  }
  return pages;
};
const readAll = (): ReadonlyMap<string, Column> => {
  const pages = openPageFile(file);
  const found = new Map<string, Column>();
  for (const row of readRows(pages)) {
    const [name, bytes] = row.length === 3 ? row.slice(1) : row;
    if (typeof name === 'string' && bytes !== undefined) found.set(name, bytes);
  }
  pages.close();
  return found;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-record-'));
  file = join(folder, 'a.db');
  fill();
  whole = readFileSync(file);
  for (let n = 0; n < COUNT; n += 1) pagesOf.set(nameOf(n), locate(n));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Rows that stand in none of these pages and were not read as they are. */
const missing = (found: ReadonlyMap<string, Column>, spoiled: ReadonlySet<number>): readonly string[] =>
  Array.from({ length: COUNT }, (_, n) => n)
    .filter((n) => ![...(pagesOf.get(nameOf(n)) ?? [])].some((page) => spoiled.has(page)))
    .flatMap((n) =>
      [nameOf(n), `s-${nameOf(n)}`].filter((key) => {
        const bytes = found.get(key);
        return !(bytes instanceof Uint8Array && bytesOf(n).equals(bytes));
      }),
    );

it('[SALVAGE-11] every row of a whole file is read, in pages of its own too', () => {
  expect(missing(readAll(), new Set())).toEqual([]);
});

it(
  '[SALVAGE-11] however many pages are gone, every row that stands in the others is read, and rubbish throws nothing',
  { timeout: 120_000 },
  () => {
    const count = whole.length / PAGE_BYTES;
    const page = fc.integer({ min: 1, max: count });
    const rubbish = fc.oneof(fc.constant(0), fc.constant(0xff), fc.integer({ min: 1, max: 0xfffffff }));
    fc.assert(
      fc.property(fc.array(fc.tuple(page, rubbish), { minLength: 1, maxLength: 40 }), (damages) => {
        const bytes = Buffer.from(whole);
        for (const [at, seed] of damages) {
          let state = seed;
          for (let byte = (at - 1) * PAGE_BYTES; byte < at * PAGE_BYTES; byte += 1) {
            if (seed > 0xff) state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
            bytes[byte] = state >>> (seed > 0xff ? 16 : 0);
          }
          // A page that says it is one of rows, and is not.
          if (seed % 3 === 1) bytes[(at - 1) * PAGE_BYTES] = 0x0d;
        }
        writeFileSync(file, bytes);
        expect(missing(readAll(), new Set(damages.map(([at]) => at)))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  },
);

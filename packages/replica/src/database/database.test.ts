import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inTransaction, type Migration, openDatabase } from './database.ts';

const FIRST: Migration = { version: 1, sql: 'CREATE TABLE item (name TEXT)' };
const SECOND: Migration = {
  version: 2,
  sql: 'ALTER TABLE item ADD COLUMN price INTEGER; UPDATE item SET price = 7',
};
const THIRD: Migration = { version: 3, sql: 'CREATE INDEX item_by_name ON item (name)' };
const BROKEN: Migration = { version: 3, sql: 'CREATE TABLE half (a TEXT); INSERT INTO nowhere VALUES (1)' };

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-database-'));
  file = join(folder, 'a.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (database: DatabaseSync, name: string): void =>
  void database.prepare('INSERT INTO item (name) VALUES (?)').run(name);
const items = (database: DatabaseSync): unknown[] =>
  database
    .prepare('SELECT * FROM item ORDER BY rowid')
    .all()
    .map((row) => ({ ...row }));
const versionOf = (path: string): number => {
  const database = new DatabaseSync(path);
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  database.close();
  return version;
};
const withOne = (): void => {
  const database = openDatabase(file, [FIRST]);
  inTransaction(database, () => put(database, 'tea'));
  database.close();
};
const codeOf = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
  return 'nothing thrown';
};

it('[DB-01] every commit is synced, and nothing but the file, its log and its index is written', () => {
  const database = openDatabase(file, [FIRST]);
  const pragma = (name: string): unknown => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  expect(pragma('journal_mode')).toBe('wal');
  expect(pragma('synchronous')).toBe(2);
  expect(pragma('temp_store')).toBe(2);
  expect(readdirSync(folder).toSorted()).toEqual(['a.db', 'a.db-shm', 'a.db-wal']);
  database.close();
});

it('[DB-02] a schema goes forward step by step, a copy of what was before kept first', () => {
  withOne();
  const database = openDatabase(file, [FIRST, SECOND, THIRD]);
  expect(items(database)).toEqual([{ name: 'tea', price: 7 }]);
  database.close();
  expect(versionOf(file)).toBe(3);
  const copy = new DatabaseSync(`${file}.version-1`);
  expect(items(copy)).toEqual([{ name: 'tea' }]);
  copy.close();
  openDatabase(file, [FIRST, SECOND, THIRD]).close();
  expect(readdirSync(folder).filter((name) => name.includes('version'))).toEqual(['a.db.version-1']);
});

it('[DB-02] a new file gets no copy, and a copy that was broken off is made anew', () => {
  openDatabase(join(folder, 'new.db'), [FIRST, SECOND]).close();
  expect(readdirSync(folder).filter((name) => name.includes('version'))).toEqual([]);
  withOne();
  writeFileSync(`${file}.version-1.new`, 'half a copy');
  openDatabase(file, [FIRST, SECOND]).close();
  expect(existsSync(`${file}.version-1.new`)).toBe(false);
  expect(versionOf(`${file}.version-1`)).toBe(1);
});

it('[DB-02] a step that fails leaves the steps before it and nothing of itself', () => {
  withOne();
  expect(() => openDatabase(file, [FIRST, SECOND, BROKEN])).toThrow('nowhere');
  expect(versionOf(file)).toBe(2);
  const database = openDatabase(file, [FIRST, SECOND, THIRD]);
  expect(items(database)).toEqual([{ name: 'tea', price: 7 }]);
  expect(() => database.prepare('SELECT * FROM half')).toThrow('half');
  database.close();
});

it('[DB-03] a file of a newer program is refused and left as it is', () => {
  withOne();
  openDatabase(file, [FIRST, SECOND, THIRD]).close();
  const before = readFileSync(file);
  expect(codeOf(() => openDatabase(file, [FIRST]))).toBe('DATABASE-TOO-NEW');
  expect(readFileSync(file)).toEqual(before);
});

it('[DB-04] damage is told apart from a disk that cannot be used, by Faults that say what to do', () => {
  writeFileSync(file, 'no database at all, and long enough not to be taken for an empty one'.repeat(20));
  expect(codeOf(() => openDatabase(file, [FIRST]))).toBe('DATABASE-DAMAGED');
  expect(codeOf(() => openDatabase(join(folder, 'missing', 'a.db'), [FIRST]))).toBe('DISK-FAILED');
  rmSync(file);
  withOne();
  const bytes = readFileSync(file);
  bytes.fill(0xee, 4096 + 2);
  writeFileSync(file, bytes);
  const database = openDatabase(file, [FIRST]);
  expect(codeOf(() => inTransaction(database, () => items(database)))).toBe('DATABASE-DAMAGED');
  database.close();
});

it('[DB-05] a transaction is whole or nothing; a full or failing disk and a lock of another are Faults', () => {
  withOne();
  const database = openDatabase(file, [FIRST]);
  const fill = (): void => {
    for (let n = 0; n < 1_000; n += 1) put(database, 'x'.repeat(1_000));
  };
  expect(() =>
    inTransaction(database, () => {
      put(database, 'milk');
      throw new Error('changed my mind');
    }),
  ).toThrow('changed my mind');
  database.exec('PRAGMA max_page_count=4');
  expect(codeOf(() => inTransaction(database, fill))).toBe('DISK-FULL');
  database.exec('PRAGMA query_only=ON');
  expect(codeOf(() => inTransaction(database, () => put(database, 'milk')))).toBe('DISK-FAILED');
  database.exec('PRAGMA query_only=OFF');
  expect(items(database)).toEqual([{ name: 'tea' }]);
  inTransaction(database, () => put(database, 'milk'));
  expect(items(database)).toEqual([{ name: 'tea' }, { name: 'milk' }]);
  database.exec('PRAGMA busy_timeout=0');
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  expect(codeOf(() => inTransaction(database, () => put(database, 'jam')))).toBe('DATABASE-BUSY');
  other.close();
  database.close();
});

it('[DB-06] what a start finds in the log it writes into the file anew, before anything is used', () => {
  const database = openDatabase(file, [FIRST]);
  inTransaction(database, () => put(database, 'tea'));
  const log = readFileSync(`${file}-wal`);
  const main = readFileSync(file);
  database.close();
  // As a power cut leaves it: all of it in the log.
  writeFileSync(file, main);
  writeFileSync(`${file}-wal`, log);
  const again = openDatabase(file, [FIRST]);
  expect(readFileSync(`${file}-wal`)).toHaveLength(0);
  expect(items(again)).toEqual([{ name: 'tea' }]);
  again.close();
});

import type { DatabaseSync } from 'node:sqlite';
import type { Note, Noted } from '@tillmesh/model';
import type { SealedRow } from './sealed-row.ts';

/**
 * What is known under a key, such as a shift and its Z. Keys hold random ids only. Of several entries that say
 * something under one key the one with the smallest hash counts, whichever came first; all are kept.
 */
export const noteTable = (database: DatabaseSync, rows: SealedRow) => {
  const get = database.prepare('SELECT hash, value FROM note WHERE key = ? ORDER BY hash LIMIT 1');
  const put = database.prepare('INSERT OR IGNORE INTO note (key, hash, value) VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM note WHERE key = ? AND hash = ?');
  const count = database.prepare('SELECT count(DISTINCT key) AS n FROM note WHERE key >= ? AND key < ?');
  const placeOf = (key: string): string => `note/${key}`;
  return {
    /** `hash`: of the entry that says so; `deviceId`: whose it is. */
    put: (key: string, value: Note, hash: Uint8Array, deviceId: string): void =>
      void put.run(key, hash, rows.seal(placeOf(key), { value, deviceId } satisfies Noted)),
    /** What this entry said does not count any more. */
    remove: (key: string, hash: Uint8Array): void => void remove.run(key, hash),
    get: (key: string): Noted | null => {
      const row = get.get(key);
      return row === undefined ? null : (rows.open(placeOf(key), row['value'] as Uint8Array) as Noted);
    },
    /** How many keys there are that begin so. */
    count: (prefix: string): number => Number(count.get(prefix, `${prefix}\u{10ffff}`)?.['n'] ?? 0),
  };
};
export type NoteTable = ReturnType<typeof noteTable>;

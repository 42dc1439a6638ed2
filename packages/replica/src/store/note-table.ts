import type { DatabaseSync } from 'node:sqlite';
import type { Note, Noted } from '@tillmesh/model';
import type { SealedRow } from './sealed-row.ts';

/** What is known under a key, such as a shift and its Z. Keys hold random ids only. */
export const noteTable = (database: DatabaseSync, rows: SealedRow) => {
  const get = database.prepare('SELECT value FROM note WHERE key = ?');
  // Two entries that say something under one key: which of them counts must not depend on which came first.
  const put = database.prepare(`
    INSERT INTO note (key, hash, value) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET hash = excluded.hash, value = excluded.value
    WHERE excluded.hash < note.hash`);
  const count = database.prepare('SELECT count(*) AS n FROM note WHERE key >= ? AND key < ?');
  const placeOf = (key: string): string => `note/${key}`;
  return {
    /** `hash`: of the entry that says so; `deviceId`: whose it is. */
    put: (key: string, value: Note, hash: Uint8Array, deviceId: string): void =>
      void put.run(key, hash, rows.seal(placeOf(key), { value, deviceId } satisfies Noted)),
    get: (key: string): Noted | null => {
      const row = get.get(key);
      return row === undefined ? null : (rows.open(placeOf(key), row['value'] as Uint8Array) as Noted);
    },
    /** How many there are whose keys begin so. */
    count: (prefix: string): number => Number(count.get(prefix, `${prefix}\u{10ffff}`)?.['n'] ?? 0),
  };
};
export type NoteTable = ReturnType<typeof noteTable>;

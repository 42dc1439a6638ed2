import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

export const OBJECT_STATE = { unchecked: 0, valid: 1, invalid: 2, notUnderstood: 3 } as const;
export type ObjectState = (typeof OBJECT_STATE)[keyof typeof OBJECT_STATE];

export type StoredObject = {
  readonly hash: Uint8Array;
  readonly document: string;
  readonly key: string | null;
  readonly current: boolean;
  readonly state: ObjectState;
  readonly bytes: Uint8Array;
};

const fromRow = (row: Record<string, unknown>): StoredObject => ({
  hash: row['hash'] as Uint8Array,
  document: row['document'] as string,
  key: row['key'] as string | null,
  current: row['current'] === 1,
  state: row['state'] as ObjectState,
  bytes: row['bytes'] as Uint8Array,
});

const COLUMNS = 'hash, document, key, current, state, bytes';

/** The signed objects ever held, known by their hash. Rows are added and their state moves; none is lost but a superseded slot. */
export const objectTable = (database: DatabaseSync) => {
  const insert = database.prepare(
    'INSERT OR IGNORE INTO object (hash, document, key, current, state, bytes) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const has = database.prepare('SELECT 1 FROM object WHERE hash = ?');
  const byHash = database.prepare(`SELECT ${COLUMNS} FROM object WHERE hash = ?`);
  const byKey = database.prepare(`SELECT ${COLUMNS} FROM object WHERE document = ? AND key = ?`);
  const currentOf = database.prepare(
    `SELECT ${COLUMNS} FROM object WHERE document = ? AND current = 1 ORDER BY position`,
  );
  const hashesOf = database.prepare(
    'SELECT hash FROM object WHERE document = ? AND current = 1 ORDER BY hash',
  );
  const setState = database.prepare('UPDATE object SET state = ? WHERE hash = ?');
  const setCurrent = database.prepare('UPDATE object SET current = ? WHERE hash = ?');
  const remove = database.prepare('DELETE FROM object WHERE hash = ?');
  const inState = database.prepare(`SELECT ${COLUMNS} FROM object WHERE state = ? ORDER BY position LIMIT ?`);
  const countState = database.prepare('SELECT count(*) AS n FROM object WHERE state = ?');
  return {
    /** False when this hash is held already. */
    add: (item: StoredObject): boolean =>
      insert.run(item.hash, item.document, item.key, item.current ? 1 : 0, item.state, item.bytes).changes ===
      1,
    has: (hash: Uint8Array): boolean => has.get(hash) !== undefined,
    get: (hash: Uint8Array): StoredObject | null => {
      const row = byHash.get(hash);
      return row === undefined ? null : fromRow(row);
    },
    ofKey: (document: string, key: string): readonly StoredObject[] => byKey.all(document, key).map(fromRow),
    currentOf: (document: string): readonly StoredObject[] => currentOf.all(document).map(fromRow),
    /** SHA-256 over the sorted hashes of what should stand in the document, and their number. */
    digestOf: (document: string): { readonly digest: Uint8Array; readonly count: number } => {
      const hash = createHash('sha256');
      let count = 0;
      for (const row of hashesOf.iterate(document)) {
        hash.update(row['hash'] as Uint8Array);
        count += 1;
      }
      return { digest: hash.digest(), count };
    },
    setState: (hash: Uint8Array, state: ObjectState): void => void setState.run(state, hash),
    setCurrent: (hash: Uint8Array, current: boolean): void => void setCurrent.run(current ? 1 : 0, hash),
    /** Only for slots: their totals are absolute, so a superseded one says nothing any more. */
    remove: (hash: Uint8Array): void => void remove.run(hash),
    inState: (state: ObjectState, limit: number): readonly StoredObject[] =>
      inState.all(state, limit).map(fromRow),
    countState: (state: ObjectState): number => Number(countState.get(state)?.['n'] ?? 0),
  };
};
export type ObjectTable = ReturnType<typeof objectTable>;

import { createHash } from 'node:crypto';
import { equalBytes } from '../cbor/bytes.ts';
import { sha256 } from '../key/hash.ts';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { objectPlaces } from './object-place.ts';

/**
 * `withheld`: valid and not counted: an entry of a device that was taken off before it was written, or a catalogue value
 * of one that may not edit the catalogue.
 */
export const OBJECT_STATE = { unchecked: 0, valid: 1, invalid: 2, notUnderstood: 3, withheld: 4 } as const;
export type ObjectState = (typeof OBJECT_STATE)[keyof typeof OBJECT_STATE];

/** Its author and form are right, whether it counts, counts no more, or only a later version understands it. */
export const isJudged = ({ state }: { readonly state: ObjectState }): boolean =>
  state === OBJECT_STATE.valid || state === OBJECT_STATE.notUnderstood || state === OBJECT_STATE.withheld;

type NotValid = Exclude<ObjectState, typeof OBJECT_STATE.valid>;

export type NewObject = {
  readonly hash: Uint8Array;
  /** The name of the document it was found in or is to stand in. */
  readonly document: string;
  /** Null in documents that are lists. */
  readonly key: string | null;
  readonly current: boolean;
  readonly state: ObjectState;
  readonly bytes: Uint8Array;
};

/** `position` is its place in this table, which nothing else takes. */
export type StoredObject = NewObject & { readonly position: number };

const fromRow = (row: Record<string, unknown>): StoredObject => ({
  position: Number(row['position']),
  hash: row['hash'] as Uint8Array,
  document: row['document'] as string,
  key: row['key'] === '' ? null : (row['key'] as string),
  current: row['current'] === 1,
  state: row['state'] as ObjectState,
  bytes: row['bytes'] as Uint8Array,
});

/** Told of a row whose bytes are not what they were: nothing reads it any more. */
export type Rotten = Pick<StoredObject, 'position' | 'document'>;

/** What rotted on the disk is never handed out: it is nobody's word any more. */
const createSoundness = () => {
  let foundRotten: (rotten: Rotten) => void = () => undefined;
  const sound = (row: Record<string, unknown>): StoredObject[] => {
    const object = fromRow(row);
    if (equalBytes(sha256(object.bytes), object.hash)) return [object];
    foundRotten({ position: object.position, document: object.document });
    return [];
  };
  return {
    onRotten: (told: (rotten: Rotten) => void): void => {
      foundRotten = told;
    },
    /** None or one. */
    sound,
    one: (row: Record<string, unknown> | undefined): StoredObject | null =>
      row === undefined ? null : (sound(row)[0] ?? null),
  };
};

const COLUMNS = 'position, hash, document, key, current, state, bytes';

/**
 * The signed objects ever held, in every place where they were found: one that stands in a wrong place
 * must not hide itself in the right one. Rows are added and their state moves; none is lost but a
 * superseded slot.
 */
export const objectTable = (database: DatabaseSync) => {
  const { onRotten, sound, one } = createSoundness();
  const insert = database.prepare(
    'INSERT OR IGNORE INTO object (hash, document, key, current, state, bytes) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const isCurrent = database.prepare(
    'SELECT current FROM object WHERE document = ? AND key = ? AND hash = ?',
  );
  const select = (rest: string): StatementSync => database.prepare(`SELECT ${COLUMNS} FROM object ${rest}`);
  const at = select('WHERE position = ?');
  // The valid one first, withheld or not: what stands in a wrong place besides is not meant.
  const byHash = select(
    `WHERE hash = ? AND key = ''
    ORDER BY state IN (${OBJECT_STATE.valid}, ${OBJECT_STATE.withheld}) DESC, position LIMIT 1`,
  );
  const byKey = select('WHERE document = ? AND key = ? ORDER BY position');
  const currentOf = select('WHERE document = ? AND current = 1 ORDER BY position');
  const allOf = select('WHERE document = ? ORDER BY position');
  const after = select('WHERE position > ? ORDER BY position LIMIT ?');
  const hashesOf = database.prepare(
    'SELECT DISTINCT hash FROM object WHERE document = ? AND current = 1 ORDER BY hash',
  );
  const documents = database.prepare('SELECT DISTINCT document FROM object ORDER BY document');
  const setState = database.prepare('UPDATE object SET state = ? WHERE position = ?');
  const setCurrent = database.prepare('UPDATE object SET current = ? WHERE position = ?');
  const remove = database.prepare('DELETE FROM object WHERE position = ?');
  const inState = database.prepare(
    'SELECT position FROM object WHERE state <> 1 AND state = ? ORDER BY position',
  );
  // `state <> 1` is what lets SQLite use the partial index, which has the few objects that do not count.
  const countState = database.prepare('SELECT count(*) AS n FROM object WHERE state <> 1 AND state = ?');
  return {
    ...objectPlaces(database),
    onRotten,
    /** Its position; null when it is held in this place already. */
    add: (item: NewObject): number | null => {
      const { hash, document, key, current, state, bytes } = item;
      const result = insert.run(hash, document, key ?? '', current ? 1 : 0, state, bytes);
      return result.changes === 1 ? Number(result.lastInsertRowid) : null;
    },
    /** Whether it is held in this place as what should stand there; also of one not held. */
    isCurrent: ({ hash, document, key }: Pick<NewObject, 'hash' | 'document' | 'key'>): boolean =>
      isCurrent.get(document, key ?? '', hash)?.['current'] !== 0,
    at: (position: number): StoredObject | null => one(at.get(position)),
    /** Of a document that is a list. */
    get: (hash: Uint8Array): StoredObject | null => one(byHash.get(hash)),
    ofKey: (document: string, key: string): readonly StoredObject[] =>
      byKey.all(document, key).flatMap(sound),
    currentOf: (document: string): readonly StoredObject[] => currentOf.all(document).flatMap(sound),
    /** What was superseded too. */
    allOf: (document: string): readonly StoredObject[] => allOf.all(document).flatMap(sound),
    /** Names of all documents of which anything is held. */
    documents: (): readonly string[] => documents.all().map((row) => row['document'] as string),
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
    /** Looks at these, as if they were needed; the last position looked at, or null when there is none after. */
    lookAfter: (position: number, most: number): number | null => {
      const rows = after.all(position, most);
      for (const row of rows) sound(row);
      const last = rows.at(-1);
      return last === undefined ? null : Number(last['position']);
    },
    setState: (position: number, state: ObjectState): void => void setState.run(state, position),
    setCurrent: (position: number, current: boolean): void => void setCurrent.run(current ? 1 : 0, position),
    /** Only for slots, whose totals are absolute, so a superseded one says nothing any more; and for what rotted. */
    remove: (position: number): void => void remove.run(position),
    inState: (state: NotValid): readonly number[] => inState.all(state).map((row) => Number(row['position'])),
    countState: (state: NotValid): number => Number(countState.get(state)?.['n'] ?? 0),
  };
};
export type ObjectTable = ReturnType<typeof objectTable>;

import type { DatabaseSync } from 'node:sqlite';

/** Where an object of a document with keys is held. Places are in order of document, key and hash. */
export type ObjectPlace = {
  readonly document: string;
  readonly key: string;
  readonly hash: Uint8Array;
};

const placeFrom = (row: Record<string, unknown>): ObjectPlace => ({
  document: row['document'] as string,
  key: row['key'] as string,
  hash: row['hash'] as Uint8Array,
});

/** Finds where signed objects are held without reading them. */
export const objectPlaces = (database: DatabaseSync) => {
  const placesAfter = database.prepare(
    `SELECT document, key, hash, instr(bytes, ?) > 0 AS named FROM object
    WHERE document >= ? AND document < ? AND (document, key, hash) > (?, ?, ?)
    ORDER BY document, key, hash LIMIT ?`,
  );
  const last = database.prepare('SELECT max(position) AS position FROM object');
  const placesSince = database.prepare(
    'SELECT document, key, hash FROM object WHERE position > ? AND document >= ? AND document < ? ORDER BY position',
  );
  return {
    /**
     * The next places in documents of a kind, and whether what is held there has these bytes anywhere in it, as it has
     * its signer's id: to tell that costs far less than to read it. `after` null: from the first on.
     */
    placesAfter: (
      kind: string,
      after: ObjectPlace | null,
      named: Uint8Array,
      most: number,
    ): readonly (ObjectPlace & { readonly isNamed: boolean })[] => {
      const { document = '', key = '', hash = new Uint8Array(0) } = after ?? {};
      // The character after the slash ends all names that begin so.
      return placesAfter.all(named, `${kind}/`, `${kind}0`, document, key, hash, most).map((row) => ({
        ...placeFrom(row),
        isNamed: row['named'] === 1,
      }));
    },
    /** Places in documents of a kind that came after this position. */
    placesSince: (kind: string, position: number): readonly ObjectPlace[] =>
      placesSince.all(position, `${kind}/`, `${kind}0`).map(placeFrom),
    /** 0 while nothing is held. */
    lastPosition: (): number => Number(last.get()?.['position'] ?? 0),
  };
};

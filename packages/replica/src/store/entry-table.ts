import type { DatabaseSync } from 'node:sqlite';

export type EntryPlace = { readonly sequence: number; readonly hash: Uint8Array; readonly utcMs: number };

/** Where entries stand in their series, and the order in which their facts came to count here. */
export const entryTable = (database: DatabaseSync) => {
  const insert = database.prepare(
    'INSERT OR IGNORE INTO entry (series, sequence, hash, utc_ms) VALUES (?, ?, ?, ?)',
  );
  const last = database.prepare(
    'SELECT sequence, hash, utc_ms FROM entry WHERE series = ? ORDER BY sequence DESC, hash LIMIT 1',
  );
  const afterSequence = database.prepare(
    'SELECT sequence, hash, utc_ms FROM entry WHERE series = ? AND sequence > ? ORDER BY sequence, hash',
  );
  const at = database.prepare('SELECT 1 FROM entry WHERE series = ? AND sequence = ? AND hash = ?');
  const forks = database.prepare(
    'SELECT count(*) AS n FROM (SELECT 1 FROM entry GROUP BY series, sequence HAVING count(*) > 1)',
  );
  const place = database.prepare('SELECT count(*) AS n FROM entry WHERE series = ? AND sequence = ?');
  const count = database.prepare('INSERT OR IGNORE INTO fact (hash) VALUES (?)');
  const after = database.prepare(
    'SELECT position, hash FROM fact WHERE position > ? ORDER BY position LIMIT ?',
  );
  let forkCount: number | null = null;
  return {
    add: (series: string, entry: EntryPlace): void =>
      void insert.run(series, entry.sequence, entry.hash, entry.utcMs),
    last: (series: string): EntryPlace | null => {
      const row = last.get(series);
      if (row === undefined) return null;
      return {
        sequence: Number(row['sequence']),
        hash: row['hash'] as Uint8Array,
        utcMs: Number(row['utc_ms']),
      };
    },
    has: (series: string, sequence: number, hash: Uint8Array): boolean =>
      at.get(series, sequence, hash) !== undefined,
    /** Entries of a series above a sequence, in order. */
    after: (series: string, sequence: number): readonly EntryPlace[] =>
      afterSequence.all(series, sequence).map((row) => ({
        sequence: Number(row['sequence']),
        hash: row['hash'] as Uint8Array,
        utcMs: Number(row['utc_ms']),
      })),
    /** Places that hold more than one entry. Counted once, and again only after another was found. */
    forks: (): number => {
      forkCount ??= Number(forks.get()?.['n'] ?? 0);
      return forkCount;
    },
    isForked: (series: string, sequence: number): boolean => {
      const forked = Number(place.get(series, sequence)?.['n'] ?? 0) > 1;
      if (forked) forkCount = null;
      return forked;
    },
    /** The position at which the entry of this hash counts; null when it counted before (I2). */
    countFact: (hash: Uint8Array): number | null => {
      const result = count.run(hash);
      return result.changes === 1 ? Number(result.lastInsertRowid) : null;
    },
    factsAfter: (
      position: number,
      limit: number,
    ): readonly { readonly position: number; readonly hash: Uint8Array }[] =>
      after
        .all(position, limit)
        .map((row) => ({ position: Number(row['position']), hash: row['hash'] as Uint8Array })),
  };
};
export type EntryTable = ReturnType<typeof entryTable>;

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
  const heads = database.prepare(
    'SELECT series, max(sequence) AS sequence, max(utc_ms) AS utc_ms FROM entry GROUP BY series',
  );
  const forks = database.prepare(
    'SELECT count(*) AS n FROM (SELECT 1 FROM entry GROUP BY series, sequence HAVING count(*) > 1)',
  );
  const place = database.prepare('SELECT count(*) AS n FROM entry WHERE series = ? AND sequence = ?');
  const count = database.prepare('INSERT OR IGNORE INTO fact (hash) VALUES (?)');
  const after = database.prepare('SELECT position, hash FROM fact WHERE position > ? ORDER BY position LIMIT ?');
  return {
    add: (series: string, entry: EntryPlace): void =>
      void insert.run(series, entry.sequence, entry.hash, entry.utcMs),
    last: (series: string): EntryPlace | null => {
      const row = last.get(series);
      if (row === undefined) return null;
      return { sequence: Number(row['sequence']), hash: row['hash'] as Uint8Array, utcMs: Number(row['utc_ms']) };
    },
    heads: (): readonly { readonly series: string; readonly sequence: number; readonly utcMs: number }[] =>
      heads.all().map((row) => ({
        series: row['series'] as string,
        sequence: Number(row['sequence']),
        utcMs: Number(row['utc_ms']),
      })),
    forks: (): number => Number(forks.get()?.['n'] ?? 0),
    isForked: (series: string, sequence: number): boolean => Number(place.get(series, sequence)?.['n'] ?? 0) > 1,
    /** The position at which the entry of this hash counts; null when it counted before (I2). */
    countFact: (hash: Uint8Array): number | null => {
      const result = count.run(hash);
      return result.changes === 1 ? Number(result.lastInsertRowid) : null;
    },
    factsAfter: (position: number, limit: number): readonly { readonly position: number; readonly hash: Uint8Array }[] =>
      after.all(position, limit).map((row) => ({ position: Number(row['position']), hash: row['hash'] as Uint8Array })),
  };
};
export type EntryTable = ReturnType<typeof entryTable>;

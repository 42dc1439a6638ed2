import type { DatabaseSync } from 'node:sqlite';
import { concatBytes, equalBytes } from '../cbor/bytes.ts';
import { OBJECT_STATE } from './object-table.ts';
import { tipTable } from './tip-table.ts';

export type EntryPlace = {
  readonly sequence: number;
  readonly hash: Uint8Array;
  /** Of the entry before it; no bytes for the first. */
  readonly previous: Uint8Array;
  readonly utcMs: number;
};

/** A series that holds two entries in one place, or in several: from which on, and how many. */
export type ForkedSeries = {
  readonly series: string;
  readonly fromSequence: number;
  readonly places: number;
};

/** Up to where a series is held; `hash` is that of the entry there. */
export type Held = { readonly sequence: number; readonly hash: Uint8Array };

const HASH_BYTES = 32;
const NO_HASH = new Uint8Array(0);

const hashesIn = (bytes: Uint8Array): readonly Uint8Array[] => {
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += HASH_BYTES) hashes.push(bytes.subarray(at, at + HASH_BYTES));
  return hashes;
};

const includes = (hashes: readonly Uint8Array[], hash: Uint8Array): boolean =>
  hashes.some((each) => equalBytes(each, hash));

/** Where entries stand in their series, and the order in which their facts came to count here. */
export const entryTable = (database: DatabaseSync) => ({
  ...chainTable(database),
  ...stretchTable(database),
  ...heldTable(database),
  ...factTable(database),
  ...tipTable(database),
});
export type EntryTable = ReturnType<typeof entryTable>;

export type Place = Pick<EntryPlace, 'sequence' | 'hash' | 'previous'>;

/** Whether both places hold something, and something at the later one follows nothing at the earlier. */
const parted = (earlier: readonly Place[], later: readonly Place[]): boolean => {
  const hashes = earlier.map(({ hash }) => hash);
  return hashes.length > 0 && later.some(({ previous }) => !includes(hashes, previous));
};

const chainTable = (database: DatabaseSync) => {
  const insert = database.prepare(
    // An empty blob that was read is bound as NULL by node:sqlite.
    "INSERT OR IGNORE INTO entry (series, sequence, hash, previous, utc_ms) VALUES (?, ?, ?, ifnull(?, x''), ?)",
  );
  const last = database.prepare(
    'SELECT sequence, hash, previous, utc_ms FROM entry WHERE series = ? ORDER BY sequence DESC, hash LIMIT 1',
  );
  const around = database.prepare(
    'SELECT sequence, hash, previous FROM entry WHERE series = ? AND sequence BETWEEN ? AND ?',
  );
  const timeAfter = database.prepare(
    'SELECT utc_ms FROM entry WHERE series = ? AND sequence > ? ORDER BY sequence LIMIT 1',
  );
  const addFork = database.prepare('INSERT OR IGNORE INTO fork (series, sequence) VALUES (?, ?)');
  const firstFork = database.prepare('SELECT min(sequence) AS sequence FROM fork WHERE series = ?');
  const forks = database.prepare('SELECT count(*) AS n FROM fork');
  const forkedSeries = database.prepare(
    'SELECT series, min(sequence) AS first, count(*) AS n FROM fork GROUP BY series ORDER BY series',
  );
  const between = (series: string, from: number, to: number): readonly Place[] =>
    around.all(series, from, to).map((row) => ({
      sequence: Number(row['sequence']),
      hash: row['hash'] as Uint8Array,
      previous: row['previous'] as Uint8Array,
    }));
  return {
    add: (series: string, entry: EntryPlace): void =>
      void insert.run(series, entry.sequence, entry.hash, entry.previous, entry.utcMs),
    last: (series: string): EntryPlace | null => {
      const row = last.get(series);
      if (row === undefined) return null;
      return {
        sequence: Number(row['sequence']),
        hash: row['hash'] as Uint8Array,
        previous: row['previous'] as Uint8Array,
        utcMs: Number(row['utc_ms']),
      };
    },
    /** When the first entry after a place was written, as it says; null when there is none. */
    firstTimeAfter: (series: string, sequence: number): number | null => {
      const utcMs = timeAfter.get(series, sequence)?.['utc_ms'];
      return typeof utcMs === 'number' ? utcMs : null;
    },
    /** Hashes of the entries at one place. */
    hashesAt: (series: string, sequence: number): readonly Uint8Array[] =>
      between(series, sequence, sequence).map(({ hash }) => hash),
    /** What stands at one place. */
    at: (series: string, sequence: number): readonly Place[] => between(series, sequence, sequence),
    /** What stands at these places, in no order that means anything. */
    between,
    /** The first place of a series that holds more than one entry; null when there is none. */
    firstFork: (series: string): number | null => {
      const sequence = firstFork.get(series)?.['sequence'];
      return typeof sequence === 'number' ? sequence : null;
    },
    /** Places that hold more than one entry. */
    forks: (): number => Number(forks.get()?.['n'] ?? 0),
    forkedSeries: (): readonly ForkedSeries[] =>
      forkedSeries.all().map((row) => ({
        series: String(row['series']),
        fromSequence: Number(row['first']),
        places: Number(row['n']),
      })),
    /**
     * What is wrong at a place that just got an entry, seen with what is held of its neighbours: it holds
     * two (which is kept), or one there names another entry before it than those held.
     */
    faultAt: (series: string, sequence: number): 'fork' | 'broken' | null => {
      const places = between(series, sequence - 1, sequence + 1);
      const at = (place: number): readonly Place[] => places.filter((each) => each.sequence === place);
      const here = at(sequence);
      if (here.length > 1) {
        addFork.run(series, sequence);
        return 'fork';
      }
      return parted(at(sequence - 1), here) || parted(here, at(sequence + 1)) ? 'broken' : null;
    },
  };
};

/** What counting a shift asks of a stretch of a series. */
const stretchTable = (database: DatabaseSync) => {
  const highest = database.prepare(
    'SELECT max(sequence) AS sequence FROM entry WHERE series = ? AND sequence <= ?',
  );
  const forkBetween = database.prepare(
    'SELECT 1 FROM fork WHERE series = ? AND sequence BETWEEN ? AND ? LIMIT 1',
  );
  const countBetween = database.prepare(
    'SELECT count(*) AS n FROM entry WHERE series = ? AND sequence BETWEEN ? AND ?',
  );
  /** Of the ledger documents of one series, by the partial index of the few objects that do not count. */
  const notUnderstood = `FROM object WHERE state <> 1 AND state = ${OBJECT_STATE.notUnderstood}
    AND document >= 'ledger/' || ? || '/' AND document < 'ledger/' || ? || '0'`;
  const isAnyNotUnderstood = database.prepare(`SELECT 1 ${notUnderstood} LIMIT 1`);
  const firstNotUnderstood = database.prepare(
    `SELECT min(sequence) AS sequence FROM entry WHERE series = ? AND sequence BETWEEN ? AND ?
    AND hash IN (SELECT hash ${notUnderstood})`,
  );
  return {
    /** The highest place that holds anything, from this one down; null: none does. */
    highestThrough: (series: string, through: number): number | null => {
      const sequence = highest.get(series, through)?.['sequence'];
      return typeof sequence === 'number' ? sequence : null;
    },
    isForkedBetween: (series: string, from: number, to: number): boolean =>
      forkBetween.get(series, from, to) !== undefined,
    countBetween: (series: string, from: number, to: number): number =>
      Number(countBetween.get(series, from, to)?.['n'] ?? 0),
    /** The first of these places with an entry of a later version; null when there is none. */
    firstNotUnderstood: (series: string, from: number, to: number): number | null => {
      if (isAnyNotUnderstood.get(series, series) === undefined) return null;
      const sequence = firstNotUnderstood.get(series, from, to, series, series)?.['sequence'];
      return typeof sequence === 'number' ? sequence : null;
    },
  };
};

/**
 * Up to where each series is held here without a gap, link by link. Only that is confirmed to its
 * author: an entry behind a gap is held too, but a confirmation says "this one and all before it".
 */
const heldTable = (database: DatabaseSync) => {
  const get = database.prepare('SELECT sequence, hashes FROM held WHERE series = ?');
  const put = database.prepare('INSERT OR REPLACE INTO held (series, sequence, hashes) VALUES (?, ?, ?)');
  const after = database.prepare(
    'SELECT sequence, hash, previous FROM entry WHERE series = ? AND sequence > ? ORDER BY sequence, hash',
  );
  const placesAfter = database.prepare(
    'SELECT DISTINCT sequence FROM entry WHERE series = ? AND sequence > ? ORDER BY sequence',
  );
  const read = (series: string): { sequence: number; hashes: readonly Uint8Array[] } => {
    const row = get.get(series);
    if (row === undefined) return { sequence: 0, hashes: [NO_HASH] };
    return { sequence: Number(row['sequence']), hashes: hashesIn(row['hashes'] as Uint8Array) };
  };
  /** How far it goes by now, whatever the mark says. */
  const reach = (series: string): { sequence: number; hashes: readonly Uint8Array[] } => {
    let { sequence, hashes } = read(series);
    let following: Uint8Array[] = [];
    for (const row of after.iterate(series, sequence)) {
      const at = Number(row['sequence']);
      if (at > sequence + 1) {
        if (following.length === 0 || at > sequence + 2) break;
        [sequence, hashes, following] = [sequence + 1, following, []];
      }
      if (includes(hashes, row['previous'] as Uint8Array)) following.push(row['hash'] as Uint8Array);
    }
    return following.length > 0 ? { sequence: sequence + 1, hashes: following } : { sequence, hashes };
  };
  return {
    /** Moves the mark up as far as it goes, after entries were added. */
    advanceHeld: (series: string): void => {
      const { sequence, hashes } = reach(series);
      if (sequence > read(series).sequence) put.run(series, sequence, concatBytes(...hashes));
    },
    /** Up to where the series is held link by link, what was just written included; writes nothing. */
    linkedThrough: (series: string): number => reach(series).sequence,
    /** The last place of a series up to which every place holds an entry, what was just written included. */
    filledThrough: (series: string): number => {
      let { sequence } = read(series);
      for (const row of placesAfter.iterate(series, sequence)) {
        if (Number(row['sequence']) > sequence + 1) break;
        sequence += 1;
      }
      return sequence;
    },
    /** Null while the first entry is missing. Of a forked place one hash is named. */
    heldOf: (series: string): Held | null => {
      const { sequence, hashes } = read(series);
      const [hash] = hashes;
      return sequence === 0 || hash === undefined ? null : { sequence, hash };
    },
  };
};

/** A fact, or what became of one, with its place in an order that only grows. */
export type PositionedHash = { readonly position: number; readonly hash: Uint8Array };

export const positionedHash = (row: Record<string, unknown>): PositionedHash => ({
  position: Number(row['position']),
  hash: row['hash'] as Uint8Array,
});

const factTable = (database: DatabaseSync) => {
  const count = database.prepare('INSERT OR IGNORE INTO fact (hash) VALUES (?)');
  const uncount = database.prepare('DELETE FROM fact WHERE hash = ?');
  const isCounted = database.prepare('SELECT 1 FROM fact WHERE hash = ?');
  const after = database.prepare(
    'SELECT position, hash FROM fact WHERE position > ? ORDER BY position LIMIT ?',
  );
  const counted = `SELECT sequence, hash FROM entry WHERE series = ? AND sequence BETWEEN ? AND ?
    AND EXISTS (SELECT 1 FROM fact WHERE fact.hash = entry.hash) ORDER BY sequence`;
  const upwards = database.prepare(counted);
  const downwards = database.prepare(`${counted} DESC`);
  return {
    /** Whether the entry of this hash counts only now; false when it counted before (I2). */
    countFact: (hash: Uint8Array): boolean => count.run(hash).changes === 1,
    /** Whether it counted and does not any more. */
    uncountFact: (hash: Uint8Array): boolean => uncount.run(hash).changes === 1,
    isCounted: (hash: Uint8Array): boolean => isCounted.get(hash) !== undefined,
    factsAfter: (position: number, limit: number): readonly PositionedHash[] =>
      after.all(position, limit).map(positionedHash),
    /** The entries of a stretch that count, from one of its ends on. */
    *countedBetween(series: string, from: number, to: number, order: 'up' | 'down'): Generator<Uint8Array> {
      for (const row of (order === 'up' ? upwards : downwards).iterate(series, from, to)) {
        yield row['hash'] as Uint8Array;
      }
    },
  };
};

import type { DatabaseSync } from 'node:sqlite';
import type { SealedRow } from './sealed-row.ts';
import type { GrandTotal } from './shift-table.ts';

/** A valid entry that does not count, with what it would add to the grand total of its series. */
export type Withheld = GrandTotal & {
  readonly series: string;
  readonly sequence: number;
  readonly hash: Uint8Array;
  /** '' outside a shift. */
  readonly shift: string;
  readonly utcMs: number;
};

/** What is withheld of one series: how many entries, the time of the first, and what they come to. */
export type WithheldSum = GrandTotal & {
  readonly series: string;
  readonly entries: number;
  readonly sinceMs: number;
};

type Total = GrandTotal & { readonly entries: number };
const NOTHING: Total = { entries: 0, salesMinor: 0, refundsMinor: 0 };

const plus = (a: Total, b: GrandTotal, sign: 1 | -1): Total => ({
  entries: a.entries + sign,
  salesMinor: a.salesMinor + sign * b.salesMinor,
  refundsMinor: a.refundsMinor + sign * b.refundsMinor,
});

/** What is withheld of each series, in sums. */
const totalTable = (database: DatabaseSync, rows: SealedRow) => {
  const get = database.prepare('SELECT value FROM withheld_total WHERE series = ?');
  const put = database.prepare('INSERT OR REPLACE INTO withheld_total (series, value) VALUES (?, ?)');
  const remove = database.prepare('DELETE FROM withheld_total WHERE series = ?');
  const all = database.prepare('SELECT series, value FROM withheld_total ORDER BY series');
  const placeOf = (series: string): string => `withheld-total/${series}`;
  const open = (series: string, value: unknown): Total =>
    rows.open(placeOf(series), value as Uint8Array) as Total;
  return {
    add: (series: string, more: GrandTotal, sign: 1 | -1): void => {
      const row = get.get(series);
      const sum = plus(row === undefined ? NOTHING : open(series, row['value']), more, sign);
      if (sum.entries === 0) remove.run(series);
      else put.run(series, rows.seal(placeOf(series), sum));
    },
    all: (): readonly (Total & { readonly series: string })[] =>
      all.all().map((row) => {
        const series = row['series'] as string;
        return { series, ...open(series, row['value']) };
      }),
  };
};

/** Entries of devices that were taken off, written after what their cuts leave them: held, shown, not counted. */
export const withheldTable = (database: DatabaseSync, rows: SealedRow) => {
  const add = database.prepare(
    'INSERT OR IGNORE INTO withheld (series, sequence, hash, shift, utc_ms, value) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const get = database.prepare('SELECT value FROM withheld WHERE series = ? AND sequence = ? AND hash = ?');
  const remove = database.prepare('DELETE FROM withheld WHERE series = ? AND sequence = ? AND hash = ?');
  const totals = totalTable(database, rows);
  const first = database.prepare(
    'SELECT utc_ms FROM withheld WHERE series = ? ORDER BY sequence, hash LIMIT 1',
  );
  const highest = database.prepare(
    'SELECT sequence, hash FROM withheld WHERE series = ? AND sequence <= ? ORDER BY sequence DESC, hash LIMIT 1',
  );
  const shiftsOf = database.prepare(
    "SELECT DISTINCT shift FROM withheld WHERE series = ? AND shift <> '' ORDER BY shift",
  );
  const ofShift = database.prepare(
    'SELECT series, sequence, hash, utc_ms, value FROM withheld WHERE shift = ? AND series = ? ORDER BY sequence, hash',
  );

  const placeOf = (hash: Uint8Array): string => `withheld/${Buffer.from(hash).toString('hex')}`;
  const open = (hash: Uint8Array, value: unknown): GrandTotal =>
    rows.open(placeOf(hash), value as Uint8Array) as GrandTotal;
  let turns = 0;
  return {
    /** Changes in this life whenever an entry is withheld or not any more. */
    turns: (): number => turns,
    has: ({ series: id, sequence, hash }: Pick<Withheld, 'series' | 'sequence' | 'hash'>): boolean =>
      get.get(id, sequence, hash) !== undefined,
    add: ({ series: id, sequence, hash, shift, utcMs, salesMinor, refundsMinor }: Withheld): void => {
      const sum = { salesMinor, refundsMinor };
      if (add.run(id, sequence, hash, shift, utcMs, rows.seal(placeOf(hash), sum)).changes === 0) return;
      turns += 1;
      totals.add(id, sum, 1);
    },
    remove: ({ series: id, sequence, hash }: Pick<Withheld, 'series' | 'sequence' | 'hash'>): void => {
      const row = get.get(id, sequence, hash);
      if (row === undefined) return;
      turns += 1;
      remove.run(id, sequence, hash);
      totals.add(id, open(hash, row['value']), -1);
    },
    /** By series. */
    sums: (): readonly WithheldSum[] =>
      totals.all().map((sum) => ({ ...sum, sinceMs: Number(first.get(sum.series)?.['utc_ms']) })),
    /** The highest one from this place down; null: there is none. */
    highestThrough: (id: string, through: number): Pick<Withheld, 'sequence' | 'hash'> | null => {
      const row = highest.get(id, through);
      return row === undefined
        ? null
        : { sequence: Number(row['sequence']), hash: row['hash'] as Uint8Array };
    },
    /** Series of which something is withheld. */
    series: (): readonly string[] => totals.all().map(({ series }) => series),
    shiftsOf: (id: string): readonly string[] => shiftsOf.all(id).map((row) => row['shift'] as string),
    ofShift: (shift: string, id: string): readonly Withheld[] =>
      ofShift.all(shift, id).map((row) => {
        const hash = row['hash'] as Uint8Array;
        const place = {
          series: id,
          sequence: Number(row['sequence']),
          hash,
          shift,
          utcMs: Number(row['utc_ms']),
        };
        return { ...place, ...open(hash, row['value']) };
      }),
  };
};
export type WithheldTable = ReturnType<typeof withheldTable>;

import type { DatabaseSync } from 'node:sqlite';
import type { WeighedTotals } from '@tillmesh/model';
import { equalBytes } from '../cbor/bytes.ts';
import type { SealedRow } from './sealed-row.ts';

/** What one series has of a shift, over all its entries of it that count here but its Z and supplements. */
export type ShiftSum = WeighedTotals & {
  readonly entries: number;
  /** Sequences of the first and the last of them. */
  readonly first: number;
  readonly last: number;
};
export type SeriesShift = ShiftSum & { readonly series: string };

/** All that a series ever sold, and gave back and voided, minor units. */
export type GrandTotal = { readonly salesMinor: number; readonly refundsMinor: number };

/** Sums over the entries that count here by shift and series, and which documents count them. */
export const shiftTable = (database: DatabaseSync, rows: SealedRow) => {
  const get = database.prepare('SELECT value FROM shift_part WHERE shift = ? AND series = ?');
  const all = database.prepare('SELECT series, value FROM shift_part WHERE shift = ? ORDER BY series');
  const ofSeries = database.prepare('SELECT shift FROM shift_part WHERE series = ?');
  const getGrand = database.prepare('SELECT value FROM series_total WHERE series = ?');
  const putGrand = database.prepare('INSERT OR REPLACE INTO series_total (series, value) VALUES (?, ?)');
  const put = database.prepare('INSERT OR REPLACE INTO shift_part (shift, series, value) VALUES (?, ?, ?)');
  const removeSum = database.prepare('DELETE FROM shift_part WHERE shift = ? AND series = ?');
  const removeGrand = database.prepare('DELETE FROM series_total WHERE series = ?');
  const removeDocument = database.prepare('DELETE FROM shift_document WHERE shift = ? AND hash = ?');
  const addDocument = database.prepare('INSERT OR IGNORE INTO shift_document (shift, hash) VALUES (?, ?)');
  const documents = database.prepare('SELECT hash FROM shift_document WHERE shift = ? ORDER BY hash');

  const placeOf = (shift: string, series: string): string => `shift-part/${shift}/${series}`;
  /** Row after row is that of the shift in which a till sells. What the file has decides, so nothing is undone here. */
  let last: { readonly place: string; readonly sealed: Uint8Array; readonly sum: ShiftSum } | null = null;
  const open = (shift: string, series: string, value: unknown): ShiftSum => {
    const place = placeOf(shift, series);
    const sealed = value as Uint8Array;
    if (last !== null && last.place === place && equalBytes(last.sealed, sealed)) return last.sum;
    return rows.open(place, sealed) as ShiftSum;
  };
  const grandPlace = (series: string): string => `series-total/${series}`;
  /** Over all shifts of a series: it sells in none other. */
  const grandOf = (series: string): GrandTotal => {
    const row = getGrand.get(series);
    return row === undefined
      ? { salesMinor: 0, refundsMinor: 0 }
      : (rows.open(grandPlace(series), row['value'] as Uint8Array) as GrandTotal);
  };
  return {
    sum: (shift: string, series: string): ShiftSum | null => {
      const row = get.get(shift, series);
      return row === undefined ? null : open(shift, series, row['value']);
    },
    putSum: (shift: string, series: string, sum: ShiftSum): void => {
      const place = placeOf(shift, series);
      const sealed = rows.seal(place, sum);
      put.run(shift, series, sealed);
      last = { place, sealed, sum };
    },
    /** Nothing of the shift counts in this series any more. */
    removeSum: (shift: string, series: string): void => void removeSum.run(shift, series),
    /** Of each series that has something of it, by series id. */
    sums: (shift: string): readonly SeriesShift[] =>
      all.all(shift).map((row) => {
        const series = row['series'] as string;
        return { series, ...open(shift, series, row['value']) };
      }),
    /** The shifts that a series has something of. */
    ofSeries: (series: string): readonly string[] =>
      ofSeries.all(series).map((row) => row['shift'] as string),
    grandOf,
    addGrand: (series: string, { salesMinor, refundsMinor }: GrandTotal): void => {
      const before = grandOf(series);
      const sum: GrandTotal = {
        salesMinor: before.salesMinor + salesMinor,
        refundsMinor: before.refundsMinor + refundsMinor,
      };
      if (sum.salesMinor === 0 && sum.refundsMinor === 0) removeGrand.run(series);
      else putGrand.run(series, rows.seal(grandPlace(series), sum));
    },
    /** `hash`: of the entry of a Z or a supplement. */
    addDocument: (shift: string, hash: Uint8Array): void => void addDocument.run(shift, hash),
    removeDocument: (shift: string, hash: Uint8Array): void => void removeDocument.run(shift, hash),
    documents: (shift: string): readonly Uint8Array[] =>
      documents.all(shift).map((row) => row['hash'] as Uint8Array),
  };
};
export type ShiftTable = ReturnType<typeof shiftTable>;

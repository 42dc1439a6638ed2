import type { DatabaseSync } from 'node:sqlite';
import type { SealedRow } from './sealed-row.ts';
import { type PlacedSlot, type SlotPlace, slotRows } from './slot-row.ts';

/** A series of this device with slots that moved since they were published. */
export type DueSeries = Pick<SlotPlace, 'branch' | 'series'>;

/** Which slots of this device's own series are to be published, and in which page each last was. */
export const slotPageTable = (database: DatabaseSync, rows: SealedRow) => {
  const { placed } = slotRows(rows);
  const publish = database.prepare(
    'UPDATE slot SET dirty = 0, page = ? WHERE branch = ? AND series = ? AND product = ?',
  );
  const due = database.prepare('SELECT branch, series FROM slot WHERE dirty = 1 LIMIT 1');
  const dirty = database.prepare(
    'SELECT branch, series, product, value FROM slot WHERE series = ? AND dirty = 1 LIMIT ?',
  );
  const inPage = database.prepare(
    'SELECT branch, series, product, value FROM slot WHERE series = ? AND page = ? AND page > 0',
  );
  const last = database.prepare('SELECT max(number) AS number FROM slot_page WHERE series = ?');
  const inPlace = database.prepare('SELECT number FROM slot_page WHERE series = ? AND place = ?');
  const putPage = database.prepare(
    `INSERT INTO slot_page (series, place, number) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET number = max(number, excluded.number)`,
  );
  const fullness = database.prepare(
    'SELECT count(*) AS slots, total(dirty) AS due FROM slot WHERE series = ? AND page = ? AND page > 0',
  );
  const stands = database.prepare(
    'SELECT 1 FROM slot WHERE series = ? AND page = ? AND page > 0 AND dirty = 0 LIMIT 1',
  );
  const move = database.prepare(
    'UPDATE slot SET page = max(page, ?) WHERE branch = ? AND series = ? AND product = ?',
  );
  const soil = database.prepare('UPDATE slot SET dirty = 1 WHERE series = ? AND page = ? AND page > 0');
  /** By series and place: the pages that were written since this table was opened. */
  const written = new Map<string, Map<number, number>>();
  /** The page in a place of the ring; 0 while there is none. */
  const standing = (series: string, place: number): number =>
    Number(inPlace.get(series, place)?.['number'] ?? 0);
  return {
    /** A series with slots to publish, null when there is none. */
    due: (): DueSeries | null => {
      const row = due.get();
      return row === undefined ? null : { branch: row['branch'] as string, series: row['series'] as string };
    },
    /** Slots of a series that moved since they were published. */
    moved: (series: string, limit: number): readonly PlacedSlot[] => dirty.all(series, limit).map(placed),
    standing,
    /** How many slots were last published in this page of their series, and how many of them moved since. */
    fullness: (series: string, page: number): { readonly slots: number; readonly due: number } => {
      const row = fullness.get(series, page);
      return { slots: Number(row?.['slots'] ?? 0), due: Number(row?.['due'] ?? 0) };
    },
    /**
     * A place whose page was written here, in this run of the program, and says nothing any more that still holds:
     * all its slots moved since. What a page that was found may say that is not known here, nobody can tell.
     */
    spent: (series: string): number | null => {
      for (const [place, number] of written.get(series) ?? []) {
        const isSpent = standing(series, place) === number && stands.get(series, number) === undefined;
        if (isSpent) return place;
      }
      return null;
    },
    /** Slots that were last published in this page of their series. */
    slotsIn: (series: string, page: number): readonly PlacedSlot[] => inPage.all(series, page).map(placed),
    published: (slots: readonly PlacedSlot[], series: string, page: number, place: number): void => {
      for (const { place: of } of slots) publish.run(page, of.branch, of.series, of.product);
      putPage.run(series, place, page);
      const places = written.get(series) ?? new Map<number, number>();
      written.set(series, places.set(place, page));
    },
    /** The number of the last page of one of this device's series; 0 before the first. */
    last: (series: string): number => Number(last.get(series)?.['number'] ?? 0),
    /**
     * A page of this device's own series was found in a place of its ring. What stood there in the pages
     * `lost` may stand nowhere now, and is published again.
     */
    foundOwn: (
      { series, place, page }: { readonly series: string; readonly place: number; readonly page: number },
      slots: readonly SlotPlace[],
      lost: readonly number[],
    ): void => {
      written.get(series)?.delete(place);
      putPage.run(series, place, page);
      for (const { branch, product } of slots) move.run(page, branch, series, product);
      for (const number of lost) soil.run(series, number);
    },
  };
};
export type SlotPageTable = ReturnType<typeof slotPageTable>;

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
  const last = database.prepare('SELECT number FROM slot_page WHERE series = ?');
  const count = database.prepare(
    `INSERT INTO slot_page (series, number) VALUES (?, ?)
      ON CONFLICT DO UPDATE SET number = max(number, excluded.number)`,
  );
  const move = database.prepare(
    'UPDATE slot SET page = max(page, ?) WHERE branch = ? AND series = ? AND product = ?',
  );
  const soil = database.prepare('UPDATE slot SET dirty = 1 WHERE series = ? AND page = ? AND page > 0');
  return {
    /** A series with slots to publish, null when there is none. */
    due: (): DueSeries | null => {
      const row = due.get();
      return row === undefined ? null : { branch: row['branch'] as string, series: row['series'] as string };
    },
    /** Slots of a series that moved since they were published. */
    moved: (series: string, limit: number): readonly PlacedSlot[] => dirty.all(series, limit).map(placed),
    /** Slots that were last published in this page of their series. */
    standingIn: (series: string, page: number): readonly PlacedSlot[] => inPage.all(series, page).map(placed),
    published: ({ branch, series, product }: SlotPlace, page: number): void => {
      publish.run(page, branch, series, product);
      count.run(series, page);
    },
    /** The number of the last page of one of this device's series; 0 before the first. */
    last: (series: string): number => Number(last.get(series)?.['number'] ?? 0),
    /**
     * A page of this device's own series was found in a document. `isOnly`: nothing else was ever found
     * in its place; else what stood in a page of this number may have been lost, and is published again.
     */
    foundOwn: (places: readonly SlotPlace[], series: string, page: number, isOnly: boolean): void => {
      count.run(series, page);
      for (const { branch, product } of places) move.run(page, branch, series, product);
      if (!isOnly) soil.run(series, page);
    },
  };
};
export type SlotPageTable = ReturnType<typeof slotPageTable>;

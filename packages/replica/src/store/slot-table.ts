import type { DatabaseSync } from 'node:sqlite';
import type { SealedRow } from './sealed-row.ts';
import { type Slot, type SlotPlace, slotRows } from './slot-row.ts';

/**
 * Whether one slot says more than another of its place: the higher sequence counts. At one sequence the
 * larger totals do: a till that is given back its lost entries may publish before the last has come.
 */
const saysMore = (a: Slot, b: Slot): boolean =>
  a.sequence === b.sequence ? a.inMilli + a.outMilli > b.inMilli + b.outMilli : a.sequence > b.sequence;

/**
 * Stock slots: one per series and product, absolute and growing, so that writing one twice changes
 * nothing. Those of this device's own series are sums over its entries, the others what was published.
 */
export const slotTable = (database: DatabaseSync, rows: SealedRow) => {
  const { seal, open, placed } = slotRows(rows);
  const get = database.prepare('SELECT value FROM slot WHERE branch = ? AND series = ? AND product = ?');
  const put = database.prepare(
    `INSERT INTO slot (branch, series, product, dirty, value) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET dirty = excluded.dirty, value = excluded.value`,
  );
  const all = database.prepare('SELECT branch, series, product, value FROM slot');
  const read = (place: SlotPlace): Slot | null => {
    const row = get.get(place.branch, place.series, place.product);
    return row === undefined ? null : open(place, row['value']);
  };
  const write = (place: SlotPlace, slot: Slot, isDirty: boolean): void =>
    void put.run(place.branch, place.series, place.product, isDirty ? 1 : 0, seal(place, slot));
  return {
    read,
    /** Adds a movement by an entry of this device's own; it is published later. */
    addOwn: (place: SlotPlace, milli: number, sequence: number): void => {
      const before = read(place) ?? { inMilli: 0, outMilli: 0, sequence: 0 };
      const slot = {
        inMilli: before.inMilli + Math.max(0, milli),
        outMilli: before.outMilli + Math.max(0, -milli),
        sequence: Math.max(before.sequence, sequence),
      };
      write(place, slot, true);
    },
    /** Takes a published slot of another device's series if it says more; says whether it did. */
    takePublished: (place: SlotPlace, slot: Slot): boolean => {
      const before = read(place);
      if (before !== null && !saysMore(slot, before)) return false;
      write(place, slot, false);
      return true;
    },
    /** Level per branch and product: the sum over all series. */
    levels: (): ReadonlyMap<string, number> => {
      const sums = new Map<string, number>();
      for (const row of all.iterate()) {
        const { place, slot } = placed(row);
        const key = `${place.branch}/${place.product}`;
        sums.set(key, (sums.get(key) ?? 0) + slot.inMilli - slot.outMilli);
      }
      return sums;
    },
  };
};
export type SlotTable = ReturnType<typeof slotTable>;

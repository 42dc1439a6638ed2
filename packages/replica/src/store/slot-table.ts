import type { DatabaseSync } from 'node:sqlite';
import type { SealedRow } from './sealed-row.ts';

/** Growing totals of one series for one product, thousandths, and the sequence at which they stand. */
export type Slot = { readonly inMilli: number; readonly outMilli: number; readonly sequence: number };

/** Names one slot. */
export type SlotPlace = { readonly branch: string; readonly series: string; readonly product: string };

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
  const get = database.prepare('SELECT value FROM slot WHERE branch = ? AND series = ? AND product = ?');
  const put = database.prepare(
    'INSERT OR REPLACE INTO slot (branch, series, product, dirty, value) VALUES (?, ?, ?, ?, ?)',
  );
  const clean = database.prepare('UPDATE slot SET dirty = 0 WHERE branch = ? AND series = ? AND product = ?');
  const dirty = database.prepare('SELECT branch, series, product, value FROM slot WHERE dirty = 1 LIMIT ?');
  const all = database.prepare('SELECT branch, series, product, value FROM slot');
  const nameOf = ({ branch, series, product }: SlotPlace): string => `slot/${branch}/${series}/${product}`;
  const placeIn = (row: Record<string, unknown>): SlotPlace => ({
    branch: row['branch'] as string,
    series: row['series'] as string,
    product: row['product'] as string,
  });
  const open = (place: SlotPlace, value: unknown): Slot =>
    rows.open(nameOf(place), value as Uint8Array) as Slot;
  const read = (place: SlotPlace): Slot | null => {
    const row = get.get(place.branch, place.series, place.product);
    return row === undefined ? null : open(place, row['value']);
  };
  const write = (place: SlotPlace, slot: Slot, isDirty: boolean): void =>
    void put.run(place.branch, place.series, place.product, isDirty ? 1 : 0, rows.seal(nameOf(place), slot));
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
    /** Those that moved since they were published, of every series of this device. */
    toPublish: (limit: number): readonly { readonly place: SlotPlace; readonly slot: Slot }[] =>
      dirty.all(limit).map((row) => ({ place: placeIn(row), slot: open(placeIn(row), row['value']) })),
    published: ({ branch, series, product }: SlotPlace): void => void clean.run(branch, series, product),
    /** Level per branch and product: the sum over all series. */
    levels: (): ReadonlyMap<string, number> => {
      const sums = new Map<string, number>();
      for (const row of all.iterate()) {
        const place = placeIn(row);
        const slot = open(place, row['value']);
        const key = `${place.branch}/${place.product}`;
        sums.set(key, (sums.get(key) ?? 0) + slot.inMilli - slot.outMilli);
      }
      return sums;
    },
  };
};
export type SlotTable = ReturnType<typeof slotTable>;

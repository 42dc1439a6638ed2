import type { DatabaseSync } from 'node:sqlite';
import type { SealedRow } from './sealed-row.ts';

/** Growing totals of one series for one product, thousandths, and the sequence at which they stand. */
export type Slot = { readonly inMilli: number; readonly outMilli: number; readonly sequence: number };

/**
 * Stock slots: one per series and product, absolute and growing, so that writing one twice changes
 * nothing and of two the higher sequence counts.
 */
export const slotTable = (database: DatabaseSync, rows: SealedRow) => {
  const get = database.prepare('SELECT value FROM slot WHERE branch = ? AND series = ? AND product = ?');
  const put = database.prepare(
    'INSERT OR REPLACE INTO slot (branch, series, product, dirty, value) VALUES (?, ?, ?, ?, ?)',
  );
  const clean = database.prepare('UPDATE slot SET dirty = 0 WHERE branch = ? AND series = ? AND product = ?');
  const dirty = database.prepare(
    'SELECT branch, product, value FROM slot WHERE series = ? AND dirty = 1 LIMIT ?',
  );
  const all = database.prepare('SELECT branch, series, product, value FROM slot');
  const place = (branch: string, series: string, product: string): string =>
    `slot/${branch}/${series}/${product}`;
  const open = (branch: string, series: string, product: string, value: unknown): Slot =>
    rows.open(place(branch, series, product), value as Uint8Array) as Slot;
  const read = (branch: string, series: string, product: string): Slot | null => {
    const row = get.get(branch, series, product);
    return row === undefined ? null : open(branch, series, product, row['value']);
  };
  const write = (branch: string, series: string, product: string, slot: Slot, isDirty: boolean): void =>
    void put.run(branch, series, product, isDirty ? 1 : 0, rows.seal(place(branch, series, product), slot));
  return {
    read,
    /** Adds a movement of this till's own series; it is published later. */
    addOwn: (branch: string, series: string, product: string, milli: number, sequence: number): void => {
      const before = read(branch, series, product) ?? { inMilli: 0, outMilli: 0, sequence: 0 };
      const slot = {
        inMilli: before.inMilli + Math.max(0, milli),
        outMilli: before.outMilli + Math.max(0, -milli),
        sequence: Math.max(before.sequence, sequence),
      };
      write(branch, series, product, slot, true);
    },
    /** Takes a published slot of another series if it is newer; says whether it was. */
    takePublished: (branch: string, series: string, product: string, slot: Slot): boolean => {
      const before = read(branch, series, product);
      if (before !== null && before.sequence >= slot.sequence) return false;
      write(branch, series, product, slot, false);
      return true;
    },
    toPublish: (series: string, limit: number): readonly { branch: string; product: string; slot: Slot }[] =>
      dirty.all(series, limit).map((row) => {
        const [branch, product] = [row['branch'] as string, row['product'] as string];
        return { branch, product, slot: open(branch, series, product, row['value']) };
      }),
    published: (branch: string, series: string, product: string): void =>
      void clean.run(branch, series, product),
    /** Level per branch and product: the sum over all series. */
    levels: (): ReadonlyMap<string, number> => {
      const sums = new Map<string, number>();
      for (const row of all.iterate()) {
        const [branch, series, product] = [
          row['branch'] as string,
          row['series'] as string,
          row['product'] as string,
        ];
        const slot = open(branch, series, product, row['value']);
        const key = `${branch}/${product}`;
        sums.set(key, (sums.get(key) ?? 0) + slot.inMilli - slot.outMilli);
      }
      return sums;
    },
  };
};
export type SlotTable = ReturnType<typeof slotTable>;

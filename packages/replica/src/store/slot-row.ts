import type { SealedRow } from './sealed-row.ts';

/** Growing totals of one series for one product, thousandths, and the sequence at which they stand. */
export type Slot = { readonly inMilli: number; readonly outMilli: number; readonly sequence: number };

/** Names one slot. */
export type SlotPlace = { readonly branch: string; readonly series: string; readonly product: string };

export type PlacedSlot = { readonly place: SlotPlace; readonly slot: Slot };

/** Rows of the table `slot`, whose totals are sealed under their place. */
export const slotRows = (rows: SealedRow) => {
  const nameOf = ({ branch, series, product }: SlotPlace): string => `slot/${branch}/${series}/${product}`;
  const open = (place: SlotPlace, value: unknown): Slot =>
    rows.open(nameOf(place), value as Uint8Array) as Slot;
  return {
    seal: (place: SlotPlace, slot: Slot): Uint8Array => rows.seal(nameOf(place), slot),
    open,
    placed: (row: Record<string, unknown>): PlacedSlot => {
      const place = {
        branch: row['branch'] as string,
        series: row['series'] as string,
        product: row['product'] as string,
      };
      return { place, slot: open(place, row['value']) };
    },
  };
};

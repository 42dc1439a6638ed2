import { field, integer, list, parse, record, type ShapeOf, type Wire } from '@tillmesh/model';
import { hex } from '../cbor/wire-shape.ts';
import type { Slot } from '../store/slot-row.ts';

/** Version of both bodies below; a changed body is a new version beside the old. */
export const SLOT_VERSION = 1;

/**
 * How a series' slots are spread: publishing writes the next of so many pages, round and round, each
 * with at most so many slots. Together they hold as many products as one till may move.
 */
export type Ring = { readonly pages: number; readonly slots: number };
export const RING: Ring = { pages: 1_024, slots: 128 };

const series = hex(8);
const totals = {
  inMilli: field(1, integer(0)),
  outMilli: field(2, integer(0)),
  sequence: field(3, integer(1)),
} as const;

/** A slot on its own, under its product: growing totals in thousandths and the sequence at which they stand. */
export const slotBody = record({
  ...totals,
  /** Else a slot of one life of a till could be put in the place of another life's. */
  series: field(4, series),
});

/** Slots of one series that were published together; `number` grows by one with each page, from 1. */
export const slotPage = record({
  series: field(1, series),
  number: field(2, integer(1)),
  slots: field(3, list(record({ ...totals, product: field(4, hex(16)) }), RING.slots)),
});
export type SlotPage = ShapeOf<typeof slotPage>;

/** Where the page of a number stands: over the one that is a whole round older. */
export const pageSubject = (number: number, { pages }: Ring): string => `page/${number % pages}`;

/** What a stock document's value says. Of several under one key the higher `order` stands. */
export type SlotsRead =
  | {
      readonly status: 'valid';
      readonly series: string;
      /** The page's number; 0 for a slot on its own. */
      readonly page: number;
      readonly slots: readonly (Slot & { readonly product: string })[];
    }
  | { readonly status: 'invalid' }
  | { readonly status: 'not-understood' };

/** Reads a stock value's body by its subject; a subject or version of later is not understood. */
export const readSlots = (subject: string, version: number, body: Wire): SlotsRead => {
  const isPage = /^page\/\d{1,9}$/.test(subject);
  if ((!isPage && !/^[0-9a-f]{32}$/.test(subject)) || version > SLOT_VERSION)
    return { status: 'not-understood' };
  if (isPage) {
    const read = parse(() => slotPage.decode(body, 'page'));
    if (!read.ok) return { status: 'invalid' };
    return { status: 'valid', series: read.value.series, page: read.value.number, slots: read.value.slots };
  }
  const read = parse(() => slotBody.decode(body, 'slot'));
  if (!read.ok) return { status: 'invalid' };
  const { series: ofSeries, ...slot } = read.value;
  return { status: 'valid', series: ofSeries, page: 0, slots: [{ ...slot, product: subject }] };
};

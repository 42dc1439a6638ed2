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

/** Slots of one series that were published together; `number` grows with each page, from 1. */
export const slotPage = record({
  series: field(1, series),
  number: field(2, integer(1)),
  slots: field(3, list(record({ ...totals, product: field(4, hex(16)) }), RING.slots)),
});
export type SlotPage = ShapeOf<typeof slotPage>;

/** Where the page of a number stands: over an older one. */
export const placeOf = (number: number, { pages }: Ring): number => number % pages;
/** The first number after another one whose page stands in a place. */
export const numberIn = (place: number, after: number, { pages }: Ring): number =>
  after + 1 + ((((place - after - 1) % pages) + pages) % pages);
export const pageSubject = (place: number): string => `page/${place}`;

/** What a stock document's value says. */
export type SlotsRead =
  | {
      readonly status: 'valid';
      readonly series: string;
      /** The page's number and its place in the ring; null for a slot on its own. */
      readonly page: { readonly number: number; readonly place: number } | null;
      readonly slots: readonly (Slot & { readonly product: string })[];
    }
  | { readonly status: 'invalid' }
  | { readonly status: 'not-understood' };

/** Reads a stock value's body by its subject; a subject or version of later is not understood. */
export const readSlots = (subject: string, version: number, body: Wire): SlotsRead => {
  const place = /^page\/(0|[1-9]\d{0,8})$/.exec(subject)?.[1];
  if ((place === undefined && !/^[0-9a-f]{32}$/.test(subject)) || version > SLOT_VERSION)
    return { status: 'not-understood' };
  if (place !== undefined) {
    const read = parse(() => slotPage.decode(body, 'page'));
    if (!read.ok) return { status: 'invalid' };
    const { series: ofSeries, number, slots } = read.value;
    return { status: 'valid', series: ofSeries, page: { number, place: Number(place) }, slots };
  }
  const read = parse(() => slotBody.decode(body, 'slot'));
  if (!read.ok) return { status: 'invalid' };
  const { series: ofSeries, ...slot } = read.value;
  return { status: 'valid', series: ofSeries, page: null, slots: [{ ...slot, product: subject }] };
};

import { amountMinor, MAX_QUANTITY_MILLI } from '../money/bound.ts';
import { CHANNELS } from '../sale/channel.ts';
import { field, list, optional, record } from '../schema/record.ts';
import { calendarDate, flag, id, integer, text, word } from '../schema/scalar.ts';
import type { ShapeOf } from '../schema/shape.ts';

/**
 * When a list counts. Every part that is named has to fit; a part that names nothing fits always. Times are
 * the branch's own: minutes after midnight, `untilMinute` exclusive, past midnight where it is not later than
 * `fromMinute`. Weekdays count from 1, Monday.
 */
export const priceListRule = record({
  branchIds: field(1, list(id<'branch'>(), 1_000)),
  groups: field(2, list(text(32, 1), 64)),
  channels: field(3, list(word(...CHANNELS), CHANNELS.length)),
  fromDate: optional(4, calendarDate),
  /** The last date on which it counts. */
  untilDate: optional(5, calendarDate),
  weekdays: field(6, list(integer(1, 7), 7)),
  fromMinute: optional(7, integer(0, 1_439)),
  untilMinute: optional(8, integer(0, 1_439)),
});
export type PriceListRule = ShapeOf<typeof priceListRule>;

/** Prices of products stand with the products, under the list's id. */
export const priceList = record({
  id: field(1, text(32, 1)),
  name: field(2, text(120, 1)),
  currency: field(3, text(3, 3)),
  /** Absent: as the branch counts. */
  includesTax: optional(4, flag),
  /** Absent: only where a branch names it as its own. */
  rule: optional(5, priceListRule),
  /** Of several lists that fit and hold a price the highest counts, then the id. The branch's own comes last. */
  priority: field(6, integer(0, 1_000)),
});
export type PriceList = ShapeOf<typeof priceList>;

/** A price from a business date on (absent: always) and from a quantity on. */
export const priceStep = record({
  fromDate: optional(1, calendarDate),
  /** Thousandths; 1 is any quantity. */
  fromMilli: field(2, integer(1, MAX_QUANTITY_MILLI)),
  priceMinor: field(3, amountMinor),
});
export type PriceStep = ShapeOf<typeof priceStep>;
export const MAX_PRICE_STEPS = 64;

import { MAX_CURRENCIES, MAX_SHIFT_MINOR, shiftMinor } from '../money/bound.ts';
import { field, list, optional, record } from '../schema/record.ts';
import { integer, text } from '../schema/scalar.ts';
import type { ShapeOf } from '../schema/shape.ts';

export const currencyCode = text(3, 3);

/** What one drawer can hold, minor units. */
const countedMinor = integer(0, MAX_SHIFT_MINOR);

/** Coins and notes, by value. */
const denominations = list(
  record({ valueMinor: field(1, integer(1, 1_000_000_000)), count: field(2, integer(1, 1_000_000)) }),
  64,
);

/** Money of one currency as it was counted; with its coins and notes where they were counted one by one. */
export const cashCount = record({
  currency: field(1, currencyCode),
  totalMinor: field(2, countedMinor),
  denominations: optional(3, denominations),
});
export type CashCount = ShapeOf<typeof cashCount>;

/** Of each currency at most one. */
export const cashCounts = list(cashCount, MAX_CURRENCIES);

/** What a drawer came to in one currency. variance = counted - expected. */
export const drawerCount = record({
  currency: field(1, currencyCode),
  floatMinor: field(2, countedMinor),
  expectedMinor: field(3, shiftMinor),
  countedMinor: field(4, countedMinor),
  varianceMinor: field(5, shiftMinor),
  denominations: optional(6, denominations),
});
export type DrawerCount = ShapeOf<typeof drawerCount>;

import { MAX_CURRENCIES, MAX_SHIFT_MINOR } from '../../money/bound.ts';
import { field, list, optional, record } from '../../schema/record.ts';
import { integer, text } from '../../schema/scalar.ts';

/**
 * Quantities, reasons and PINs are read widely in commands, so that `decide` can refuse them with a code that
 * says what is wrong; what goes into a fact is bounded by the fact's own shape.
 */
export const quantity = integer();
export const reason = text(120);
export const pin = text(64);

/** Coins and notes of one value. */
const pieces = record({
  valueMinor: field(1, integer(1, 1_000_000_000)),
  count: field(2, integer(0, 1_000_000)),
});

/** Money as somebody counted it: a sum, or coins and notes, or both where they agree. */
export const counted = record({
  currency: field(1, text(3, 3)),
  totalMinor: optional(2, integer(0, MAX_SHIFT_MINOR)),
  denominations: optional(3, list(pieces, 64)),
});
export const counts = list(counted, MAX_CURRENCIES);

import { ratePpm } from '../money/bound.ts';
import { field, list, optional, record } from '../schema/record.ts';
import { calendarDate, flag, text } from '../schema/scalar.ts';
import type { Shape } from '../schema/shape.ts';
import type { TaxClass } from '../state/shop.ts';

const rates = list(record({ from: field(1, calendarDate), ratePpm: field(2, ratePpm) }), 100);

const tax = record({
  id: field(1, text(32, 1)),
  name: field(2, text(120, 1)),
  compound: field(3, flag),
  rates: field(4, rates),
});

/** A tax class as it is stated. */
export const taxClass: Shape<TaxClass> = record({
  id: field(1, text(32, 1)),
  name: field(2, text(120, 1)),
  mark: field(3, text(4)),
  taxes: field(4, list(tax, 8)),
  takeAwayClass: optional(5, text(32, 1)),
});

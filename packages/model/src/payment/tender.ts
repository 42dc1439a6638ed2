import { amountMinor } from '../money/bound.ts';
import { field, optional, record } from '../schema/record.ts';
import { flag, text, word } from '../schema/scalar.ts';
import type { ShapeOf } from '../schema/shape.ts';
import { exchangeRatePpb } from './payment.ts';

/**
 * A way of paying that a shop offers. Deposits and exchanges are none: they follow from other documents.
 * `changeMinor` and the like are the payment's own; here stands what may be done.
 */
export const tender = record({
  id: field(1, text(32, 1)),
  name: field(2, text(120, 1)),
  kind: field(3, word('cash', 'card', 'voucher', 'account')),
  active: field(4, flag),
  /** What a voucher is worth beyond what is due: given as change, or forfeited. Cash always gives change. */
  givesChange: field(5, flag),
  /** Cash of another currency, at this rate. */
  foreign: optional(6, record({ currency: field(1, text(3, 3)), ratePpb: field(2, exchangeRatePpb) })),
  /** A card's or voucher's reference has to be entered. */
  needsReference: field(7, flag),
  /** The most that all stored payments of one till may come to, minor units; 0: none is stored. */
  storedLimitMinor: field(8, amountMinor),
});
export type Tender = ShapeOf<typeof tender>;

/** What every shop has, until it says otherwise. */
export const CASH: Tender = {
  id: 'cash',
  name: 'Cash',
  kind: 'cash',
  active: true,
  givesChange: true,
  needsReference: false,
  storedLimitMinor: 0,
};

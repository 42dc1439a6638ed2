import { productId } from '../../catalog/product.ts';
import { amountMinor, sharePpm } from '../../money/bound.ts';
import { buyer } from '../../sale/buyer.ts';
import { CHANNELS } from '../../sale/channel.ts';
import { EXTRA_KINDS } from '../../sale/extra.ts';
import { lineNumber, RELIEFS, SERVICES } from '../../sale/line.ts';
import { field, list, optional, record } from '../../schema/record.ts';
import { id, integer, text, word } from '../../schema/scalar.ts';
import { quantity, reason } from './basic.ts';

export const BASKET_COMMANDS = {
  /** By code (what a scanner types, or stands below a symbol) or by product. Starts a basket when there is none. */
  'basket.add': record({
    code: optional(1, text(64, 1)),
    productId: optional(2, productId),
    quantityMilli: optional(3, quantity),
    /** Of a product with an open price, which needs it; no other takes one. */
    unitPriceMinor: optional(4, amountMinor),
  }),
  'basket.set-quantity': record({ line: field(1, lineNumber), quantityMilli: field(2, quantity) }),
  /** On a line, or without one on the basket. Share or amount; neither takes the discount away. */
  'basket.discount': record({
    line: optional(5, lineNumber),
    sharePpm: optional(2, sharePpm),
    amountMinor: optional(3, amountMinor),
    reason: optional(4, reason),
  }),
  'basket.override-price': record({
    line: field(1, lineNumber),
    unitPriceMinor: field(2, amountMinor),
    reason: field(3, reason),
  }),
  /** Gives lines the price of now: the one named, or all. Overridden and open prices stay. */
  'basket.reprice': record({ line: optional(1, lineNumber) }),
  'basket.void-line': record({ line: field(1, lineNumber), reason: field(2, reason) }),
  'basket.cancel': record({ reason: field(1, reason) }),
  /** What decides prices and tax. Lines keep the price they have; tax follows at once. Nothing named: nobody. */
  'basket.set-customer': record({
    customerId: optional(1, id<'customer'>()),
    groups: field(2, list(text(32, 1), 16)),
    relief: optional(3, word(...RELIEFS)),
    reliefEvidence: optional(4, text(64)),
  }),
  /** Whom to make the invoice out to; without one a receipt is given. */
  'basket.set-buyer': record({ buyer: optional(1, buyer) }),
  'basket.set-channel': record({ channel: field(1, word(...CHANNELS)) }),
  /** For a line; without one for all lines and those to come. */
  'basket.set-service': record({ line: optional(1, lineNumber), service: field(2, word(...SERVICES)) }),
  /** A tip, a deposit, a payment to an account. Starts a basket when there is none. */
  'basket.add-extra': record({
    extra: field(1, word(...EXTRA_KINDS)),
    amountMinor: field(2, amountMinor),
    note: optional(3, text(120)),
    staffId: optional(4, id<'staff'>()),
    customerId: optional(5, id<'customer'>()),
  }),
  /** What the customer hands in: promotions that ask for it count then. */
  'basket.add-coupon': record({ code: field(1, text(64, 1)) }),
  'basket.remove-coupon': record({ code: field(1, text(64, 1)) }),
  'basket.remove-extra': record({ extra: field(1, integer(1, 1_000)) }),
} as const;

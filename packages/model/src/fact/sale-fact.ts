import { productId } from '../catalog/product.ts';
import { currencyCode } from '../drawer/cash-count.ts';
import { amountMinor, MAX_LINES, quantityMilli, sharePpm, signedMinor } from '../money/bound.ts';
import { payment, PAYMENT_STATES, payout } from '../payment/payment.ts';
import { MAX_PROMOTIONS } from '../promotion/bound.ts';
import { promotionGiven } from '../promotion/given.ts';
import { buyer, customerTerms } from '../sale/buyer.ts';
import { CHANNELS } from '../sale/channel.ts';
import { documentNumber, originalDocument } from '../sale/document.ts';
import { extra, MAX_EXTRAS } from '../sale/extra.ts';
import {
  discountGiven,
  lineNumber,
  plainSaleLines,
  rateTotals,
  refundLines,
  saleLines,
} from '../sale/line.ts';
import { reason } from '../sale/reason.ts';
import { field, list, optional, record } from '../schema/record.ts';
import { flag, id, text, word } from '../schema/scalar.ts';
import type { ShapeOf } from '../schema/shape.ts';

const basketId = id<'basket'>();
export const saleId = id<'sale'>();
/** True while training: then it counts in no total, drawer or stock. Absent otherwise. */
const training = optional(90, flag);

/** Largest number of payments of one sale. */
export const MAX_PAYMENTS = 100;
/** Largest number of discounts on one basket. */
export const MAX_BASKET_DISCOUNTS = 16;

/**
 * A basket sold, with a receipt, an invoice or a training receipt.
 * goods (`totalMinor`, the rates' gross) + extras + cash rounding = due = the payments' amounts (I7).
 */
// Keys are written in the order of these fields.
const saleHead = {
  saleId: field(1, saleId),
  basketId: field(2, basketId),
  document: field(3, documentNumber),
  currency: field(4, currencyCode),
} as const;
const saleBody = {
  rates: field(6, rateTotals),
  totalMinor: field(7, amountMinor),
  payments: field(8, list(payment, MAX_PAYMENTS)),
  discounts: field(9, list(discountGiven, MAX_BASKET_DISCOUNTS)),
  extras: field(10, list(extra, MAX_EXTRAS)),
  cashRoundingMinor: field(11, signedMinor),
  channel: field(12, word(...CHANNELS)),
  customer: optional(13, customerTerms),
  /** Of an invoice. */
  buyer: optional(14, buyer),
  /** The fiscal device was known to fail when it was sold. */
  fiscalFailed: optional(15, flag),
} as const;
export const saleCompleted = record({
  ...saleHead,
  lines: field(5, saleLines),
  ...saleBody,
  /** Those that gave something; the lines have their parts of them. Absent where none did. */
  promotions: optional(16, list(promotionGiven, MAX_PROMOTIONS)),
});
/** Version 2, without promotions: what has none is still written so. */
export const saleCompletedPlain = record({
  ...saleHead,
  lines: field(5, plainSaleLines),
  ...saleBody,
});
export type SaleCompleted = ShapeOf<typeof saleCompleted>;

const givenBack = {
  currency: field(4, currencyCode),
  lines: field(5, refundLines),
  rates: field(6, rateTotals),
  /** The rates' gross. Amounts are positive. total + extras + cash rounding = payouts. */
  totalMinor: field(7, amountMinor),
  payouts: field(8, list(payout, MAX_PAYMENTS)),
  reason: field(9, reason),
  cashRoundingMinor: field(10, signedMinor),
  /** Of a refund: deposits paid back. Of a void: all that the sale had. */
  extras: field(11, list(extra, MAX_EXTRAS)),
} as const;

/** Goods or deposits given back. `original` names the receipt; absent for a refund without one. */
export const refundCompleted = record({
  refundId: field(1, id<'refund'>()),
  document: field(2, documentNumber),
  original: optional(3, originalDocument),
  ...givenBack,
});

/** A whole sale undone, with all its payments. */
export const saleVoided = record({
  voidId: field(1, id<'void'>()),
  document: field(2, documentNumber),
  original: field(3, originalDocument),
  ...givenBack,
});

const droppedLine = record({
  line: field(1, lineNumber),
  productId: field(2, productId),
  name: field(3, text(200, 1)),
  quantityMilli: field(4, quantityMilli),
  unitPriceMinor: field(5, amountMinor),
  totalMinor: field(6, amountMinor),
});

/** A line taken out of an open basket. */
export const lineVoided = record({
  basketId: field(1, basketId),
  line: field(2, droppedLine),
  reason: field(3, reason),
  training,
});

/** A basket that was never sold, with the lines that it had; the total is theirs, before discounts on the basket. */
export const basketCancelled = record({
  basketId: field(1, basketId),
  lines: field(2, list(droppedLine, MAX_LINES)),
  totalMinor: field(3, amountMinor),
  reason: field(4, reason),
  training,
});

/**
 * A price override that was not sold: its line was voided, its basket cancelled, or another price took its
 * place. One that was sold stands in the line of its sale.
 */
export const overrideWithdrawn = record({
  basketId: field(1, basketId),
  line: field(2, lineNumber),
  productId: field(3, productId),
  name: field(4, text(200, 1)),
  listPriceMinor: optional(5, amountMinor),
  unitPriceMinor: field(6, amountMinor),
  reason: field(7, reason),
  /** Who had asked it, and who had approved that. */
  staffId: optional(8, id<'staff'>()),
  approverId: optional(9, id<'staff'>()),
  training,
});

/** A manual discount that was not sold likewise: of a line or, where none is named, of the basket. A share or an amount. */
export const discountWithdrawn = record({
  basketId: field(1, basketId),
  line: optional(2, lineNumber),
  sharePpm: optional(3, sharePpm),
  amountMinor: optional(4, amountMinor),
  reason: field(5, reason),
  /** Who had given it, and who had approved that. */
  staffId: optional(6, id<'staff'>()),
  approverId: optional(7, id<'staff'>()),
  training,
});

/** Money taken for a basket, for good: cash, a voucher, an account, a card approved elsewhere. */
export const paymentTaken = record({
  basketId: field(1, basketId),
  currency: field(2, currencyCode),
  payment: field(3, payment),
  training,
});

/** A payment begun whose end is not known yet. */
export const paymentRequested = record({
  basketId: field(1, basketId),
  currency: field(2, currencyCode),
  payment: field(3, payment),
  training,
});

/** A payment went forward; `payment` is as it stands then. */
export const paymentChanged = record({
  basketId: field(1, basketId),
  currency: field(2, currencyCode),
  payment: field(3, payment),
  /** Where it stood before: what money a fact moves follows from the fact alone. */
  from: field(4, word(...PAYMENT_STATES)),
  /** The sale that it paid, once there is one. */
  saleId: optional(5, saleId),
  note: optional(6, text(120, 1)),
  training,
});

/** Money given back for a basket that was not completed. */
export const paymentReturned = record({
  basketId: field(1, basketId),
  currency: field(2, currencyCode),
  /** Names the payment. */
  payout: field(3, payout),
  reason: field(4, reason),
  training,
});

import { productId, UNITS } from '../catalog/product.ts';
import { amountMinor, MAX_LINES, quantityMilli, ratePpm, sharePpm, signedMinor } from '../money/bound.ts';
import { field, list, optional, record } from '../schema/record.ts';
import { flag, integer, text, word } from '../schema/scalar.ts';
import type { ShapeOf } from '../schema/shape.ts';

/** Why somebody did what needs a reason. */
export const reason = text(120, 1);

/** A manual discount of a line: a share or an amount; `amountMinor` is what it came to. */
const lineDiscount = record({
  sharePpm: optional(1, sharePpm),
  amountMinor: field(2, amountMinor),
  reason: field(3, reason),
});

/** A line as sold. `totalMinor` is what the customer owes for it in the branch's way (tax in or out). */
export const saleLine = record({
  line: field(1, integer(1, 1_000_000)),
  productId: field(2, productId),
  sku: field(3, text(64, 1)),
  name: field(4, text(200, 1)),
  unit: field(5, word(...UNITS)),
  quantityMilli: field(6, quantityMilli),
  /** The catalogue's price when the line was scanned; null-priced products need an override. */
  listPriceMinor: optional(7, amountMinor),
  /** The price asked, for one unit. */
  unitPriceMinor: field(8, amountMinor),
  overrideReason: optional(9, reason),
  discount: optional(10, lineDiscount),
  taxClass: field(11, text(32, 1)),
  ratePpm: field(12, ratePpm),
  totalMinor: field(13, amountMinor),
});
export type SaleLine = ShapeOf<typeof saleLine>;

/** A line given back. With a receipt, `line` is the number of the line on that receipt. */
export const refundLine = record({
  line: field(1, integer(1, 1_000_000)),
  productId: field(2, productId),
  sku: field(3, text(64, 1)),
  name: field(4, text(200, 1)),
  unit: field(5, word(...UNITS)),
  quantityMilli: field(6, quantityMilli),
  unitPriceMinor: field(7, amountMinor),
  taxClass: field(8, text(32, 1)),
  ratePpm: field(9, ratePpm),
  totalMinor: field(10, amountMinor),
  restock: field(11, flag),
});
export type RefundLine = ShapeOf<typeof refundLine>;

/** Net, tax and gross of one rate of a document; net + tax = gross always. */
export const rateTotal = record({
  taxClass: field(1, text(32, 1)),
  ratePpm: field(2, ratePpm),
  netMinor: field(3, signedMinor),
  taxMinor: field(4, signedMinor),
  grossMinor: field(5, signedMinor),
});
export type RateTotal = ShapeOf<typeof rateTotal>;

export const saleLines = list(saleLine, MAX_LINES);
export const refundLines = list(refundLine, MAX_LINES);
export const rateTotals = list(rateTotal, 64);

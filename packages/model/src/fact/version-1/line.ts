import { productId, UNITS } from '../../catalog/product.ts';
import { amountMinor, MAX_LINES, quantityMilli, ratePpm, sharePpm, signedMinor } from '../../money/bound.ts';
import { reason } from '../../sale/reason.ts';
import { field, list, optional, record } from '../../schema/record.ts';
import { flag, integer, text, word } from '../../schema/scalar.ts';

/** Version 1 of a line's discount: a share or an amount; `amountMinor` is what it came to. */
const lineDiscount = record({
  sharePpm: optional(1, sharePpm),
  amountMinor: field(2, amountMinor),
  reason: field(3, reason),
});

const saleLineV1 = record({
  line: field(1, integer(1, 1_000_000)),
  productId: field(2, productId),
  sku: field(3, text(64, 1)),
  name: field(4, text(200, 1)),
  unit: field(5, word(...UNITS)),
  quantityMilli: field(6, quantityMilli),
  listPriceMinor: optional(7, amountMinor),
  unitPriceMinor: field(8, amountMinor),
  overrideReason: optional(9, reason),
  discount: optional(10, lineDiscount),
  taxClass: field(11, text(32, 1)),
  ratePpm: field(12, ratePpm),
  totalMinor: field(13, amountMinor),
});

const refundLineV1 = record({
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

export const rateTotalV1 = record({
  taxClass: field(1, text(32, 1)),
  ratePpm: field(2, ratePpm),
  netMinor: field(3, signedMinor),
  taxMinor: field(4, signedMinor),
  grossMinor: field(5, signedMinor),
});

export const saleLinesV1 = list(saleLineV1, MAX_LINES);
export const refundLinesV1 = list(refundLineV1, MAX_LINES);
export const rateTotalsV1 = list(rateTotalV1, 64);

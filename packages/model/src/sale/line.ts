import { productId, UNITS } from '../catalog/product.ts';
import {
  amountMinor,
  MAX_LINES,
  quantityMilli,
  ratePpm,
  sharePpm,
  shiftMinor,
  signedMinor,
} from '../money/bound.ts';
import { MAX_PROMOTIONS } from '../promotion/bound.ts';
import { linePromotion } from '../promotion/given.ts';
import { field, list, optional, record } from '../schema/record.ts';
import { flag, id, integer, text, word } from '../schema/scalar.ts';
import type { Shape, ShapeOf } from '../schema/shape.ts';
import { reason } from './reason.ts';

/** Largest number a line can have; numbers of voided lines are not used again. */
export const LAST_LINE = 1_000_000;
export const lineNumber = integer(1, LAST_LINE);

/** Whether goods are consumed in the house or taken away, where a country taxes the two differently. */
export const SERVICES = ['eat-in', 'take-away'] as const;
export type Service = (typeof SERVICES)[number];

/** Why no tax is charged although the goods' class has a rate. Absent: it is charged. */
export const RELIEFS = ['exempt', 'reverse-charge'] as const;
export type Relief = (typeof RELIEFS)[number];

/** A manual discount: a share or an amount; `amountMinor` is what it came to. */
export const discountGiven = record({
  sharePpm: optional(1, sharePpm),
  amountMinor: field(2, amountMinor),
  reason: field(3, reason),
  /** Who gave it, and who approved that. Absent in what was written before that was noted. */
  staffId: optional(4, id<'staff'>()),
  approverId: optional(5, id<'staff'>()),
});
export type DiscountGiven = ShapeOf<typeof discountGiven>;

/** One of several taxes of a line or rate: what it was counted on, and what it came to. */
const taxPartWithin = (minor: Shape<number>) =>
  record({
    tax: field(1, text(32, 1)),
    ratePpm: field(2, ratePpm),
    /** Net, with the taxes before it where it is compound. */
    baseMinor: field(3, minor),
    taxMinor: field(4, minor),
  });
const taxPart = taxPartWithin(signedMinor);
export type TaxPart = ShapeOf<typeof taxPart>;
/** Only where a class has several taxes; they add up to the tax beside. */
const taxParts = list(taxPart, 8);

/** What sold and returned lines have in common. net + tax = what the customer pays for the line. */
const lineParts = {
  line: field(1, lineNumber),
  productId: field(2, productId),
  sku: field(3, text(64, 1)),
  name: field(4, text(200, 1)),
  unit: field(5, word(...UNITS)),
  quantityMilli: field(6, quantityMilli),
  /** The price asked, for one unit. */
  unitPriceMinor: field(7, amountMinor),
  taxClass: field(8, text(32, 1)),
  /** All taxes of the class together, rounded to a ppm where they are compound; 0 under a relief. */
  ratePpm: field(9, ratePpm),
  netMinor: field(10, amountMinor),
  taxMinor: field(11, amountMinor),
  taxes: optional(12, taxParts),
  relief: optional(13, word(...RELIEFS)),
} as const;

/**
 * A line as sold. In the way of its price list (tax in or out):
 * price x quantity - promotions - discount - its share of the basket's discounts - relief = gross (tax in) or net (tax out).
 */
const saleLineParts = {
  ...lineParts,
  /** The list's price when the line was scanned; absent for an open price. */
  listPriceMinor: optional(20, amountMinor),
  overrideReason: optional(21, reason),
  discount: optional(22, discountGiven),
  /** Its share of the discounts on the basket. */
  basketDiscountMinor: optional(23, amountMinor),
  /** Tax taken off a price with tax in, for a customer who owes none. */
  reliefMinor: optional(24, amountMinor),
  /** Absent where no list had a price, and in what was written before lists were noted. */
  priceListId: optional(25, text(32, 1)),
  priceIncludesTax: field(26, flag),
  service: optional(27, word(...SERVICES)),
  /** What one unit cost the shop then, where it was known. */
  costMinor: optional(28, amountMinor),
  /** Who asked another price than the list's, and who approved that. */
  overriddenBy: optional(29, id<'staff'>()),
  overrideApproverId: optional(30, id<'staff'>()),
} as const;

export const saleLine = record({
  ...saleLineParts,
  /** What promotions took off it, before any discount on the basket; of new documents only. */
  promotions: optional(31, list(linePromotion, MAX_PROMOTIONS)),
});
export type SaleLine = ShapeOf<typeof saleLine>;

/** Where returned goods go: back on the shelf, to the damaged ones, or nowhere. */
export const RESTOCKS = ['shop', 'damaged', 'none'] as const;
export type Restock = (typeof RESTOCKS)[number];

/** A line given back. With a receipt, `line` is the number of the line on that receipt. */
export const refundLine = record({
  ...lineParts,
  restock: field(20, word(...RESTOCKS)),
  /** What one unit cost the shop: when it was sold, or now where there is no receipt. */
  costMinor: optional(21, amountMinor),
});
export type RefundLine = ShapeOf<typeof refundLine>;

const rateTotalWithin = (minor: Shape<number>, parts: Shape<readonly TaxPart[]>) =>
  record({
    taxClass: field(1, text(32, 1)),
    ratePpm: field(2, ratePpm),
    netMinor: field(3, minor),
    taxMinor: field(4, minor),
    grossMinor: field(5, minor),
    taxes: optional(6, parts),
    relief: optional(7, word(...RELIEFS)),
  });

/** Net, tax and gross of one rate of a document; net + tax = gross always. */
export const rateTotal = rateTotalWithin(signedMinor, taxParts);
/** The same of a whole shift. */
export const shiftRateTotal = rateTotalWithin(shiftMinor, list(taxPartWithin(shiftMinor), 64));
export type RateTotal = ShapeOf<typeof rateTotal>;

export const saleLines = list(saleLine, MAX_LINES);
/** As they were before there were promotions. */
export const plainSaleLines = list(record(saleLineParts), MAX_LINES);
export const refundLines = list(refundLine, MAX_LINES);
export const rateTotals = list(rateTotal, 64);

/** What the customer pays for a line, tax included. */
export const grossOfLine = ({ netMinor, taxMinor }: Pick<SaleLine, 'netMinor' | 'taxMinor'>): number =>
  netMinor + taxMinor;

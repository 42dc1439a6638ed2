import { priceTimesQuantity } from '../../money/multiply.ts';
import {
  type DiscountGiven,
  grossOfLine,
  type RateTotal,
  type RefundLine,
  type Relief,
  type SaleLine,
  type Service,
  type TaxPart,
} from '../line.ts';
import { type ReceiptFrame, taxMarkOf, taxNameOf } from './frame.ts';

/** Goods without what they cost, as on a gift receipt. */
export type ReceiptGoods = Pick<SaleLine, 'line' | 'sku' | 'name' | 'quantityMilli' | 'unit'>;

/** One of several taxes, with its name. */
export type ReceiptTax = TaxPart & { readonly name: string };

/** Amounts are minor units. */
export type ReceiptLine = ReceiptGoods & {
  readonly unitPriceMinor: number;
  /** Whether the price, and what is said of discounts, has the tax in; null for goods given back. */
  readonly priceIncludesTax: boolean | null;
  /** Price times quantity. Of goods given back what they come to: their discounts stand on the receipt. */
  readonly beforeMinor: number;
  /** The list's price where another was asked. */
  readonly override: { readonly listPriceMinor: number | null; readonly reason: string } | null;
  /** What promotions took off it, each by name. */
  readonly promotions: readonly ReceiptPromotion[];
  readonly discount: ReceiptDiscount | null;
  /** Its share of the discounts on the whole basket. */
  readonly basketDiscountMinor: number;
  /** Tax taken off a price that has it in. */
  readonly reliefMinor: number;
  readonly taxClass: string;
  readonly taxMark: string;
  readonly ratePpm: number;
  readonly relief: Relief | null;
  readonly service: Service | null;
  readonly netMinor: number;
  readonly taxMinor: number;
  /** Only where there are several. */
  readonly taxes: readonly ReceiptTax[];
  /** What the customer pays for the line, tax included. */
  readonly totalMinor: number;
};

export type ReceiptPromotion = { readonly name: string; readonly amountMinor: number };

export type ReceiptDiscount = {
  readonly amountMinor: number;
  readonly sharePpm: number | null;
  readonly reason: string;
};

export type ReceiptRate = Omit<RateTotal, 'taxes' | 'relief'> & {
  readonly taxMark: string;
  readonly relief: Relief | null;
  readonly taxes: readonly ReceiptTax[];
};

export const printedGoods = ({ line, sku, name, quantityMilli, unit }: ReceiptGoods): ReceiptGoods => ({
  line,
  sku,
  name,
  quantityMilli,
  unit,
});

export const printedDiscount = ({ amountMinor, sharePpm, reason }: DiscountGiven): ReceiptDiscount => ({
  amountMinor,
  sharePpm: sharePpm ?? null,
  reason,
});

const printedTaxes = (
  frame: ReceiptFrame,
  taxClass: string,
  taxes: readonly TaxPart[] | undefined,
): readonly ReceiptTax[] =>
  (taxes ?? []).map((part) => ({ ...part, name: taxNameOf(frame, taxClass, part.tax) }));

const taxed = (frame: ReceiptFrame, line: SaleLine | RefundLine) => ({
  ...printedGoods(line),
  unitPriceMinor: line.unitPriceMinor,
  taxClass: line.taxClass,
  taxMark: taxMarkOf(frame, line.taxClass),
  ratePpm: line.ratePpm,
  relief: line.relief ?? null,
  netMinor: line.netMinor,
  taxMinor: line.taxMinor,
  taxes: printedTaxes(frame, line.taxClass, line.taxes),
  totalMinor: grossOfLine(line),
});

export const soldLine = (
  frame: ReceiptFrame,
  line: SaleLine,
  nameOf: (promotionId: string) => string,
): ReceiptLine => ({
  ...taxed(frame, line),
  priceIncludesTax: line.priceIncludesTax,
  beforeMinor: priceTimesQuantity(line.unitPriceMinor, line.quantityMilli),
  override:
    line.overrideReason === undefined
      ? null
      : { listPriceMinor: line.listPriceMinor ?? null, reason: line.overrideReason },
  promotions: (line.promotions ?? []).map(({ promotionId, amountMinor }) => ({
    name: nameOf(promotionId),
    amountMinor,
  })),
  discount: line.discount === undefined ? null : printedDiscount(line.discount),
  basketDiscountMinor: line.basketDiscountMinor ?? 0,
  reliefMinor: line.reliefMinor ?? 0,
  service: line.service ?? null,
});

export const givenBackLine = (frame: ReceiptFrame, line: RefundLine): ReceiptLine => ({
  ...taxed(frame, line),
  priceIncludesTax: null,
  beforeMinor: grossOfLine(line),
  override: null,
  promotions: [],
  discount: null,
  basketDiscountMinor: 0,
  reliefMinor: 0,
  service: null,
});

export const printedRate = (frame: ReceiptFrame, rate: RateTotal): ReceiptRate => ({
  taxClass: rate.taxClass,
  taxMark: taxMarkOf(frame, rate.taxClass),
  ratePpm: rate.ratePpm,
  relief: rate.relief ?? null,
  netMinor: rate.netMinor,
  taxMinor: rate.taxMinor,
  grossMinor: rate.grossMinor,
  taxes: printedTaxes(frame, rate.taxClass, rate.taxes),
});

import { priceTimesQuantity } from '../money/multiply.ts';
import type { BasketLine } from '../state/till-state.ts';
import { discountOn } from './basket-discount.ts';

export type LineTotal = {
  /** Price times quantity. */
  readonly beforeMinor: number;
  /** What the line's own discount came to: never more than the line costs. */
  readonly discountMinor: number;
  /** What is left: discounts on the basket come off this. */
  readonly totalMinor: number;
};

/** What a line comes to by itself; above the bound of an amount when price and quantity say so. */
export const lineTotal = ({
  unitPriceMinor,
  quantityMilli,
  discount,
}: Pick<BasketLine, 'unitPriceMinor' | 'quantityMilli' | 'discount'>): LineTotal => {
  const beforeMinor = priceTimesQuantity(unitPriceMinor, quantityMilli);
  const discountMinor = discountOn(beforeMinor, discount);
  return { beforeMinor, discountMinor, totalMinor: beforeMinor - discountMinor };
};

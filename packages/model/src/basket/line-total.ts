import { priceTimesQuantity, shareOf } from '../money/multiply.ts';
import type { BasketLine } from '../state/till-state.ts';

export type LineTotal = {
  /** Price times quantity. */
  readonly beforeMinor: number;
  /** What the discount came to: never more than the line costs. */
  readonly discountMinor: number;
  readonly totalMinor: number;
};

/** What a line comes to; above the bound of an amount when price and quantity say so. */
export const lineTotal = ({
  unitPriceMinor,
  quantityMilli,
  discount,
}: Pick<BasketLine, 'unitPriceMinor' | 'quantityMilli' | 'discount'>): LineTotal => {
  const beforeMinor = priceTimesQuantity(unitPriceMinor, quantityMilli);
  const asked =
    discount?.sharePpm === undefined ? (discount?.amountMinor ?? 0) : shareOf(beforeMinor, discount.sharePpm);
  const discountMinor = Math.min(asked, beforeMinor);
  return { beforeMinor, discountMinor, totalMinor: beforeMinor - discountMinor };
};

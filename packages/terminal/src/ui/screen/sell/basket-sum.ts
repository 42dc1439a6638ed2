import type { BasketView } from '../../../api/basket-view.ts';

type Line = BasketView['lines'][number];

/** How many items a basket holds, in thousandths: pieces by their number, weighed goods one a line. */
export const itemsMilli = (lines: readonly Line[]): number =>
  lines.reduce((sum, { unit, quantityMilli }) => sum + (unit === 'piece' ? quantityMilli : 1000), 0);

/** What the customer saves by promotions and discounts, minor units. Lower prices asked by hand are not counted. */
export const savedMinor = (lines: readonly Line[]): number =>
  lines.reduce(
    (sum, { discount, basketDiscountMinor, promotions = [] }) =>
      sum +
      (discount?.amountMinor ?? 0) +
      (basketDiscountMinor ?? 0) +
      promotions.reduce((part, { amountMinor }) => part + amountMinor, 0),
    0,
  );

export const taxMinor = (rates: BasketView['rates']): number =>
  rates.reduce((sum, rate) => sum + rate.taxMinor, 0);

/**
 * The line to act on: the chosen one while it is there, otherwise the newest. Null when there is none.
 */
export const selectedLine = (lines: readonly Line[], chosen: number | null): Line | null =>
  lines.find(({ line }) => line === chosen) ?? lines.at(-1) ?? null;

/** The line `by` places from the selected one; stays at the ends. */
export const neighbourLine = (lines: readonly Line[], chosen: number | null, by: 1 | -1): number | null => {
  const selected = selectedLine(lines, chosen);
  if (selected === null) return null;
  const place = lines.findIndex(({ line }) => line === selected.line) + by;
  return lines[Math.max(0, Math.min(lines.length - 1, place))]?.line ?? null;
};

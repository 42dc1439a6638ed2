import type { BasketLine } from '../state/till-state.ts';

type Content = string | number | boolean | undefined;

/** All of a line that goes into a sale besides its product, but for its number and when it was scanned. */
const CONTENT: readonly ((line: BasketLine) => Content)[] = [
  ({ quantityMilli }) => quantityMilli,
  ({ unitPriceMinor }) => unitPriceMinor,
  ({ taxClass }) => taxClass,
  ({ service }) => service,
  ({ priceIncludesTax }) => priceIncludesTax,
  ({ discount }) => discount?.sharePpm,
  ({ discount }) => discount?.amountMinor,
  ({ discount }) => discount?.reason,
  ({ discount }) => discount?.staffId,
  ({ discount }) => discount?.approverId,
  ({ overrideReason }) => overrideReason,
  ({ overriddenBy }) => overriddenBy,
  ({ overrideApproverId }) => overrideApproverId,
  ({ priceListId }) => priceListId,
  ({ listPriceMinor }) => listPriceMinor,
  ({ costMinor }) => costMinor,
  ({ unit }) => unit,
  ({ sku }) => sku,
  ({ name }) => name,
  ({ category }) => category,
];

/**
 * Puts lines in an order that follows from what is sold alone, so that a basket costs the same in whatever
 * order it was scanned. What is absent comes first. Lines that are alike in all of it may change places.
 */
export const compareContent = (a: BasketLine, b: BasketLine): number => {
  if (a.productId !== b.productId) return a.productId < b.productId ? -1 : 1;
  for (const contentOf of CONTENT) {
    const [first, second] = [contentOf(a), contentOf(b)];
    if (first === second) continue;
    if (first === undefined || second === undefined) return first === undefined ? -1 : 1;
    return first < second ? -1 : 1;
  }
  return 0;
};

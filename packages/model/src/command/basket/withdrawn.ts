import type { Fact } from '../../fact/fact.ts';
import type { Basket, BasketLine, EnteredDiscount, TillState } from '../../state/till-state.ts';
import { trainingMark } from './open-basket.ts';

/** What is told of a discount that will not be sold. */
const discountWithdrawn = (
  state: TillState,
  { basketId }: Basket,
  discount: EnteredDiscount,
  line?: number,
): Fact => ({
  kind: 'discount.withdrawn',
  basketId,
  ...(line === undefined ? {} : { line }),
  ...discount,
  ...trainingMark(state),
});

/** That another price was asked for a line, when it will not be sold at it. */
export const overrideWithdrawn = (
  state: TillState,
  { basketId }: Basket,
  line: BasketLine,
): readonly Fact[] => {
  const { overrideReason: reason, overriddenBy, overrideApproverId, listPriceMinor } = line;
  const { productId, name, unitPriceMinor } = line;
  if (reason === undefined) return [];
  return [
    {
      kind: 'override.withdrawn',
      basketId,
      line: line.line,
      productId,
      name,
      ...(listPriceMinor === undefined ? {} : { listPriceMinor }),
      unitPriceMinor,
      reason,
      ...(overriddenBy === undefined ? {} : { staffId: overriddenBy }),
      ...(overrideApproverId === undefined ? {} : { approverId: overrideApproverId }),
      ...trainingMark(state),
    },
  ];
};

/** That a discount was given on a line, when it will not be sold with it. */
export const lineDiscountWithdrawn = (
  state: TillState,
  basket: Basket,
  { line, discount }: BasketLine,
): readonly Fact[] => (discount === undefined ? [] : [discountWithdrawn(state, basket, discount, line)]);

export const basketDiscountsWithdrawn = (state: TillState, basket: Basket): readonly Fact[] =>
  basket.discounts.map((discount) => discountWithdrawn(state, basket, discount));

/**
 * What was done by hand to lines that leave the basket unsold: their overrides and discounts. What is sold
 * stands in the lines of its sale instead, so that nothing is told twice and nothing is left out.
 */
export const handWorkWithdrawn = (
  state: TillState,
  basket: Basket,
  lines: readonly BasketLine[],
): readonly Fact[] =>
  lines.flatMap((line) => [
    ...overrideWithdrawn(state, basket, line),
    ...lineDiscountWithdrawn(state, basket, line),
  ]);

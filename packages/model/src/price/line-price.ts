import type { Product } from '../catalog/product.ts';
import type { BasketLine } from '../state/till-state.ts';
import { type PickedPrice, pickPrice } from './pick.ts';
import type { PriceSituation } from './situation.ts';
import { priceAt } from './step.ts';

/** Somebody gave the line its price: no list changes it. */
const isPricedByHand = ({ overrideReason, listPriceMinor }: BasketLine): boolean =>
  overrideReason !== undefined || listPriceMinor === undefined;

const withPrice = (line: BasketLine, picked: PickedPrice): BasketLine => {
  const { priceListId, priceIncludesTax, steps, priceMinor } = picked;
  return {
    ...line,
    priceListId,
    priceIncludesTax,
    steps,
    listPriceMinor: priceMinor,
    unitPriceMinor: priceMinor,
  };
};

/**
 * The line at the price and cost of now. Null where there is nothing to give it: its price was given by hand,
 * or no list that counts has one.
 */
export const repricedLine = (
  line: BasketLine,
  product: Product,
  situation: PriceSituation,
): BasketLine | null => {
  if (isPricedByHand(line)) return null;
  const picked = pickPrice(product, line.quantityMilli, situation);
  if (picked === null) return null;
  const { costMinor: _cost, ...priced } = withPrice(line, picked);
  return product.costMinor === null ? priced : { ...priced, costMinor: product.costMinor };
};

/** Whether the line would cost something else if it were scanned now. */
export const isPriceChanged = (line: BasketLine, product: Product, situation: PriceSituation): boolean => {
  const now = repricedLine(line, product, situation);
  return (
    now !== null &&
    (now.unitPriceMinor !== line.unitPriceMinor || now.priceIncludesTax !== line.priceIncludesTax)
  );
};

/**
 * The line with another quantity, at the price that the prices it was scanned with give for so many. What is
 * overridden keeps its price, and the list's beside it follows. Where they have none for so few, it is priced
 * as now; null where that has none either.
 */
export const lineOfQuantity = (
  line: BasketLine,
  quantityMilli: number,
  product: Product | null,
  situation: PriceSituation,
): BasketLine | null => {
  const changed = { ...line, quantityMilli };
  if (line.listPriceMinor === undefined) return changed;
  const listPriceMinor = priceAt(line.steps, quantityMilli);
  if (line.overrideReason !== undefined) {
    return listPriceMinor === null ? changed : { ...changed, listPriceMinor };
  }
  if (listPriceMinor !== null) return { ...changed, listPriceMinor, unitPriceMinor: listPriceMinor };
  return product === null ? null : repricedLine(changed, product, situation);
};

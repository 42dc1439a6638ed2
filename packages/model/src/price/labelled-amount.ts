import type { Product } from '../catalog/product.ts';
import type { Measured } from '../code/measured.ts';
import { MAX_QUANTITY_MILLI } from '../money/bound.ts';
import { priceTimesQuantity } from '../money/multiply.ts';
import { pickPrice } from './pick.ts';
import type { PriceSituation } from './situation.ts';

const ONE = 1_000;

/** So much at so much a unit is what the label says. Absent `unitPriceMinor`: at the price of the lists. */
export type LabelledAmount = { readonly quantityMilli: number; readonly unitPriceMinor?: number };

type ListPrice = (quantityMilli: number) => number | null;

const isQuantity = (milli: number): boolean => milli >= 1 && milli <= MAX_QUANTITY_MILLI;

/** Of two whole numbers whose product over a thousand is an amount, the one that belongs to the other. */
const counterpart = (amountMinor: number, other: number): number =>
  Math.round((amountMinor * ONE) / Math.max(other, 1));

/** The weight that costs so much at the list's price; a greater one may have another, so the price is asked twice. */
const weightsOf = (amountMinor: number, listPrice: ListPrice): readonly number[] => {
  const weights: number[] = [];
  for (let asked = ONE; weights.length < 2; asked = weights.at(-1) ?? ONE) {
    const price = listPrice(asked);
    if (price === null || price === 0) break;
    weights.push(Math.max(counterpart(amountMinor, price), 1));
  }
  return weights.filter(isQuantity);
};

/** Nearest first: up to a hundredth more or less, of little goods up to 20 grams. */
const around = (milli: number): readonly number[] => {
  const reach = Math.min(Math.max(20, Math.floor(milli / 100)), 2_000);
  return Array.from(
    { length: 2 * reach + 1 },
    (_, at) => milli + (at % 2 === 0 ? at / 2 : -(at + 1) / 2),
  ).filter(isQuantity);
};

const atOwnPrice = (weights: readonly number[], amountMinor: number): LabelledAmount | null => {
  const quantityMilli = weights.find(
    (each) => priceTimesQuantity(counterpart(amountMinor, each), each) === amountMinor,
  );
  return quantityMilli === undefined
    ? null
    : { quantityMilli, unitPriceMinor: counterpart(amountMinor, quantityMilli) };
};

/**
 * How much weighed goods are whose label says what they cost. The customer pays what the label says: where the price of
 * the lists gives it for some weight, for the one on the label where that is there, that is how much it is. Otherwise
 * the scale had another price, and the line has that. Null where there is no price to go by, or nothing comes to it.
 */
export const labelledAmount = (
  { weightMilli, amountMinor = 0 }: Measured,
  product: Product,
  situation: PriceSituation,
): LabelledAmount | null => {
  const listPrice: ListPrice = (milli) => pickPrice(product, milli, situation)?.priceMinor ?? null;
  const weights =
    weightMilli === undefined ? weightsOf(amountMinor, listPrice) : [weightMilli].filter(isQuantity);
  const [nearest] = weights;
  if (nearest === undefined) return null;
  const quantityMilli = weights.find((each) => {
    const price = listPrice(each);
    return price !== null && priceTimesQuantity(price, each) === amountMinor;
  });
  if (quantityMilli !== undefined) return { quantityMilli };
  return atOwnPrice(weights, amountMinor) ?? atOwnPrice(around(nearest), amountMinor);
};

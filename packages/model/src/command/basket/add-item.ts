import type { Product } from '../../catalog/product.ts';
import { quantityFault } from '../../catalog/quantity.ts';
import type { Measured } from '../../code/measured.ts';
import { labelledAmount } from '../../price/labelled-amount.ts';
import { type PickedPrice, pickPrice } from '../../price/pick.ts';
import type { PriceSituation } from '../../price/situation.ts';
import type { BasketLine } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import { type Refused, refuse } from '../rejection.ts';

const ONE = 1_000;

/** What an item costs: by a list, or as it was asked where the price is open. */
export type ItemPrice = Pick<BasketLine, 'unitPriceMinor' | 'priceIncludesTax' | 'steps'> &
  Pick<BasketLine, 'listPriceMinor' | 'priceListId'>;

/** So much of a product, at a price. */
export type Item = {
  readonly product: Product;
  readonly quantityMilli: number;
  readonly price: ItemPrice;
  /** A label told how much it is. */
  readonly labelled: boolean;
};

type Amount = { readonly quantityMilli: number; readonly unitPriceMinor?: number };
type Refusable<T> = ({ readonly ok: true } & T) | Refused;

export const listPrice = ({ priceMinor, ...picked }: PickedPrice): ItemPrice => ({
  ...picked,
  unitPriceMinor: priceMinor,
  listPriceMinor: priceMinor,
});

/** A price that no list has: asked at the till, or printed on the label of weighed goods. */
const ownPrice = (unitPriceMinor: number, { branch }: PriceSituation): ItemPrice => ({
  unitPriceMinor,
  priceIncludesTax: branch.pricesIncludeTax,
  steps: [],
});

/** A label says how much weighed goods are, by weight or price, and how many pieces there are. */
const labelled = (
  product: Product,
  measured: Measured,
  situation: PriceSituation,
): Refusable<Amount> | null => {
  const { weightMilli, quantityMilli, amountMinor } = measured;
  const isWeighed = product.unit === 'kg';
  // A scale that was asked for nothing.
  if (amountMinor === 0) return refuse('CODE-MEASURE-UNUSED', 'command.code');
  if (amountMinor !== undefined && product.openPrice)
    return { ok: true, quantityMilli: ONE, unitPriceMinor: amountMinor };
  if (amountMinor !== undefined && !isWeighed) return refuse('CODE-PRICE-FIXED', 'command.code');
  if (amountMinor !== undefined) {
    const amount = labelledAmount(measured, product, situation);
    return amount === null ? refuse('CODE-MEASURE-UNUSED', 'command.code') : { ok: true, ...amount };
  }
  // The weight of what is sold by the piece is for whoever packs it; how many pieces weighed goods are, likewise.
  const told = isWeighed ? weightMilli : quantityMilli;
  return told === undefined ? null : { ok: true, quantityMilli: told };
};

/** How much: what the code says of the goods that bear it, or what was asked, or one. */
const amountOf = (
  product: Product,
  measured: Measured,
  asked: Pick<CommandOf<'basket.add'>, 'quantityMilli' | 'unitPriceMinor'>,
  situation: PriceSituation,
): Refusable<Amount & { readonly labelled: boolean }> => {
  const told = labelled(product, measured, situation);
  if (told === null) {
    const { quantityMilli = ONE, unitPriceMinor } = asked;
    const price = unitPriceMinor === undefined ? {} : { unitPriceMinor };
    return { ok: true, quantityMilli, ...price, labelled: false };
  }
  if (!told.ok) return told;
  if (asked.quantityMilli !== undefined) return refuse('CODE-SAYS-QUANTITY', 'command.quantityMilli');
  if (asked.unitPriceMinor !== undefined) return refuse('PRICE-NOT-OPEN', 'command.unitPriceMinor');
  return { ...told, labelled: true };
};

const priceOf = (
  product: Product,
  { quantityMilli, unitPriceMinor, labelled: isLabelled }: Amount & { readonly labelled: boolean },
  situation: PriceSituation,
): Refusable<{ readonly price: ItemPrice }> => {
  if (product.openPrice && unitPriceMinor === undefined)
    return refuse('PRICE-NEEDED', 'command.unitPriceMinor');
  if (unitPriceMinor !== undefined && (product.openPrice || isLabelled))
    return { ok: true, price: ownPrice(unitPriceMinor, situation) };
  if (unitPriceMinor !== undefined) return refuse('PRICE-NOT-OPEN', 'command.unitPriceMinor');
  const picked = pickPrice(product, quantityMilli, situation);
  return picked === null ? refuse('PRODUCT-WITHOUT-PRICE') : { ok: true, price: listPrice(picked) };
};

/** So much of a product at its price, as a code or a person says; or why it cannot be sold so. */
export const itemOf = (
  product: Product,
  measured: Measured,
  asked: Pick<CommandOf<'basket.add'>, 'quantityMilli' | 'unitPriceMinor'>,
  situation: PriceSituation,
): Refusable<{ readonly item: Item }> => {
  const amount = amountOf(product, measured, asked, situation);
  if (!amount.ok) return amount;
  const { quantityMilli } = amount;
  const fault = quantityFault(quantityMilli, product.unit);
  if (fault !== null) return refuse(fault, 'command.quantityMilli');
  const pricing = priceOf(product, amount, situation);
  if (!pricing.ok) return pricing;
  return { ok: true, item: { product, quantityMilli, price: pricing.price, labelled: amount.labelled } };
};

import type { BasketLine } from '../state/till-state.ts';
import type { Promotion, PromotedGoods } from './promotion.ts';

/** A line as promotions see it: `index` is its place in the basket. Dearest first, in an order of content alone. */
export type PromotedLine = {
  readonly index: number;
  readonly line: BasketLine;
  /** Whether promotions on goods take it: not what was reduced or priced by hand. */
  readonly isOpen: boolean;
  /** By the branch's clock, when it was scanned. */
  readonly minuteOfDay: number;
};

/** Quantities that no promotion has taken yet, thousandths, by place in the list of lines. */
export type Left = readonly number[];

/** Goods that a promotion takes of the line at a place, and what it takes off them. */
export type Take = { readonly at: number; readonly quantityMilli: number; readonly offMinor: number };
export type Taken = { readonly offMinor: number; readonly takes: readonly Take[] };
export const NOTHING: Taken = { offMinor: 0, takes: [] };

export const isOpenLine = ({ overrideReason, discount }: BasketLine): boolean =>
  overrideReason === undefined && discount === undefined;

type Matcher = (line: BasketLine) => boolean;

/** Whether goods are meant by a promotion. */
export const matcherOf = (goods: PromotedGoods): Matcher => {
  const products = new Set(goods.productIds);
  const categories = new Set(goods.categories);
  const exceptProducts = new Set(goods.exceptProductIds);
  const exceptCategories = new Set(goods.exceptCategories);
  const isAll = products.size === 0 && categories.size === 0;
  return ({ productId, category = '' }) =>
    (isAll || products.has(productId) || categories.has(category)) &&
    !exceptProducts.has(productId) &&
    !exceptCategories.has(category);
};

/** What a promotion on goods would take of what is left of these lines. */
export type TakeGoods = (candidate: Candidate, lines: readonly PromotedLine[], left: Left) => Taken;

/** A promotion that counts for a basket, with the places of the lines that each of its parts means. */
export type Candidate = { readonly promotion: Promotion; readonly parts: readonly (readonly number[])[] };

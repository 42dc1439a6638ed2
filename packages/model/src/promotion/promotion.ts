import { productId } from '../catalog/product.ts';
import { amountMinor, sharePpm } from '../money/bound.ts';
import { priceListRule } from '../price/price-list.ts';
import { field, list, optional, record } from '../schema/record.ts';
import { flag, integer, text, word } from '../schema/scalar.ts';
import type { ShapeOf } from '../schema/shape.ts';

/** Products and categories that are meant, but for the exceptions. None of either: all goods. */
export const promotedGoods = record({
  productIds: field(1, list(productId, 1_000)),
  categories: field(2, list(text(64, 1), 64)),
  exceptProductIds: field(3, list(productId, 1_000)),
  exceptCategories: field(4, list(text(64, 1), 64)),
});
export type PromotedGoods = ShapeOf<typeof promotedGoods>;

/** Exactly one of the three: a share off, an amount off, or what it costs instead. */
const reward = record({
  sharePpm: optional(1, sharePpm),
  amountMinor: optional(2, amountMinor),
  priceMinor: optional(3, amountMinor),
});
export type Reward = ShapeOf<typeof reward>;

/**
 * What a promotion does.
 * - `reduction`: each unit of its goods costs less, from a quantity on.
 * - `buy-get`: who buys so many pieces of the first part gets so many of the second for less; of the same goods where that names none.
 * - `bundle`: so many pieces of each part together cost less. One part is a mix-and-match.
 * - `threshold`: goods that come to so much together cost less.
 */
const PROMOTION_KINDS = ['reduction', 'buy-get', 'bundle', 'threshold'] as const;

const part = record({
  /** Absent only in the second part of a `buy-get`. */
  goods: optional(1, promotedGoods),
  /** Of a `buy-get` and a `bundle`: how many make one. Otherwise 1. */
  pieces: field(2, integer(1, 1_000)),
});
export type PromotionPart = ShapeOf<typeof part>;

const step = record({
  /** Thousandths of a `reduction`, minor units of a `threshold`; otherwise 0. */
  from: field(1, integer(0, 1_000_000_000)),
  reward: field(2, reward),
});

export const promotion = record({
  id: field(1, text(32, 1)),
  /** As it stands on the screen and on paper. */
  name: field(2, text(120, 1)),
  active: field(3, flag),
  currency: field(4, text(3, 3)),
  /** The highest takes goods first. */
  priority: field(5, integer(0, 1_000)),
  /** When and for whom; minutes are those at which the line was scanned. */
  rule: field(6, priceListRule),
  kind: field(7, word(...PROMOTION_KINDS)),
  parts: field(8, list(part, 8)),
  /** By what they begin from, the smallest first. */
  steps: field(9, list(step, 16)),
  /** Counts only for a basket with this coupon. */
  couponCode: optional(10, text(64, 1)),
  /** How often a `buy-get` or `bundle` counts in one basket. */
  maxTimes: optional(11, integer(1, 1_000)),
});
export type Promotion = ShapeOf<typeof promotion>;

const isReward = ({ sharePpm: share, amountMinor: amount, priceMinor: price }: Reward): boolean =>
  [share, amount, price].filter((each) => each !== undefined).length === 1;

const PARTS: Readonly<Record<Promotion['kind'], (parts: readonly PromotionPart[]) => boolean>> = {
  reduction: (parts) => parts.length === 1,
  'buy-get': ([bought, got, ...more]) =>
    bought?.goods !== undefined && got !== undefined && more.length === 0,
  bundle: (parts) => parts.length > 0,
  threshold: (parts) => parts.length === 1,
};

/** Whether a promotion can do anything: its parts and steps are those of its kind. */
export const isPromotion = ({ kind, parts, steps }: Promotion): boolean => {
  const inSteps = kind === 'reduction' || kind === 'threshold';
  const named = kind === 'buy-get' ? parts.slice(0, 1) : parts;
  return (
    PARTS[kind](parts) &&
    named.every(({ goods }) => goods !== undefined) &&
    (inSteps ? steps.length > 0 : steps.length === 1) &&
    steps.every(({ from, reward: each }, at) => {
      const before = steps[at - 1]?.from ?? -1;
      const isPlaced = inSteps ? from > before : from === 0;
      return isPlaced && isReward(each) && (kind !== 'threshold' || each.priceMinor === undefined);
    })
  );
};

import { amountMinor } from '../money/bound.ts';
import { sum } from '../money/sum.ts';
import { field, optional, record } from '../schema/record.ts';
import { text } from '../schema/scalar.ts';
import type { ShapeOf } from '../schema/shape.ts';

/** What a promotion took off a line; always more than nothing. */
export const linePromotion = record({
  promotionId: field(1, text(32, 1)),
  amountMinor: field(2, amountMinor),
});
export type LinePromotion = ShapeOf<typeof linePromotion>;

/** A promotion that gave something, and what on the whole document. */
export const promotionGiven = record({
  promotionId: field(1, text(32, 1)),
  name: field(2, text(120, 1)),
  amountMinor: field(3, amountMinor),
  couponCode: optional(4, text(64, 1)),
});
export type PromotionGiven = ShapeOf<typeof promotionGiven>;

/** What promotions took off a line together, minor units. */
export const promotedMinor = (promotions: readonly LinePromotion[] | undefined): number =>
  promotions === undefined ? 0 : sum(promotions.map((each) => each.amountMinor));

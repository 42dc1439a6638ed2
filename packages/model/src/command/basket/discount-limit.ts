import { basketDiscountPpm, lineDiscountsPpm } from '../../basket/discount-share.ts';
import type { Settled } from '../../basket/settle.ts';
import { promotedMinor } from '../../promotion/given.ts';
import type { Basket } from '../../state/till-state.ts';

/** A basket and what it comes to. */
export type SettledBasket = {
  readonly basket: Basket;
  readonly settled: Pick<Settled, 'discounts' | 'lines'>;
};

export const hasDiscount = ({ lines, discounts }: Basket): boolean =>
  discounts.length > 0 || lines.some(({ discount }) => discount !== undefined);

/** What promotions took off each line, which stand in the order of the basket. */
export const promotedMinorOf = ({ lines }: Pick<Settled, 'lines'>): readonly number[] =>
  lines.map(({ promotions }) => promotedMinor(promotions));

/** What of a basket, and of what it comes to, decides how far its discounts go. */
export const discountedOf = (
  { lines }: Pick<Basket, 'lines'>,
  settled: SettledBasket['settled'],
): Parameters<typeof basketDiscountPpm>[0] => ({
  lines,
  promotedMinor: promotedMinorOf(settled),
  given: settled.discounts,
});

/**
 * What can come to more when a basket changes: an amount on a line, of which there may be less, and what is
 * given on the basket, with the lines' own. In ppm, by line number or `basket`.
 */
const sharesOf = ({ basket, settled }: SettledBasket): ReadonlyMap<number | 'basket', number> => {
  const shares = new Map<number | 'basket', number>();
  const discounted = discountedOf(basket, settled);
  const inMoney = basket.lines.filter(({ discount }) => discount?.amountMinor !== undefined);
  for (const [at, share] of lineDiscountsPpm(discounted, inMoney).entries()) {
    const line = inMoney[at];
    if (line !== undefined) shares.set(line.line, share);
  }
  if (basket.discounts.length > 0) shares.set('basket', basketDiscountPpm(discounted));
  return shares;
};

/**
 * The greatest share that discounts grew to, ppm; null where none did. So that nobody gets past the limit on
 * discounts by giving one on much and then taking goods off.
 */
export const grownDiscountPpm = (before: SettledBasket, after: SettledBasket): number | null => {
  const old = sharesOf(before);
  let grown: number | null = null;
  for (const [key, share] of sharesOf(after)) {
    if (share > (old.get(key) ?? 0) && share > (grown ?? 0)) grown = share;
  }
  return grown;
};

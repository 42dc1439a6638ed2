import { ONE_PPM } from '../money/bound.ts';
import type { DiscountGiven } from '../sale/line.ts';
import type { Basket, BasketLine, EnteredDiscount } from '../state/till-state.ts';
import { lineTotal } from './line-total.ts';

/** What is left of something, as an exact share of it. */
type Left = { readonly of: bigint; readonly over: bigint };

/**
 * What of a basket decides how far its discounts go: its lines, with what promotions took off each by its place, and what
 * the discounts on it came to, in order.
 */
type Discounted = Pick<Basket, 'lines'> & {
  readonly promotedMinor: readonly number[];
  readonly given: readonly DiscountGiven[];
};

const WHOLE = BigInt(ONE_PPM);
const ALL: Left = { of: 1n, over: 1n };

/** What share of a whole a part is, rounded up to a ppm, so that no limit is passed by what rounding hides. */
export const shareUp = (partMinor: number, wholeMinor: number): number =>
  wholeMinor === 0 ? 0 : upToPpm({ of: BigInt(wholeMinor - partMinor), over: BigInt(wholeMinor) });

/** What is gone when so much is left. */
const upToPpm = ({ of, over }: Left): number => Number(((over - of) * WHOLE + over - 1n) / over);

/** A share counts as it was entered: what it is rounded to on a small price says nothing of it. */
const leftAfter = ({ sharePpm }: EnteredDiscount, offMinor: number, wholeMinor: number): Left => {
  if (sharePpm !== undefined) return { of: WHOLE - BigInt(sharePpm), over: WHOLE };
  return wholeMinor === 0 ? ALL : { of: BigInt(wholeMinor - offMinor), over: BigInt(wholeMinor) };
};

const both = (a: Left, b: Left): Left => ({ of: a.of * b.of, over: a.over * b.over });

/** What the discounts on the basket leave of what its lines come to. */
const leftByBasket = ({ lines, promotedMinor, given }: Discounted): Left => {
  let sumMinor = lines.reduce(
    (sum, line, at) => sum + lineTotal(line).totalMinor - (promotedMinor[at] ?? 0),
    0,
  );
  let left = ALL;
  for (const discount of given) {
    left = both(left, leftAfter(discount, discount.amountMinor, sumMinor));
    sumMinor -= discount.amountMinor;
  }
  return left;
};

const leftByLine = (line: BasketLine): Left => {
  if (line.discount === undefined) return ALL;
  const { beforeMinor, discountMinor } = lineTotal(line);
  return leftAfter(line.discount, discountMinor, beforeMinor);
};

/**
 * What all discounts of these lines come to, those on the basket among them, as a share of what each costs,
 * ppm. In their order.
 */
export const lineDiscountsPpm = (basket: Discounted, lines: readonly BasketLine[]): readonly number[] => {
  const left = leftByBasket(basket);
  return lines.map((line) => upToPpm(both(leftByLine(line), left)));
};

/** The same of the whole basket, the lines' own among them. */
export const basketDiscountPpm = (basket: Discounted): number => {
  let beforeMinor = 0;
  // In millionths of a minor unit: exact, since a share entered counts as such.
  let left = 0n;
  for (const [at, line] of basket.lines.entries()) {
    const total = lineTotal(line);
    const promotedMinor = basket.promotedMinor[at] ?? 0;
    const { sharePpm = 0 } = line.discount ?? {};
    beforeMinor += total.beforeMinor - promotedMinor;
    left -= BigInt(promotedMinor) * WHOLE;
    left +=
      sharePpm === 0
        ? BigInt(total.totalMinor) * WHOLE
        : BigInt(total.beforeMinor) * (WHOLE - BigInt(sharePpm));
  }
  // A share of a line is rounded before a promotion takes what is left of it.
  if (left < 0n) left = 0n;
  if (beforeMinor === 0) return 0;
  const byLines = { of: left, over: BigInt(beforeMinor) * WHOLE };
  return upToPpm(both(byLines, leftByBasket(basket)));
};

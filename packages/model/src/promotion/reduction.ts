import { priceTimesQuantity, shareOf } from '../money/multiply.ts';
import {
  type Left,
  NOTHING,
  type PromotedLine,
  type Take,
  type TakeGoods,
  type Taken,
} from './promoted-line.ts';
import type { Reward } from './promotion.ts';

/** What is taken off so many units at a price: never more than they cost. */
export const offUnits = (
  { sharePpm, amountMinor, priceMinor }: Reward,
  unitPriceMinor: number,
  quantityMilli: number,
): number => {
  if (sharePpm !== undefined) return shareOf(priceTimesQuantity(unitPriceMinor, quantityMilli), sharePpm);
  const offMinor =
    amountMinor === undefined
      ? Math.max(unitPriceMinor - (priceMinor ?? 0), 0)
      : Math.min(amountMinor, unitPriceMinor);
  return priceTimesQuantity(offMinor, quantityMilli);
};

const reducedBy = (
  reward: Reward,
  places: readonly number[],
  lines: readonly PromotedLine[],
  left: Left,
): Taken => {
  const takes: Take[] = [];
  let offMinor = 0;
  for (const at of places) {
    const quantityMilli = left[at] ?? 0;
    const off = offUnits(reward, lines[at]?.line.unitPriceMinor ?? 0, quantityMilli);
    if (off === 0) continue;
    takes.push({ at, quantityMilli, offMinor: off });
    offMinor += off;
  }
  return { offMinor, takes };
};

/**
 * Each unit that is left costs less, by the step that takes most off, of equals the later: of those that begin from no
 * more units than there are. So more goods never get less.
 */
export const takeReduction: TakeGoods = ({ promotion, parts }, lines, left) => {
  const places = parts[0] ?? [];
  const milli = places.reduce((sum, at) => sum + (left[at] ?? 0), 0);
  let best = NOTHING;
  for (const { from, reward } of promotion.steps) {
    if (from > milli) break;
    const taken = reducedBy(reward, places, lines, left);
    if (taken.offMinor >= best.offMinor) best = taken;
  }
  return best;
};

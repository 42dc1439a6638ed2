import { apportionBy } from '../money/apportion.ts';
import { shareOf } from '../money/multiply.ts';
import type { Candidate } from './promoted-line.ts';
import type { Promotion } from './promotion.ts';

type Offer = { readonly candidate: Candidate; readonly places: readonly number[]; readonly offMinor: number };

export type ThresholdTaken = {
  readonly promotion: Promotion;
  readonly offs: readonly { readonly at: number; readonly offMinor: number }[];
};

/** What the goods of a promotion together come to decides which steps count, and the best of them what is taken off. */
const offerOf = (candidate: Candidate, amounts: readonly number[]): Offer => {
  const places = candidate.parts[0] ?? [];
  const wholeMinor = places.reduce((sum, at) => sum + (amounts[at] ?? 0), 0);
  const offs = candidate.promotion.steps
    .filter(({ from }) => from <= wholeMinor)
    .map(({ reward: { sharePpm, amountMinor = 0 } }) =>
      sharePpm === undefined ? Math.min(amountMinor, wholeMinor) : shareOf(wholeMinor, sharePpm),
    );
  return { candidate, places, offMinor: Math.max(0, ...offs) };
};

/**
 * Of the thresholds of one priority the one that takes most off, of equals the first; split over its goods by what they
 * come to. Null where none takes anything off.
 */
export const takeThreshold = (
  candidates: readonly Candidate[],
  amounts: readonly number[],
): ThresholdTaken | null => {
  const offers = candidates.map((candidate) => offerOf(candidate, amounts));
  const [best] = offers.toSorted((a, b) => b.offMinor - a.offMinor);
  if (best === undefined || best.offMinor === 0) return null;
  const { candidate, places, offMinor } = best;
  const weights = places.map((at) => amounts[at] ?? 0);
  // Places are in an order of content, and amounts that are alike are split by it.
  const parts = apportionBy(offMinor, weights, (a, b) => (weights[a] ?? 0) - (weights[b] ?? 0) || a - b);
  return {
    promotion: candidate.promotion,
    offs: places.map((at, place) => ({ at, offMinor: parts[place] ?? 0 })),
  };
};

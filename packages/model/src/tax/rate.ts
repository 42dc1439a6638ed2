import { ONE_PPM } from '../money/bound.ts';
import { type RoundingMode, scaleRounded } from '../money/round-ratio.ts';
import type { RateTotal } from '../sale/line.ts';
import type { TaxClass } from '../state/shop.ts';

/** The key of a rate of a document: two classes at one rate stay apart. */
export const rateKey = (taxClass: string, ratePpm: number): string => `${taxClass}/${ratePpm}`;

/** The rate of a class on a business date: the one with the latest start not after it; null without one. */
export const rateOn = (
  classes: readonly TaxClass[],
  taxClass: string,
  businessDate: string,
): number | null => {
  let from = '';
  let rate: number | null = null;
  for (const effective of classes.find(({ id }) => id === taxClass)?.rates ?? []) {
    if (effective.from <= businessDate && effective.from > from) {
      from = effective.from;
      rate = effective.ratePpm;
    }
  }
  return rate;
};

/** The tax within an amount that includes it, or to come on one that does not. The amount is not negative. */
export const taxOf = (
  amountMinor: number,
  ratePpm: number,
  amountIncludesTax: boolean,
  mode: RoundingMode,
): number => scaleRounded(amountMinor, ratePpm, amountIncludesTax ? ONE_PPM + ratePpm : ONE_PPM, mode);

/** In one order everywhere: by class, then rate, so that equal documents have equal bytes. */
export const compareRates = (
  a: Pick<RateTotal, 'taxClass' | 'ratePpm'>,
  b: Pick<RateTotal, 'taxClass' | 'ratePpm'>,
): number => (a.taxClass === b.taxClass ? a.ratePpm - b.ratePpm : a.taxClass < b.taxClass ? -1 : 1);

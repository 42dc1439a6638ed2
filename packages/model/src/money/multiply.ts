import { ONE_PPM } from './bound.ts';
import { scaleRounded } from './round-ratio.ts';

/**
 * Price of one unit times a quantity, in minor units, half away from zero whatever the tax rule is.
 * Both may be at their bounds; the result may then be above the bound of an amount: check it.
 */
export const priceTimesQuantity = (unitPriceMinor: number, quantityMilli: number): number =>
  scaleRounded(unitPriceMinor, quantityMilli, 1_000, 'half-away');

/** A share of an amount, minor units, half away from zero. */
export const shareOf = (amountMinor: number, sharePpm: number): number =>
  scaleRounded(amountMinor, sharePpm, ONE_PPM, 'half-away');

import type { CashRounding } from '../state/shop.ts';
import { scaleRounded } from './round-ratio.ts';

/** An amount as it can be paid in coins, minor units: the nearest multiple of the step, as the mode says. */
export const roundForCash = (amountMinor: number, { stepMinor, mode }: CashRounding): number =>
  stepMinor === 1 ? amountMinor : scaleRounded(amountMinor, 1, stepMinor, mode) * stepMinor;

import { apportionBy, EARLIER } from './apportion.ts';

/**
 * Splits an amount over weights without losing a unit: every part gets its whole share, and the units
 * left go to the largest remainders, the earlier part first among equals. Weights are integers, not negative;
 * when all are zero they count as equal. The sign of the amount is the sign of its parts.
 */
export const allocate = (amountMinor: number, weights: readonly (number | bigint)[]): readonly number[] => {
  if (weights.length === 0) {
    if (amountMinor !== 0) throw new Error('an amount cannot be split over nothing');
    return [];
  }
  if (weights.some((weight) => weight < 0 || (typeof weight === 'number' && !Number.isSafeInteger(weight)))) {
    throw new Error('a weight is an integer that is not negative');
  }
  const given = weights.some((weight) => weight > 0) ? weights : weights.map(() => 1);
  const parts = apportionBy(Math.abs(amountMinor), given, EARLIER);
  return amountMinor < 0 ? parts.map((part) => 0 - part) : parts;
};

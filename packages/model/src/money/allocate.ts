/**
 * Splits an amount over weights without losing a unit: every part gets its whole share, and the units
 * left go to the largest remainders, the earlier part first among equals. Weights are integers, not negative;
 * when all are zero they count as equal. The sign of the amount is the sign of its parts.
 */
export const allocate = (amountMinor: number, weights: readonly number[]): readonly number[] => {
  if (weights.length === 0) {
    if (amountMinor !== 0) throw new Error('an amount cannot be split over nothing');
    return [];
  }
  if (weights.some((weight) => !Number.isSafeInteger(weight) || weight < 0)) {
    throw new Error('a weight is an integer that is not negative');
  }
  const given = weights.map((weight) => BigInt(weight));
  const sum = given.reduce((total, weight) => total + weight, 0n);
  const shares = sum === 0n ? weights.map(() => 1n) : given;
  const whole = sum === 0n ? BigInt(weights.length) : sum;
  const amount = BigInt(Math.abs(amountMinor));

  const parts = shares.map((share, index) => {
    const product = amount * share;
    return { index, units: product / whole, rest: product % whole };
  });
  let left = amount - parts.reduce((total, part) => total + part.units, 0n);
  const byRest = parts.toSorted((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const part of byRest) {
    if (left === 0n) break;
    part.units += 1n;
    left -= 1n;
  }
  return parts.map((part) => (amountMinor < 0 ? 0 - Number(part.units) : Number(part.units)));
};

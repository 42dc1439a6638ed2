/** How a half, or what is cut off, is rounded. `down` is towards zero. */
export type RoundingMode = 'half-away' | 'half-even' | 'down';

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** `numerator / denominator` as an integer; the denominator is positive. Exact at any size. */
export const divideRounded = (numerator: bigint, denominator: bigint, mode: RoundingMode): bigint => {
  if (denominator <= 0n) throw new Error('a ratio needs a positive denominator');
  const quotient = numerator / denominator;
  const rest = magnitude(numerator % denominator);
  const twice = 2n * rest;
  const up =
    mode === 'down'
      ? false
      : twice > denominator || (twice === denominator && (mode === 'half-away' || quotient % 2n !== 0n));
  if (!up) return quotient;
  return numerator < 0n ? quotient - 1n : quotient + 1n;
};

/**
 * `a * b / denominator`, rounded. Plain numbers while the product is exact, BigInt beyond; the result is
 * exact while it is below 2^53, and above that still far above every bound, so a caller's check holds.
 */
export const scaleRounded = (a: number, b: number, denominator: number, mode: RoundingMode): number => {
  const product = a * b;
  if (product >= 0 && Number.isSafeInteger(product)) {
    const rest = product % denominator;
    const quotient = (product - rest) / denominator;
    // The rest is compared with what is missing to the next unit: doubling it could leave the exact range.
    const missing = denominator - rest;
    const up =
      mode !== 'down' &&
      (rest > missing || (rest === missing && (mode === 'half-away' || quotient % 2 !== 0)));
    return up ? quotient + 1 : quotient + 0;
  }
  return Number(divideRounded(BigInt(a) * BigInt(b), BigInt(denominator), mode));
};

import type { RoundingMode } from '../money/round-ratio.ts';

/** An exact number: `over` is more than 0. Nothing here is shared with the code under test. */
export type Fraction = { readonly of: bigint; readonly over: bigint };

export const exactly = (value: number, over = 1): Fraction => ({ of: BigInt(value), over: BigInt(over) });
export const plus = (a: Fraction, b: Fraction): Fraction => ({
  of: a.of * b.over + b.of * a.over,
  over: a.over * b.over,
});
export const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { of: -b.of, over: b.over });
export const times = (a: Fraction, b: Fraction): Fraction => ({ of: a.of * b.of, over: a.over * b.over });
export const per = (a: Fraction, b: Fraction): Fraction => ({ of: a.of * b.over, over: a.over * b.of });
export const isLess = (a: Fraction, b: Fraction): boolean => a.of * b.over < b.of * a.over;

const HALF: Fraction = { of: 1n, over: 2n };

/** The greatest integer that is not more than a fraction that is not negative. */
const floor = ({ of, over }: Fraction): bigint => of / over;
const isWhole = ({ of, over }: Fraction): boolean => of % over === 0n;

/** As a till's rule says it in words: to the nearest unit, a half away from zero or to the even one; or cut off. */
export const toUnits = (amount: Fraction, mode: RoundingMode): bigint => {
  if (amount.of < 0n) return -toUnits({ of: -amount.of, over: amount.over }, mode);
  if (mode === 'down') return floor(amount);
  const raised = plus(amount, HALF);
  const nearest = floor(raised);
  const isHalf = isWhole(raised);
  return mode === 'half-even' && isHalf && nearest % 2n === 1n ? nearest - 1n : nearest;
};

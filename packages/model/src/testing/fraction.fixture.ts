import type { RoundingMode } from '../money/round-ratio.ts';

/** An exact number: `over` is more than 0. Nothing here is shared with the code under test. */
export type Fraction = { readonly of: bigint; readonly over: bigint };

export const exactly = (value: number, over = 1): Fraction => ({ of: BigInt(value), over: BigInt(over) });
export const units = (minor: bigint): Fraction => ({ of: minor, over: 1n });
export const plus = (a: Fraction, b: Fraction): Fraction =>
  a.over === b.over
    ? { of: a.of + b.of, over: a.over }
    : { of: a.of * b.over + b.of * a.over, over: a.over * b.over };
const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { of: -b.of, over: b.over });
export const times = (a: Fraction, b: Fraction): Fraction => ({ of: a.of * b.of, over: a.over * b.over });
export const per = (a: Fraction, b: Fraction): Fraction => ({ of: a.of * b.over, over: a.over * b.of });
/** The same number in its lowest terms, so that what is counted with it stays short. */
export const shortest = ({ of, over }: Fraction): Fraction => {
  let [a, b] = [of, over];
  while (b !== 0n) [a, b] = [b, a % b];
  return { of: of / a, over: over / a };
};
const isLess = (a: Fraction, b: Fraction): boolean =>
  a.over === b.over ? a.of < b.of : a.of * b.over < b.of * a.over;

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

/**
 * Gives a whole to the owners of these shares: to each its share cut off, and one unit more to those who lost
 * most by that, as far as the whole goes. `before` says who comes first of two who lost the same.
 */
export const shareOut = (
  whole: bigint,
  shares: readonly Fraction[],
  before: (a: number, b: number) => number,
): readonly bigint[] => {
  const given = shares.map(floor);
  const lost = shares.map((share, owner) => minus(share, units(given[owner] ?? 0n)));
  let left = given.reduce((rest, each) => rest - each, whole);
  if (left === 0n) return given;
  const byLoss = shares.map((_, owner) => owner);
  byLoss.sort((a, b) => {
    const [first, second] = [lost[a] ?? HALF, lost[b] ?? HALF];
    return isLess(second, first) ? -1 : isLess(first, second) ? 1 : before(a, b);
  });
  for (const owner of byLoss) {
    if (left === 0n) break;
    given[owner] = (given[owner] ?? 0n) + 1n;
    left -= 1n;
  }
  return given;
};

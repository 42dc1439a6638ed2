import type { Ratio } from './ratio.ts';

/** Which of two items comes first where their remainders are alike; by what they are, or by their place. */
export type CompareItems = (a: number, b: number) => number;
export const EARLIER: CompareItems = (a, b) => a - b;

/** Puts the `count` items that come first before the others, in no particular order; fewer than there are. */
const selectFirst = (items: number[], count: number, compare: CompareItems): void => {
  let [from, until] = [0, items.length - 1];
  while (from < until) {
    const pivot = items[(from + until) >> 1] ?? 0;
    let [low, high] = [from, until];
    while (low <= high) {
      while (compare(items[low] ?? 0, pivot) < 0) low += 1;
      while (compare(items[high] ?? 0, pivot) > 0) high -= 1;
      if (low > high) break;
      const passed = items[low] ?? 0;
      items[low] = items[high] ?? 0;
      items[high] = passed;
      low += 1;
      high -= 1;
    }
    if (count - 1 <= high) until = high;
    else if (count - 1 >= low) from = low;
    else return;
  }
};

/** Gives one unit more to the items with the greatest remainders; `sorted` are the remainders, least first. */
const raiseGreatest = <T extends number | bigint>(
  units: number[],
  left: number,
  rests: readonly T[],
  sorted: ArrayLike<T>,
  compare: CompareItems,
): void => {
  const least = sorted[sorted.length - left];
  if (least === undefined) throw new Error('more units are left than there are items');
  const raise = (item: number): void => {
    units[item] = (units[item] ?? 0) + 1;
  };
  const alike: number[] = [];
  let open = left;
  let item = 0;
  for (const rest of rests) {
    if (rest > least) {
      raise(item);
      open -= 1;
    } else if (rest === least) alike.push(item);
    item += 1;
  }
  if (open < alike.length) selectFirst(alike, open, compare);
  for (const each of alike.slice(0, open)) raise(each);
};

/** Long lists are sorted without a call for each two of them; making such an array costs more than a short list. */
const leastFirst = (rests: readonly number[]): ArrayLike<number> =>
  rests.length > 16 ? Float64Array.from(rests).sort() : rests.toSorted((a, b) => a - b);

/** In plain numbers: a remainder is below `over`, so it is always one; a product that is none is taken exactly. */
const apportionPlainly = (
  whole: number,
  amounts: readonly number[],
  of: number,
  over: number,
  compare: CompareItems,
): readonly number[] => {
  const units: number[] = [];
  const rests: number[] = [];
  let left = whole;
  for (const amount of amounts) {
    const product = amount * of;
    const isExact = Number.isSafeInteger(product);
    const rest = isExact ? product % over : Number((BigInt(amount) * BigInt(of)) % BigInt(over));
    const unit = isExact ? (product - rest) / over : Number((BigInt(amount) * BigInt(of)) / BigInt(over));
    units.push(unit);
    rests.push(rest);
    left -= unit;
  }
  if (left > 0) raiseGreatest(units, left, rests, leastFirst(rests), compare);
  return units;
};

const apportionExactly = (
  whole: number,
  amounts: readonly bigint[],
  of: bigint,
  over: bigint,
  compare: CompareItems,
): readonly number[] => {
  const products = amounts.map((amount) => amount * of);
  const units = products.map((product) => Number(product / over));
  const rests = products.map((product) => product % over);
  const left = units.reduce((open, unit) => open - unit, whole);
  if (left > 0) {
    const sorted = rests.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    raiseGreatest(units, left, rests, sorted, compare);
  }
  return units;
};

/**
 * Splits a whole that is the rounded sum of these shares of amounts, without losing a unit: every item gets
 * its share cut off, and the units left go to the largest remainders. No item gets more than its share
 * rounded up. It does not depend on the order of items where `compare` tells all different ones apart.
 */
export const apportion = (
  whole: number,
  amounts: readonly number[],
  { of, over, plain }: Ratio,
  compare: CompareItems,
): readonly number[] => {
  if (amounts.length === 1) return [whole];
  return plain === null
    ? apportionExactly(whole, amounts.map(BigInt), of, over, compare)
    : apportionPlainly(whole, amounts, plain.of, plain.over, compare);
};

/** The same for a whole that goes to its items by their weights, which are not all 0. */
export const apportionBy = (
  whole: number,
  weights: readonly (number | bigint)[],
  compare: CompareItems,
): readonly number[] => {
  let sum = 0;
  for (const weight of weights) {
    if (typeof weight === 'bigint') sum = Number.POSITIVE_INFINITY;
    else sum += weight;
  }
  if (Number.isSafeInteger(sum)) {
    return apportionPlainly(whole, weights as readonly number[], whole, sum, compare);
  }
  const exact = weights.map(BigInt);
  const over = exact.reduce((total, weight) => total + weight, 0n);
  return apportionExactly(whole, exact, BigInt(whole), over, compare);
};

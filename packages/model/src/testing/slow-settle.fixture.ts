import type { Branch } from '../state/shop.ts';
import type { BasketLine } from '../state/till-state.ts';
import { exactly, type Fraction, isLess, minus, per, plus, times, toUnits } from './fraction.fixture.ts';

/** What a basket costs by a second way of counting, in minor units. */
export type SlowSettled = {
  readonly lines: readonly { readonly totalMinor: bigint; readonly discountMinor: bigint }[];
  /** By `class/rate`, in the order of both. */
  readonly rates: ReadonlyMap<string, { readonly net: bigint; readonly tax: bigint; readonly gross: bigint }>;
  readonly totalMinor: bigint;
};

const ONE = exactly(1);
const units = (minor: bigint): Fraction => ({ of: minor, over: 1n });

const lineOf = (line: BasketLine): SlowSettled['lines'][number] => {
  const price = exactly(line.unitPriceMinor);
  const before = units(toUnits(times(price, exactly(line.quantityMilli, 1_000)), 'half-away'));
  const { discount } = line;
  let off = exactly(discount?.amountMinor ?? 0);
  if (discount?.sharePpm !== undefined)
    off = units(toUnits(times(before, exactly(discount.sharePpm, 1_000_000)), 'half-away'));
  if (isLess(before, off)) off = before;
  return { totalMinor: toUnits(minus(before, off), 'down'), discountMinor: toUnits(off, 'down') };
};

/** The rate in force: of those that have begun by the date, the one that began last. */
const rateOf = (branch: Branch, line: BasketLine, businessDate: string): number => {
  const taxClass = branch.taxClasses.find(({ id }) => id === line.taxClass);
  const begun = (taxClass?.rates ?? []).filter(({ from }) => from <= businessDate);
  const newest = begun
    .map(({ from }) => from)
    .sort()
    .at(-1);
  const rate = begun.find(({ from }) => from === newest);
  if (rate === undefined) throw new Error(`no rate of ${line.taxClass}`);
  return rate.ratePpm;
};

/** The tax in an amount that includes it, or on one that does not: exact, before any rounding. */
const taxOf = (amount: Fraction, ratePpm: number, isIncluded: boolean): Fraction => {
  const rate = exactly(ratePpm, 1_000_000);
  return isIncluded ? minus(amount, per(amount, plus(ONE, rate))) : times(amount, rate);
};

/**
 * Settles a basket once more in exact fractions, slowly and by the rules' words: each line is rounded to
 * units, then the tax of each line or of each rate is.
 */
export const slowSettle = (
  basket: readonly BasketLine[],
  branch: Branch,
  businessDate: string,
): SlowSettled => {
  const lines = basket.map(lineOf);
  const byRate = new Map<string, { readonly ratePpm: number; readonly amounts: bigint[] }>();
  for (const [index, line] of basket.entries()) {
    const ratePpm = rateOf(branch, line, businessDate);
    const key = `${line.taxClass}/${ratePpm}`;
    const group = byRate.get(key) ?? { ratePpm, amounts: [] };
    group.amounts.push(lines[index]?.totalMinor ?? 0n);
    byRate.set(key, group);
  }
  const rounded = (amount: bigint, ratePpm: number): bigint =>
    toUnits(taxOf(units(amount), ratePpm, branch.pricesIncludeTax), branch.roundingMode);
  const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, each) => total + each, 0n);
  const rates = new Map(
    [...byRate].map(([key, { ratePpm, amounts }]) => {
      const amount = sum(amounts);
      const tax =
        branch.taxRounding === 'line'
          ? sum(amounts.map((each) => rounded(each, ratePpm)))
          : rounded(amount, ratePpm);
      return branch.pricesIncludeTax
        ? [key, { net: amount - tax, tax, gross: amount }]
        : [key, { net: amount, tax, gross: amount + tax }];
    }),
  );
  return { lines, rates, totalMinor: sum([...rates.values()].map(({ gross }) => gross)) };
};

import { apportion, apportionBy, type CompareItems, EARLIER } from '../money/apportion.ts';
import { type Ratio, scaleBy } from '../money/ratio.ts';
import { divideRounded } from '../money/round-ratio.ts';
import type { TaxPart } from '../sale/line.ts';
import type { Branch } from '../state/shop.ts';
import { type ClassRate, compareRates } from './rate.ts';

/** A line by what it comes to, minor units, with the tax in it or without. Not negative. */
export type TaxableLine = {
  readonly rate: ClassRate;
  readonly includesTax: boolean;
  readonly amountMinor: number;
};

/** The same with its tax. */
export type TaxedAmount = {
  readonly netMinor: number;
  readonly taxMinor: number;
  /** Only where the class has several taxes. */
  readonly taxes?: readonly TaxPart[];
};

export type TaxRule = Pick<Branch, 'taxRounding' | 'roundingMode'>;

/** Lines that are taxed alike, by their places. */
type Group = {
  readonly rate: ClassRate;
  readonly includesTax: boolean;
  readonly items: number[];
  readonly amounts: number[];
  amountMinor: number;
};

const shareOf = ({ rate, includesTax }: Pick<TaxableLine, 'rate' | 'includesTax'>): Ratio =>
  includesTax ? rate.inGross : rate.onNet;

const groupOf = (groups: Group[], { rate, includesTax }: TaxableLine): Group => {
  for (const group of groups) {
    if (group.includesTax === includesTax && (group.rate === rate || compareRates(group.rate, rate) === 0)) {
      return group;
    }
  }
  const group = { rate, includesTax, items: [], amounts: [], amountMinor: 0 };
  groups.push(group);
  return group;
};

/** In one order, whatever order the lines stand in. */
const groupLines = (lines: readonly TaxableLine[]): readonly Group[] => {
  const groups: Group[] = [];
  let item = 0;
  for (const line of lines) {
    const group = groupOf(groups, line);
    group.items.push(item);
    group.amounts.push(line.amountMinor);
    group.amountMinor += line.amountMinor;
    item += 1;
  }
  // Tax in and tax out of one rate need no order: shares of a net and of a gross never leave like remainders.
  return groups.sort((a, b) => compareRates(a.rate, b.rate));
};

/** The tax of each group, rounded once for all of them: the exact taxes are added as fractions. */
const taxOfDocument = (groups: readonly Group[], { roundingMode }: TaxRule): readonly number[] => {
  const exact = groups.map((group) => {
    const { of, over } = shareOf(group);
    const product = BigInt(group.amountMinor) * of;
    return { units: product / over, rest: product % over, over };
  });
  // One denominator for all: then the remainders compare as integers.
  const over = exact.reduce((product, each) => product * each.over, 1n);
  const rests = exact.map((each) => (each.rest * over) / each.over);
  const units = exact.reduce((sum, each) => sum + each.units, 0n);
  const rest = rests.reduce((sum, each) => sum + each, 0n);
  let left = divideRounded(units * over + rest, over, roundingMode) - units;
  const taxes = exact.map((each) => Number(each.units));
  const byRest = [...groups.keys()].sort((a, b) => {
    const [first = 0n, second = 0n] = [rests[a], rests[b]];
    return first === second ? a - b : first > second ? -1 : 1;
  });
  for (const group of byRest) {
    if (left <= 0n) break;
    taxes[group] = (taxes[group] ?? 0) + 1;
    left -= 1n;
  }
  return taxes;
};

/** A line's tax, tax by tax: in proportion, without losing a unit, the earlier tax first among equals. */
const taxParts = (netMinor: number, taxMinor: number, { taxes, weights }: ClassRate): readonly TaxPart[] => {
  const amounts = taxMinor === 0 ? [] : apportionBy(taxMinor, weights, EARLIER);
  let before = 0;
  return taxes.map(({ tax, ratePpm, compound }, index) => {
    const part = amounts[index] ?? 0;
    const baseMinor = compound ? netMinor + before : netMinor;
    before += part;
    return { tax, ratePpm, baseMinor, taxMinor: part };
  });
};

/** What each line owes, by place; the rounded tax of a rate or document is split without losing a unit. */
const taxOfLines = (
  lines: readonly TaxableLine[],
  rule: TaxRule,
  compare: CompareItems,
): readonly number[] => {
  const { taxRounding, roundingMode } = rule;
  if (taxRounding === 'line') {
    return lines.map((line) => scaleBy(line.amountMinor, shareOf(line), roundingMode));
  }
  const groups = groupLines(lines);
  const ofGroups =
    taxRounding === 'rate'
      ? groups.map((group) => scaleBy(group.amountMinor, shareOf(group), roundingMode))
      : taxOfDocument(groups, rule);
  const taxes = lines.map(() => 0);
  for (const [index, group] of groups.entries()) {
    const { items, amounts } = group;
    const inGroup: CompareItems = (a, b) =>
      (amounts[a] ?? 0) - (amounts[b] ?? 0) || compare(items[a] ?? 0, items[b] ?? 0);
    const parts = apportion(ofGroups[index] ?? 0, amounts, shareOf(group), inGroup);
    let place = 0;
    for (const item of items) {
      taxes[item] = parts[place] ?? 0;
      place += 1;
    }
  }
  return taxes;
};

/**
 * Net and tax of each line of a document. Tax in: the amount is the gross, and tax and net add up to it. Tax
 * out: the amount is the net. The tax is exact until it is rounded once for each line, for each rate, or for
 * the document; then it is split over the lines by their exact taxes, and `compare` says which line comes
 * first where the remainders are alike. Amounts add up to at most the bound of an amount.
 */
export const taxLines = (
  lines: readonly TaxableLine[],
  rule: TaxRule,
  compare: CompareItems,
): readonly TaxedAmount[] => {
  const taxes = taxOfLines(lines, rule, compare);
  return lines.map(({ rate, includesTax, amountMinor }, item) => {
    const taxMinor = taxes[item] ?? 0;
    const netMinor = includesTax ? amountMinor - taxMinor : amountMinor;
    return rate.taxes.length === 0
      ? { netMinor, taxMinor }
      : { netMinor, taxMinor, taxes: taxParts(netMinor, taxMinor, rate) };
  });
};

import type { RateTotal } from '../sale/line.ts';
import type { Branch } from '../state/shop.ts';
import { compareRates, rateKey, taxOf } from './rate.ts';

export type TaxedLine = { readonly taxClass: string; readonly ratePpm: number; readonly totalMinor: number };
export type TaxRule = Pick<Branch, 'pricesIncludeTax' | 'taxRounding' | 'roundingMode'>;

type RateSum = { readonly taxClass: string; readonly ratePpm: number; amountMinor: number; taxMinor: number };

/**
 * The rate totals of a document. Prices with tax in: gross is given and net = gross - tax. Prices without:
 * net is given and gross = net + tax. The tax is rounded once per rate, or per line and added.
 */
export const totalLines = (lines: readonly TaxedLine[], rule: TaxRule): readonly RateTotal[] => {
  const { pricesIncludeTax, taxRounding, roundingMode } = rule;
  const sums = new Map<string, RateSum>();
  let sum: RateSum | undefined;
  for (const { taxClass, ratePpm, totalMinor } of lines) {
    // Lines of one rate mostly follow one another.
    if (sum === undefined || sum.taxClass !== taxClass || sum.ratePpm !== ratePpm) {
      const key = rateKey(taxClass, ratePpm);
      sum = sums.get(key) ?? { taxClass, ratePpm, amountMinor: 0, taxMinor: 0 };
      sums.set(key, sum);
    }
    sum.amountMinor += totalMinor;
    if (taxRounding === 'line') sum.taxMinor += taxOf(totalMinor, ratePpm, pricesIncludeTax, roundingMode);
  }
  return [...sums.values()].toSorted(compareRates).map(({ taxClass, ratePpm, amountMinor, taxMinor }) => {
    const tax =
      taxRounding === 'line' ? taxMinor : taxOf(amountMinor, ratePpm, pricesIncludeTax, roundingMode);
    const netMinor = pricesIncludeTax ? amountMinor - tax : amountMinor;
    return { taxClass, ratePpm, netMinor, taxMinor: tax, grossMinor: netMinor + tax };
  });
};

/** What a document comes to: the gross of all its rates. */
export const grossOf = (rates: readonly RateTotal[]): number =>
  rates.reduce((sum, { grossMinor }) => sum + grossMinor, 0);

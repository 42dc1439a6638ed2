import { currencyExponent } from '../money/currency.ts';
import { divideRounded } from '../money/round-ratio.ts';
import type { ForeignCash } from './payment.ts';

const BILLION = 1_000_000_000n;

/**
 * What foreign cash is worth in the base currency, minor units of it, half away from zero. Both currencies
 * may have any number of decimals. The result may be above the bound of an amount: check it.
 */
export const worthOf = (
  tenderedMinor: number,
  { currency, ratePpb }: Pick<ForeignCash, 'currency' | 'ratePpb'>,
  baseCurrency: string,
): number => {
  const [from, to] = [currency, baseCurrency].map((code) => 10n ** BigInt(currencyExponent(code)));
  if (from === undefined || to === undefined) throw new Error('two currencies have two exponents');
  return Number(divideRounded(BigInt(tenderedMinor) * BigInt(ratePpb) * to, BILLION * from, 'half-away'));
};

import { currencyExponent } from '../money/currency.ts';

/** What a code says of the very goods that bear it. */
export type Measured = {
  /** Net, thousandths of a kilogram. */
  readonly weightMilli?: number;
  /** How many, thousandths. */
  readonly quantityMilli?: number;
  /** What they cost, minor units of the branch's currency. */
  readonly amountMinor?: number;
};

/** A price with so many decimals, in a currency; null where that has no coin so small. */
export const priceMeasured = (value: number, decimals: number, currency: string): Measured | null => {
  const missing = currencyExponent(currency) - decimals;
  const amountMinor = missing >= 0 ? value * 10 ** missing : value / 10 ** -missing;
  return Number.isSafeInteger(amountMinor) ? { amountMinor } : null;
};

/** How money of one branch is written. `exponent` is the number of digits after the point (0 for JPY). */
export type MoneyFormat = {
  readonly currency: string;
  readonly exponent: number;
  /** BCP 47; the reader's own when absent. */
  readonly locale?: string | undefined;
};

const formatters = new Map<string, Intl.NumberFormat>();

const formatterOf = (format: MoneyFormat, symbol: boolean): Intl.NumberFormat => {
  const key = `${format.locale ?? ''}/${format.currency}/${format.exponent}/${String(symbol)}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(format.locale, {
    ...(symbol
      ? { style: 'currency', currency: format.currency, currencyDisplay: 'narrowSymbol' as const }
      : { style: 'decimal' }),
    // Said explicitly: Intl's own table of minor units is wrong for some currencies.
    minimumFractionDigits: format.exponent,
    maximumFractionDigits: format.exponent,
  });
  formatters.set(key, made);
  return made;
};

/** A whole number of the smallest parts as a decimal string: (-1205, 2) is '-12.05'. */
export const decimalText = (value: number, digits: number): string => {
  if (!Number.isSafeInteger(value)) throw new Error('money and quantities are whole numbers');
  const sign = value < 0 ? '-' : '';
  const all = String(Math.abs(value)).padStart(digits + 1, '0');
  return digits === 0 ? `${sign}${all}` : `${sign}${all.slice(0, -digits)}.${all.slice(-digits)}`;
};

/** Money as people of the locale write it; exact, the amount never becomes a float. A true minus sign. */
export const formatMoney = (minor: number, format: MoneyFormat, symbol = true): string =>
  formatterOf(format, symbol)
    .format(decimalText(minor, format.exponent) as Intl.StringNumericLiteral)
    .replace('-', '\u2212');

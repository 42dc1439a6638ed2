import { ONE_PPM } from './bound.ts';

const decimal = (value: number, exponent: number): string => {
  const digits = Math.abs(value)
    .toString()
    .padStart(exponent + 1, '0');
  const sign = value < 0 ? '-' : '';
  return exponent === 0 ? sign + digits : `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
};

const shortDecimal = (value: number, exponent: number): string =>
  decimal(value, exponent).replace(/\.?0+$/, '');

/** Minor units with all their decimals and a point: `1234.50`, `-0.05`, `1200` where there are none. */
export const formatMinor = (amountMinor: number, exponent: number): string => decimal(amountMinor, exponent);

/** Thousandths with as many decimals as they need: `2`, `0.375`. */
export const formatQuantity = (quantityMilli: number): string => shortDecimal(quantityMilli, 3);

/** A rate in per cent: `17.5` for 175000. */
export const formatRate = (ratePpm: number): string => shortDecimal(ratePpm, ONE_PPM.toString().length - 3);

const parseDecimal = (text: string, exponent: number): number | null => {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) return null;
  const [, sign, whole = '', fraction = ''] = match;
  if (fraction.length > exponent) return null;
  const value = Number(whole + fraction.padEnd(exponent, '0'));
  if (!Number.isSafeInteger(value)) return null;
  return sign === '-' && value !== 0 ? -value : value;
};

/** `12.5` as minor units; null for more decimals than the currency has, or anything but digits and a point. */
export const parseMinor = (text: string, exponent: number): number | null => parseDecimal(text, exponent);

/** `0.375` as thousandths; null for what is finer than that or no number. */
export const parseQuantity = (text: string): number | null => parseDecimal(text, 3);

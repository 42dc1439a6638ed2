const isDigits = (text: string): boolean => /^\d+$/.test(text);

/**
 * The digit that makes a number of GS1 verifiable, appended to it: from the right the digits weigh 3 and 1 by turns, and
 * all together with it come to a multiple of ten. Source: GS1 General Specifications, 7.9.1.
 */
export const checkDigitOf = (digits: string): string => {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const isHeavy = (digits.length - at) % 2 === 1;
    sum += Number(digits[at]) * (isHeavy ? 3 : 1);
  }
  return String((10 - (sum % 10)) % 10);
};

/** Whether a number consists of digits, the last of which checks the others. */
export const hasCheckDigit = (code: string): boolean =>
  isDigits(code) && code.length > 1 && checkDigitOf(code.slice(0, -1)) === code.slice(-1);

/** By digit: what it weighs when multiplied, and its tens taken off or added, the last digit of it. */
const TWO_LESS = [0, 2, 4, 6, 8, 9, 1, 3, 5, 7];
const THREE = [0, 3, 6, 9, 2, 5, 8, 1, 4, 7];
const FIVE_MORE = [0, 5, 1, 6, 2, 7, 3, 8, 4, 9];
const FIVE_LESS = [0, 5, 9, 4, 8, 3, 7, 2, 6, 1];

const weigh = (digits: string, weights: readonly (readonly number[])[]): number =>
  weights.reduce((sum, weight, at) => sum + (weight[Number(digits[at])] ?? 0), 0);

/**
 * The digit that stands before a price or measure of four or five digits in a shop's own label and checks it; null for
 * any other length. Source: GS1 General Specifications, 7.9.2 to 7.9.4.
 */
export const verifierDigitOf = (digits: string): string | null => {
  if (!isDigits(digits)) return null;
  if (digits.length === 4) return String((3 * weigh(digits, [TWO_LESS, TWO_LESS, THREE, FIVE_LESS])) % 10);
  if (digits.length !== 5) return null;
  const sum = weigh(digits, [FIVE_MORE, TWO_LESS, FIVE_LESS, FIVE_MORE, TWO_LESS]);
  return String(FIVE_LESS.indexOf((10 - (sum % 10)) % 10));
};

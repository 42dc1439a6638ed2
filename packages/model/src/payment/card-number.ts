/** Digits of any script, in groups as people write them: spaces, dashes and invisible marks between. */
const DIGITS = /\p{Nd}+(?:[\s\p{Pd}\p{Cf}]+\p{Nd}+)*/gu;
const BETWEEN = /[\s\p{Pd}\p{Cf}]+/u;
const DIGIT = /\p{Nd}/u;

/** The digits of every script stand ten in a row, from nought: how many stand before one is its value. */
const valueOf = (digit: string): number => {
  const code = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (DIGIT.test(String.fromCodePoint(code - before - 1))) before += 1;
  return before % 10;
};

/** The check digit of ISO/IEC 7812-1, annex B: every second digit from the right is doubled. */
const passesLuhn = (digits: readonly number[]): boolean => {
  const sum = digits.toReversed().reduce((total, digit, index) => {
    const value = index % 2 === 0 ? digit : 2 * digit;
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
};

/** A card number has 12 to 19 digits (ISO/IEC 7812-1; the shortest in use are Maestro's). */
const isNumber = (digits: readonly number[]): boolean =>
  digits.length >= 12 && digits.length <= 19 && passesLuhn(digits);

/** Whether a text has in it what looks like a card number, also beside other digits (I14). */
export const hidesCardNumber = (text: string): boolean =>
  [...text.matchAll(DIGITS)].some(([run]) => {
    const groups = run.split(BETWEEN).map((group) => Array.from(group, valueOf));
    return groups.some((_, from) => {
      const digits: number[] = [];
      return groups.slice(from).some((group) => {
        digits.push(...group);
        return isNumber(digits);
      });
    });
  });

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hidesCardNumber } from './card-number.ts';

/** Numbers that card schemes publish for tests. */
const NUMBERS = [
  '4111111111111111',
  '5500005555555559',
  '378282246310005',
  '6304000000000000',
  '501800000009',
  '6799990100000000019',
];

const withCheckDigit = (digits: readonly number[]): string => {
  const sum = digits.toReversed().reduce((total, digit, index) => {
    const value = index % 2 === 0 ? 2 * digit : digit;
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return [...digits, (10 - (sum % 10)) % 10].join('');
};
/** In the digits of a script that begin at a code point. */
const inScript = (number: string, zero: number): string =>
  Array.from(number, (digit) => String.fromCodePoint(zero + Number(digit))).join('');

describe('a card number', () => {
  it('[PAY-14] I14: is known in whatever groups, scripts and company', () => {
    for (const number of NUMBERS) {
      const groups = number.match(/.{1,4}/g) ?? [];
      const written = [
        number,
        groups.join(' '),
        groups.join('-'),
        groups.join(' \u2013\u200b '),
        `VISA ${number} ok`,
        `%B${number}^DOE/JOHN^2512`,
        `2026-11-20 ${groups.join(' ')} 17`,
        inScript(number, 0x0660),
        inScript(number, 0x0966),
        inScript(number, 0xff10),
      ];
      for (const text of written) expect([text, hidesCardNumber(text)]).toEqual([text, true]);
    }
  });

  it('[PAY-14] is none with a wrong check digit, too few digits, or too many in one piece', () => {
    const others = [
      '',
      'no card at all',
      '1111',
      '4111111111111112',
      '41111111111',
      '00004111111111111111',
      '07:12 till 3, 20 pounds',
      'H1-7KQ2-R-17',
    ];
    for (const text of others) expect([text, hidesCardNumber(text)]).toEqual([text, false]);
  });

  it('[PAY-14] of any length from 12 to 19 is known, and with one digit changed it is not', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 11, maxLength: 18 });
    fc.assert(
      fc.property(digits, fc.nat(), fc.integer({ min: 1, max: 9 }), (all, place, by) => {
        const number = withCheckDigit(all);
        const at = place % number.length;
        const other = `${number.slice(0, at)}${(Number(number[at]) + by) % 10}${number.slice(at + 1)}`;
        expect(hidesCardNumber(number)).toBe(true);
        expect(hidesCardNumber(other)).toBe(false);
      }),
    );
  });
});

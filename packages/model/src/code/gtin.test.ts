import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDigitOf, hasCheckDigit, verifierDigitOf } from './check-digit.ts';
import { gtinForms, gtinOf, gtinsOf, isMisread, upcAOfUpcE, upcEOfUpcA, withCheckDigit } from './gtin.ts';

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));

describe('numbers of articles', () => {
  it.each([
    ['an SSCC', '37610425002123456', '9'],
    ['a GTIN-13', '629104150021', '3'],
    ['a GTIN-12', '03600029145', '2'],
    ['a GTIN-8', '9638507', '4'],
    ['a GTIN-14', '0950110153000', '3'],
  ])('[CODE-01] the check digit of %s', (_name, without, digit) => {
    expect(checkDigitOf(without)).toBe(digit);
    expect(hasCheckDigit(`${without}${digit}`)).toBe(true);
  });

  it('[CODE-01] a number with any one digit changed is none, whatever its length', () => {
    const number = fc.constantFrom(7, 11, 12, 13).chain(digits).map(withCheckDigit);
    fc.assert(
      fc.property(number, fc.nat(), fc.integer({ min: 1, max: 9 }), (code, place, by) => {
        const at = place % code.length;
        const changed = `${code.slice(0, at)}${(Number(code[at]) + by) % 10}${code.slice(at + 1)}`;
        expect(gtinOf(code)).not.toBeNull();
        expect(gtinOf(changed)).toBeNull();
        expect(isMisread(code)).toBe(false);
      }),
    );
  });

  it('[CODE-01] nothing else is a number of an article', () => {
    for (const code of [
      '',
      '5',
      '12345',
      '9501101530003a',
      ' 9501101530003',
      '123456789',
      '３６００２９１４５２',
    ])
      expect(gtinsOf(code)).toEqual([]);
    expect(isMisread('9501101530004')).toBe(true);
    expect(isMisread('12345')).toBe(false);
  });

  it.each([
    // The last of the six digits says where the zeros were.
    ['01234505', '012000003455'],
    ['01234514', '012100003454'],
    ['01234523', '012200003453'],
    ['01234531', '012300000451'],
    ['01234543', '012340000053'],
    ['01234558', '012345000058'],
    ['01234565', '012345000065'],
    ['01234572', '012345000072'],
    ['01234589', '012345000089'],
    ['01234596', '012345000096'],
  ])('[CODE-02] UPC-E %s stands for UPC-A %s', (upcE, upcA) => {
    expect(upcAOfUpcE(upcE)).toBe(upcA);
    expect(upcEOfUpcA(upcA)).toBe(upcE);
    expect(gtinsOf(upcE)).toContain(upcA.padStart(14, '0'));
  });

  it('[CODE-02] every UPC-E that is one stands for a number that names it again, and other numbers have none', () => {
    fc.assert(
      fc.property(digits(6), (six) => {
        const codes = Array.from({ length: 10 }, (_, check) => `0${six}${check}`);
        const [upcE, ...others] = codes.filter((code) => upcAOfUpcE(code) !== null);
        expect(others).toEqual([]);
        const upcA = upcAOfUpcE(upcE!)!;
        expect(upcAOfUpcE(upcEOfUpcA(upcA)!)).toBe(upcA);
      }),
    );
    expect(upcEOfUpcA('036000291452')).toBeNull();
    expect(upcEOfUpcA('5012345678900')).toBeNull();
    expect(upcAOfUpcE('11234565')).toBeNull();
  });

  it('[CODE-02] a number is written in all lengths that it has room in', () => {
    expect(gtinForms('00000096385074')).toEqual([
      '96385074',
      '000096385074',
      '0000096385074',
      '00000096385074',
    ]);
    expect(gtinForms('09501101530003')).toEqual(['9501101530003', '09501101530003']);
    expect(gtinForms('19501101530000')).toEqual(['19501101530000']);
    expect(gtinForms('00012345000065')).toEqual([
      '012345000065',
      '0012345000065',
      '00012345000065',
      '01234565',
    ]);
    fc.assert(
      fc.property(fc.constantFrom(7, 11, 12, 13).chain(digits).map(withCheckDigit), (code) => {
        const forms = gtinForms(gtinOf(code)!);
        expect(forms).toContain(code);
        for (const form of forms) expect(gtinsOf(form)).toContain(gtinOf(code));
      }),
    );
  });

  it.each([
    ['2875', '9'],
    ['14685', '6'],
    ['0000', '0'],
    ['00000', '0'],
  ])('[CODE-09] the digit that checks the price %s', (price, digit) => {
    expect(verifierDigitOf(price)).toBe(digit);
  });

  it('[CODE-09] of a measure with one digit changed it is another, and other lengths have none', () => {
    const measure = fc.constantFrom(4, 5).chain(digits);
    fc.assert(
      fc.property(measure, fc.nat(), fc.integer({ min: 1, max: 9 }), (value, place, by) => {
        const at = place % value.length;
        const changed = `${value.slice(0, at)}${(Number(value[at]) + by) % 10}${value.slice(at + 1)}`;
        expect(verifierDigitOf(value)).toMatch(/^\d$/);
        expect(verifierDigitOf(changed)).not.toBe(verifierDigitOf(value));
      }),
    );
    expect(verifierDigitOf('123')).toBeNull();
    expect(verifierDigitOf('12a4')).toBeNull();
  });
});

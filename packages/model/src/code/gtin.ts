import { checkDigitOf, hasCheckDigit } from './check-digit.ts';

/** A Global Trade Item Number in its longest form: fourteen digits, shorter ones filled up with zeros on the left. */
export type Gtin = string;

const LENGTHS: readonly number[] = [8, 12, 13, 14];

/** The number that a code of 8, 12, 13 or 14 digits is; null where its check digit is wrong or it is none. */
export const gtinOf = (code: string): Gtin | null =>
  LENGTHS.includes(code.length) && hasCheckDigit(code) ? code.padStart(14, '0') : null;

/** How six digits of UPC-E stand for the ten between number system and check digit of UPC-A, by the last of them. */
const expand = (six: string): string => {
  const last = six.slice(5);
  if (last <= '2') return `${six.slice(0, 2)}${last}0000${six.slice(2, 5)}`;
  if (last === '3') return `${six.slice(0, 3)}00000${six.slice(3, 5)}`;
  if (last === '4') return `${six.slice(0, 4)}00000${six.slice(4, 5)}`;
  return `${six.slice(0, 5)}0000${last}`;
};

/**
 * The twelve digits that a code of eight stands for where it is UPC-E: number system 0, six digits, check digit. Null
 * where it is none. Source: GS1 General Specifications, 5.2.2.4.2.
 */
export const upcAOfUpcE = (code: string): string | null => {
  if (!/^0\d{7}$/.test(code)) return null;
  const upcA = `0${expand(code.slice(1, 7))}${code.slice(7)}`;
  return hasCheckDigit(upcA) ? upcA : null;
};

/** The eight digits of UPC-E that stand for these twelve; null where zeros cannot be left out. */
export const upcEOfUpcA = (upcA: string): string | null => {
  if (!/^0\d{11}$/.test(upcA)) return null;
  const maker = upcA.slice(1, 6);
  const item = upcA.slice(6, 11);
  const sixes = [
    `${maker.slice(0, 2)}${item.slice(2)}${maker.slice(2, 3)}`,
    `${maker.slice(0, 3)}${item.slice(3)}3`,
    `${maker.slice(0, 4)}${item.slice(4)}4`,
    `${maker}${item.slice(4)}`,
  ];
  const six = sixes.find((each) => expand(each) === `${maker}${item}`);
  return six === undefined ? null : `0${six}${upcA.slice(11)}`;
};

const isZeros = (text: string): boolean => /^0*$/.test(text);

/** Every way in which a catalogue may have this number written, the shortest of GTIN first and UPC-E last. */
export const gtinForms = (gtin: Gtin): readonly string[] => {
  const whole = LENGTHS.filter((length) => isZeros(gtin.slice(0, 14 - length))).map((length) =>
    gtin.slice(14 - length),
  );
  const upcE = isZeros(gtin.slice(0, 2)) ? upcEOfUpcA(gtin.slice(2)) : null;
  return upcE === null ? whole : [...whole, upcE];
};

/**
 * The numbers that a code of digits can mean, the likelier first: eight digits may be EAN-8 as well as UPC-E, which
 * their symbols tell apart and their digits need not.
 */
export const gtinsOf = (code: string): readonly Gtin[] => {
  const own = gtinOf(code);
  const upcA = upcAOfUpcE(code);
  const expanded = upcA === null ? null : gtinOf(upcA);
  return [own, expanded].filter((gtin): gtin is Gtin => gtin !== null);
};

/** Digits that look like a number of GS1 whose check digit is wrong: misread or mistyped. */
export const isMisread = (code: string): boolean =>
  /^\d+$/.test(code) && LENGTHS.includes(code.length) && gtinsOf(code).length === 0;

/** The number of an article within a shop, with the check digit that a label of its length would have. */
export const withCheckDigit = (digits: string): string => `${digits}${checkDigitOf(digits)}`;

import { field, record } from '../schema/record.ts';
import { flag, integer, text, word } from '../schema/scalar.ts';
import type { ShapeOf } from '../schema/shape.ts';
import { hasCheckDigit, verifierDigitOf } from './check-digit.ts';
import { gtinForms, gtinOf, withCheckDigit } from './gtin.ts';
import { type Measured, priceMeasured } from './measured.ts';

/** What a shop's own label tells of the goods that bear it. */
const LABEL_MEASURES = ['price', 'weight', 'count'] as const;

/**
 * How a scale or printer of the shop builds its labels: prefix, number of the article, for a verified one a digit that
 * checks the measure, the measure, check digit. Source: GS1 General Specifications, 2.1.11 and 2.1.12 (restricted
 * circulation numbers, variable measure), which leave the rest to each country and shop.
 */
export const labelFormat = record({
  id: field(1, text(32, 1)),
  name: field(2, text(120, 1)),
  /** With it begin all codes of this kind, and no others of their length. */
  prefix: field(3, text(6, 1)),
  /** Digits altogether: EAN-8, UPC-A or EAN-13. */
  digits: field(4, integer(8, 13)),
  itemDigits: field(5, integer(1, 10)),
  measure: field(6, word(...LABEL_MEASURES)),
  /** Whether a digit of its own checks the measure. */
  verified: field(7, flag),
  /** Of the measure: of a price in units of the currency, of a weight in kilograms. */
  decimals: field(8, integer(0, 4)),
  active: field(9, flag),
});
export type LabelFormat = ShapeOf<typeof labelFormat>;

const LENGTHS: readonly number[] = [8, 12, 13];
/** Beginnings that GS1 gives to shops for use within them, by length. Source: 1.4.2 to 1.4.5 there. */
const RESTRICTED: Readonly<Record<number, RegExp>> = { 8: /^[02]/, 12: /^[24]/, 13: /^(?:02|04|2\d)/ };

const measureDigits = ({ digits, prefix, itemDigits, verified }: LabelFormat): number =>
  digits - prefix.length - itemDigits - (verified ? 1 : 0) - 1;

/** Whether labels can be built so, and no article of anybody else has such a code. */
export const isLabelFormat = (format: LabelFormat): boolean => {
  const { digits, prefix, measure, decimals, verified } = format;
  const room = measureDigits(format);
  return (
    LENGTHS.includes(digits) &&
    /^\d+$/.test(prefix) &&
    (RESTRICTED[digits]?.test(prefix) ?? false) &&
    (verified ? room === 4 || room === 5 : room >= 1) &&
    (measure !== 'count' || decimals === 0) &&
    (measure !== 'weight' || decimals <= 3)
  );
};

/** Whether a code could be of both. */
export const areLabelsAlike = (a: LabelFormat, b: LabelFormat): boolean =>
  a.digits === b.digits && (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix));

/** A label as read: what a catalogue may call its article, and what the label says of these goods. */
export type ReadLabel =
  | { readonly ok: true; readonly names: readonly string[]; readonly measured: Measured }
  | { readonly ok: false; readonly fault: 'CODE-MISREAD' | 'CODE-MEASURE-UNUSED' };

const measuredBy = ({ measure, decimals }: LabelFormat, value: number, currency: string): Measured | null => {
  if (measure === 'price') return priceMeasured(value, decimals, currency);
  return measure === 'weight'
    ? { weightMilli: value * 10 ** (3 - decimals) }
    : { quantityMilli: value * 1_000 };
};

/** The code in the length of the format: scanners send UPC-A as thirteen digits, the first of them a zero. */
const inLength = (code: string, digits: number): string =>
  digits === 12 && code.length === 13 && code.startsWith('0') ? code.slice(1) : code;

/**
 * Reads a label of the shop; null where no format in use is its. An article is known by prefix and number, or by the
 * code that it would have with zeros for a measure.
 */
export const readLabel = (
  scanned: string,
  formats: readonly LabelFormat[],
  currency: string,
): ReadLabel | null => {
  const isOf = ({ active, digits, prefix }: LabelFormat): boolean => {
    const code = inLength(scanned, digits);
    return active && code.length === digits && /^\d+$/.test(code) && code.startsWith(prefix);
  };
  // Two that are alike were stated apart: every till means the same one.
  const [format] = formats
    .filter(isOf)
    .sort((a, b) => b.prefix.length - a.prefix.length || (a.id < b.id ? -1 : 1));
  if (format === undefined) return null;
  const code = inLength(scanned, format.digits);
  const room = measureDigits(format);
  const value = code.slice(-1 - room, -1);
  const article = code.slice(0, format.prefix.length + format.itemDigits);
  const verifier = format.verified ? code.slice(article.length, article.length + 1) : null;
  if (!hasCheckDigit(code) || (verifier !== null && verifier !== verifierDigitOf(value)))
    return { ok: false, fault: 'CODE-MISREAD' };
  const measured = measuredBy(format, Number(value), currency);
  if (measured === null) return { ok: false, fault: 'CODE-MEASURE-UNUSED' };
  const blank = gtinOf(withCheckDigit(article.padEnd(format.digits - 1, '0')));
  return { ok: true, names: [article, ...(blank === null ? [] : gtinForms(blank))], measured };
};

/**
 * Reads a decimal number that a person typed into a whole number of its smallest parts, digit by
 * digit and without floats: ('12,5', 2) is 1250. Point and comma both stand for the decimal mark;
 * marks that group thousands are not accepted, because '1,234' could mean either.
 * Null when it is no number, has more digits after the mark than exist, or is beyond `max`.
 */
const readDecimal = (typed: string, digits: number, max: number): number | null => {
  const match = /^(\d*)(?:[.,](\d*))?$/.exec(typed.trim());
  if (match === null) return null;
  const [, whole = '', part = ''] = match;
  if (whole === '' && part === '') return null;
  if (part.length > digits) return null;
  const all = `${whole}${part.padEnd(digits, '0')}`.replace(/^0+(?=\d)/, '');
  if (all.length > 15) return null;
  const value = Number(all === '' ? '0' : all);
  return value <= max ? value : null;
};

/** The largest amount of one line, payment or document: a million million minor units. */
const MAX_MINOR = 1_000_000_000_000;
/** The largest quantity of a line: a million units, in thousandths. */
const MAX_MILLI = 1_000_000_000;
/** A whole, in parts per million. */
const MAX_PPM = 1_000_000;

/** A typed amount in minor units. */
export const readAmount = (typed: string, exponent: number): number | null =>
  readDecimal(typed, exponent, MAX_MINOR);

/** A typed quantity in thousandths. */
export const readQuantity = (typed: string): number | null => readDecimal(typed, 3, MAX_MILLI);

/** A typed percentage from 0 to 100 as parts per million: '12.5' is 125000. */
export const readPercent = (typed: string): number | null => readDecimal(typed, 4, MAX_PPM);

/** How the decimals of a list are written: the sign before them, or not known from the list as a whole. */
export type Decimal = '.' | ',' | null;

export type ReadNumber =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly reason: string };

/** Groups of digits may be parted by these besides the sign that is not the decimal one. */
const SPACES_AND_QUOTES = /[\s\u00A0\u202F'’]/g;

/** What stands around the digits of a price: a currency sign or code, spaces. */
const bare = (text: string): string =>
  text
    .trim()
    .replace(/^(?:\p{Sc}|[A-Za-z]{3}\b)\s*/u, '')
    .replace(/\s*(?:\p{Sc}|\b[A-Za-z]{3})$/u, '')
    .replace(SPACES_AND_QUOTES, '');

/** The decimal sign that one cell proves; null when it proves none, as `1,234` or `12`. */
const provenBy = (text: string, decimals: number): Decimal => {
  const signs = bare(text).replace(/[^.,]/g, '');
  if (signs === '') return null;
  const last = signs.at(-1) === ',' ? ',' : '.';
  const other = last === ',' ? '.' : ',';
  if (signs.includes(other)) return last;
  // The same sign twice can only part groups.
  if (signs.length > 1) return other;
  const after = bare(text).split(last)[1] ?? '';
  // Three digits may be a group as well; currencies of three decimals are written with a point.
  if (after.length === 3) return decimals >= 3 && last === '.' ? '.' : null;
  return last;
};

/** The decimal sign of a column: what its cells prove, when they do not contradict one another. */
export const decimalOf = (cells: Iterable<string>, decimals: number): Decimal => {
  const proven = new Set<Decimal>();
  for (const cell of cells) proven.add(provenBy(cell, decimals));
  proven.delete(null);
  const [only] = proven;
  return proven.size === 1 ? (only ?? null) : null;
};

const GROUPED = { '.': /^\d{1,3}(?:,\d{3})+$/, ',': /^\d{1,3}(?:\.\d{3})+$/ } as const;

/**
 * Reads `-1.234,50` and its kin as an integer of 10^-`decimals` without a float: digits are put
 * together, never divided. More decimals than `decimals` are refused, not rounded; so is a number
 * that could mean two things.
 */
export const readNumber = (text: string, decimals: number, known: Decimal): ReadNumber => {
  const refused = (reason: string): ReadNumber => ({ ok: false, reason });
  const stripped = bare(text);
  const negative = stripped.startsWith('-');
  const digits = negative ? stripped.slice(1) : stripped;
  if (!/^\d[\d.,]*$/.test(digits)) return refused(`"${text}" is not a number`);
  const decimal = known ?? provenBy(digits, decimals) ?? (/[.,]/.test(digits) ? null : '.');
  if (decimal === null)
    return refused(`"${text}" may mean thousands or decimals: say which sign is the decimal one`);
  const [whole = '', fraction = '', ...rest] = digits.split(decimal);
  if (rest.length > 0 || !/^\d*$/.test(fraction)) return refused(`"${text}" is not a number`);
  if (!/^\d+$/.test(whole) && !GROUPED[decimal].test(whole)) return refused(`"${text}" is not a number`);
  if (fraction.length > decimals) return refused(`"${text}" has more than ${decimals} decimals`);
  const value = Number(whole.replace(/[.,]/g, '') + fraction.padEnd(decimals, '0'));
  if (!Number.isSafeInteger(value)) return refused(`"${text}" is too large`);
  return { ok: true, value: negative && value !== 0 ? -value : value };
};

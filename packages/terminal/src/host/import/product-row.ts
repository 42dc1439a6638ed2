import { type CommandOf, MAX_AMOUNT_MINOR, MAX_QUANTITY_MILLI, type TaxClass } from '@tillmesh/model';
import type { Columns } from './column.ts';
import { type Decimal, readNumber } from './number-text.ts';

/** A product as `catalog.put` takes it. */
export type PutProduct = CommandOf<'catalog.put'>['products'][number];
export type ReadRow =
  | { readonly ok: true; readonly product: PutProduct }
  | { readonly ok: false; readonly reason: string };

/** What a row is read by, the same for every row of a list. */
export type RowRules = {
  readonly columns: Columns;
  readonly defaults: { readonly [F in 'price' | 'tax' | 'unit' | 'category']?: string };
  readonly decimal: Decimal;
  /** Decimals of the branch's currency. */
  readonly exponent: number;
  /** Tax classes of the branch with their rate today. */
  readonly taxes: readonly { readonly taxClass: TaxClass; readonly ratePpm: number | null }[];
  /** The class of rows that name none. */
  readonly defaultTaxClass: string;
  readonly productIdOf: (sku: string) => string;
};

const UNIT_WORDS: Readonly<Record<string, 'piece' | 'kg'>> = {
  '': 'piece',
  piece: 'piece',
  pieces: 'piece',
  pc: 'piece',
  pcs: 'piece',
  each: 'piece',
  ea: 'piece',
  unit: 'piece',
  kg: 'kg',
  kilo: 'kg',
  kilogram: 'kg',
  kilograms: 'kg',
};
const MAX_TEXT = { sku: 64, code: 64, name: 200, category: 64 } as const;
const MAX_CODES = 20;
const MILLI_DECIMALS = 3;
/** A rate in percent with four decimals is a rate in parts per million. */
const PPM_DECIMALS = 4;

class RowError extends Error {}

/** Printed on one line and compared as people read it. */
const clean = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();

const limited = (value: string, field: keyof typeof MAX_TEXT): string => {
  if (value.length > MAX_TEXT[field])
    throw new RowError(`the ${field} is longer than ${MAX_TEXT[field]} characters`);
  // U+FFFD is what a program writes where it could not read a letter: the list was saved or read wrongly.
  if (!value.isWellFormed() || value.includes('\uFFFD'))
    throw new RowError(`the ${field} holds damaged characters: save the list as UTF-8`);
  return value;
};

/** Several codes stand in one cell parted by `|`. */
const readCodes = (cells: readonly string[]): readonly string[] => {
  const codes = [...new Set(cells.flatMap((cell) => cell.split('|')).map((code) => clean(code)))].filter(
    (code) => code !== '',
  );
  if (codes.length > MAX_CODES) throw new RowError(`has more than ${MAX_CODES} codes`);
  for (const code of codes) {
    if (/^\d[.,]\d+E\+\d+$/i.test(code))
      throw new RowError(`the code "${code}" was cut short by a spreadsheet`);
    limited(code, 'code');
  }
  return codes;
};

const taxClassOf = (cell: string, rules: RowRules): string => {
  const word = cell.trim().toLowerCase();
  if (word === '') return rules.defaultTaxClass;
  const named = rules.taxes.find(({ taxClass }) =>
    [taxClass.id, taxClass.name].some((name) => name.toLowerCase() === word),
  );
  if (named !== undefined) return named.taxClass.id;
  const percent = readNumber(word.replace(/\s*%$/, ''), PPM_DECIMALS, word.includes(',') ? ',' : '.');
  const byRate = percent.ok ? rules.taxes.filter(({ ratePpm }) => ratePpm === percent.value) : [];
  if (byRate.length > 1)
    throw new RowError(`the tax "${cell.trim()}" fits more than one tax class: name the class`);
  const [only] = byRate;
  if (only === undefined)
    throw new RowError(`the tax "${cell.trim()}" is not a tax class or rate of this branch`);
  return only.taxClass.id;
};

const numberOf = (cell: string, decimals: number, rules: RowRules, field: string): number => {
  const read = readNumber(cell, decimals, rules.decimal);
  if (!read.ok) throw new RowError(`the ${field} ${read.reason}`);
  return read.value;
};

const priceOf = (cell: string, rules: RowRules): number | undefined => {
  if (cell.trim() === '') return undefined;
  const price = numberOf(cell, rules.exponent, rules, 'price');
  if (price < 0) throw new RowError('the price is below zero');
  if (price > MAX_AMOUNT_MINOR) throw new RowError('the price is too large');
  return price;
};

const stockOf = (cell: string, unit: 'piece' | 'kg', rules: RowRules): number | undefined => {
  if (cell.trim() === '') return undefined;
  const stock = numberOf(cell, MILLI_DECIMALS, rules, 'stock');
  if (unit === 'piece' && stock % 1_000 !== 0)
    throw new RowError('the stock of a product sold by the piece is not whole');
  if (Math.abs(stock) > MAX_QUANTITY_MILLI) throw new RowError('the stock is too large');
  return stock;
};

const productOf = (cells: readonly string[], rules: RowRules): PutProduct => {
  const at = (index: number | undefined) => (index === undefined ? '' : (cells[index] ?? ''));
  const { columns, defaults } = rules;
  const or = (cell: string, other: string | undefined) => (cell.trim() === '' ? (other ?? '') : cell);

  const codes = readCodes(columns.code.map((index) => at(index)));
  const sku = limited(clean(at(columns.sku[0])) || (codes[0] ?? ''), 'sku');
  if (sku === '') throw new RowError('has neither a sku nor a barcode');
  const name = limited(clean(at(columns.name[0])), 'name');
  if (name === '') throw new RowError('has no name');
  const unitWord = or(at(columns.unit[0]), defaults.unit).trim().toLowerCase();
  const unit = Object.hasOwn(UNIT_WORDS, unitWord) ? UNIT_WORDS[unitWord] : undefined;
  if (unit === undefined) throw new RowError(`the unit "${unitWord}" is not known: piece or kg`);
  const taxClass = taxClassOf(or(at(columns.tax[0]), defaults.tax), rules);
  const category = limited(clean(or(at(columns.category[0]), defaults.category)), 'category');
  const priceMinor = priceOf(or(at(columns.price[0]), defaults.price), rules);
  const openingStockMilli = stockOf(at(columns.stock[0]), unit, rules);

  return {
    productId: rules.productIdOf(sku),
    core: { sku, name, codes, unit, taxClass, category },
    ...(priceMinor === undefined ? {} : { priceMinor }),
    ...(openingStockMilli === undefined ? {} : { openingStockMilli }),
  };
};

/** A product from the cells of a row, or why the row cannot become one. */
export const readRow = (cells: readonly string[], rules: RowRules): ReadRow => {
  try {
    return { ok: true, product: productOf(cells, rules) };
  } catch (error) {
    if (error instanceof RowError) return { ok: false, reason: error.message };
    throw error;
  }
};

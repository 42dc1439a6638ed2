import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** A list to import and what a scanner would read of its first products. */
export type ProductList = { readonly csv: string; readonly codes: readonly string[] };

const PRODUCTS = 20_000;
const CODES = 200;
/** GS1's prefix for demonstrations. */
const PREFIX = '952';

const withCheckDigit = (digits: string): string => {
  const sum = Array.from(digits).reduce(
    (total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3),
    0,
  );
  return `${digits}${(10 - (sum % 10)) % 10}`;
};

const codesOf = (csv: string): readonly string[] => csv.match(/\b\d{13}\b/g)?.slice(0, CODES) ?? [];

/** A list of as many made-up products as a large shop has. */
const madeUp = (): string => {
  const rows = Array.from({ length: PRODUCTS }, (_, index) => {
    const code = withCheckDigit(`${PREFIX}${String(index).padStart(9, '0')}`);
    return `${code},Product ${index} of the shelf ${index % 400}`;
  });
  return ['ean13,name', ...rows].join('\n');
};

/** The given list (columns `ean13,name`, gunzipped when its name ends in `.gz`), or a made-up one. */
export const productList = (path: string | undefined): ProductList => {
  const bytes = path === undefined ? undefined : readFileSync(path);
  const text = bytes && (path?.endsWith('.gz') === true ? gunzipSync(bytes) : bytes).toString('utf8');
  const csv = text ?? madeUp();
  return { csv, codes: codesOf(csv) };
};

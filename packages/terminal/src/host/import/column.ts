import { IMPORT_FIELDS, type ImportField } from '../../api/view.ts';

/**
 * Headers by which a column says what it holds, compared without case, spaces and signs; the earlier
 * word goes first where a list has two. `code` may stand over several columns, every other field over one.
 */
const HEADERS: Readonly<Record<ImportField, readonly string[]>> = {
  sku: [
    'sku',
    'article',
    'articleno',
    'articlenumber',
    'itemno',
    'itemnumber',
    'productcode',
    'stockcode',
    'plu',
  ],
  code: ['code', 'codes', 'barcode', 'barcodes', 'ean', 'ean8', 'ean13', 'gtin', 'upc', 'isbn'],
  name: ['name', 'productname', 'product', 'description', 'title'],
  price: ['price', 'unitprice', 'retailprice', 'sellingprice', 'salesprice'],
  tax: ['tax', 'taxclass', 'taxrate', 'vat', 'vatrate', 'vatclass'],
  unit: ['unit', 'uom', 'unitofmeasure'],
  category: ['category', 'department', 'group', 'productgroup'],
  stock: ['stock', 'quantity', 'qty', 'onhand', 'stocklevel', 'openingstock'],
};

/** Which columns (by index) hold each field. */
export type Columns = { readonly [F in ImportField]: readonly number[] };
export type FoundColumns =
  | { readonly ok: true; readonly columns: Columns }
  | { readonly ok: false; readonly at: string; readonly reason: string };

const plain = (header: string): string => header.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

const indexesOf = (headers: readonly string[], fits: (header: string) => boolean): readonly number[] =>
  headers.flatMap((header, index) => (fits(header) ? [index] : []));

const byOwnName = (
  field: ImportField,
  headers: readonly string[],
  given: ReadonlySet<string>,
): readonly number[] => {
  const under = (words: readonly string[]) =>
    indexesOf(headers, (header) => !given.has(header) && words.includes(plain(header)));
  if (field === 'code') return under(HEADERS.code);
  const first = HEADERS[field].find((word) => under([word]).length > 0);
  return first === undefined ? [] : under([first]);
};

/** `named` says for a field the exact header that holds it; the rest go by their own names. */
export const findColumns = (
  headers: readonly string[],
  named: { readonly [F in ImportField]?: string },
): FoundColumns => {
  const columns: Record<ImportField, readonly number[]> = {
    sku: [],
    code: [],
    name: [],
    price: [],
    tax: [],
    unit: [],
    category: [],
    stock: [],
  };
  const given = new Set(Object.values(named));
  for (const field of IMPORT_FIELDS) {
    const wanted = named[field];
    columns[field] =
      wanted === undefined
        ? byOwnName(field, headers, given)
        : indexesOf(headers, (header) => header === wanted);
    if (wanted !== undefined && columns[field].length === 0) {
      return { ok: false, at: `columns.${field}`, reason: `No column is headed "${wanted}".` };
    }
    if (field !== 'code' && columns[field].length > 1) {
      return {
        ok: false,
        at: `columns.${field}`,
        reason: `More than one column may hold the ${field}: say which.`,
      };
    }
  }
  if (columns.name.length === 0)
    return { ok: false, at: 'columns.name', reason: 'No column holds the name.' };
  if (columns.sku.length + columns.code.length === 0) {
    return { ok: false, at: 'columns.sku', reason: 'No column holds a sku or a barcode.' };
  }
  return { ok: true, columns };
};

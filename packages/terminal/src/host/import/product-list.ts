import type { ImportReport, ImportRequest } from '../../api/view.ts';
import { findColumns } from './column.ts';
import { readCsv } from './csv-table.ts';
import { decimalOf } from './number-text.ts';
import { type PutProduct, readRow, type RowRules } from './product-row.ts';

/** A list read as products to be put, with the rows that cannot be; nothing was written yet. */
export type ReadList =
  | {
      readonly ok: true;
      readonly products: readonly PutProduct[];
      readonly rows: number;
      readonly rejected: ImportReport['rejected'];
    }
  | { readonly ok: false; readonly reason: string; readonly at?: string };

/** What the shop says to a list: its taxes, its currency, and who has a code already. */
export type ListRules = Omit<RowRules, 'columns' | 'defaults' | 'decimal'> & {
  /** The product that has this code or sku now; null when nobody has. */
  readonly ownerOf: (code: string) => string | null;
};

/** As many as one `catalog.put` takes. */
const MAX_PRODUCTS = 100_000;

/** Finds rows that contradict an earlier row or a product of the shop; the earlier one stands. */
const clashFinder = (ownerOf: (code: string) => string | null) => {
  const rowOfProduct = new Map<string, number>();
  const ownerInList = new Map<string, { readonly productId: string; readonly row: number }>();
  return (product: PutProduct, row: number): string | null => {
    const earlier = rowOfProduct.get(product.productId);
    if (earlier !== undefined) return `the sku "${product.core.sku}" stands in row ${earlier} already`;
    const names = new Set([product.core.sku, ...product.core.codes]);
    for (const name of names) {
      const other = ownerInList.get(name);
      if (other !== undefined) return `the code "${name}" stands in row ${other.row} already`;
      const owner = ownerOf(name);
      if (owner !== null && owner !== product.productId)
        return `the code "${name}" belongs to another product`;
    }
    rowOfProduct.set(product.productId, row);
    for (const name of names) ownerInList.set(name, { productId: product.productId, row });
    return null;
  };
};

/** Reads a whole list. Bad rows are given with their row number and reason, in order. */
export const readProductList = (request: ImportRequest, rules: ListRules): ReadList => {
  const table = readCsv(request.csv);
  if (!table.ok) return table;
  const found = findColumns(table.headers, request.columns ?? {});
  if (!found.ok) return found;
  if (table.rows.length > MAX_PRODUCTS)
    return { ok: false, reason: 'A list has at most 100,000 rows: import it in parts.' };
  const { columns } = found;
  const cellsOf = (indexes: readonly number[]) =>
    table.rows.flatMap(({ cells }) => indexes.map((index) => cells[index] ?? ''));
  const decimal =
    request.decimal ??
    decimalOf(cellsOf(columns.price), rules.exponent) ??
    decimalOf(cellsOf(columns.stock), 3);
  const rowRules: RowRules = { ...rules, columns, defaults: request.defaults ?? {}, decimal };
  const clashOf = clashFinder(rules.ownerOf);
  const products: PutProduct[] = [];
  const rejected = [...table.broken];
  for (const { row, cells } of table.rows) {
    const read = readRow(cells, rowRules);
    const reason = read.ok ? clashOf(read.product, row) : read.reason;
    if (reason !== null) rejected.push({ row, reason });
    else if (read.ok) products.push(read.product);
  }
  rejected.sort((left, right) => left.row - right.row);
  return { ok: true, products, rows: table.rows.length + table.broken.length, rejected };
};

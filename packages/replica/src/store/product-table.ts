import type { DatabaseSync } from 'node:sqlite';
import type { AtRest } from './at-rest.ts';
import { type ProductRow, productRowOf } from './product-row.ts';
import type { SealedRow } from './sealed-row.ts';

/** A row ready to be written: all that takes time was done ahead. */
export type SealedProduct = {
  readonly id: string;
  readonly value: Uint8Array;
  /** Keyed hashes of the codes that it loses and gets. */
  readonly dropped: readonly Uint8Array[];
  readonly added: readonly Uint8Array[];
};

const placeOf = (id: string): string => `product/${id}`;

const codesOf = (row: ProductRow | null): readonly string[] =>
  row?.core === undefined ? [] : [...new Set([row.core.sku, ...row.core.codes])];

/** Products ready to sell, found by id or by the keyed hash of a code or sku. */
export const productTable = (database: DatabaseSync, rows: SealedRow, atRest: AtRest) => {
  const byId = database.prepare('SELECT value FROM product WHERE id = ?');
  const byCode = database.prepare('SELECT product FROM product_code WHERE code = ? ORDER BY product');
  const put = database.prepare('INSERT OR REPLACE INTO product (id, value) VALUES (?, ?)');
  const putCode = database.prepare('INSERT OR IGNORE INTO product_code (code, product) VALUES (?, ?)');
  const dropCode = database.prepare('DELETE FROM product_code WHERE code = ? AND product = ?');
  const count = database.prepare('SELECT count(*) AS n FROM product');
  const after = database.prepare('SELECT id FROM product WHERE id > ? ORDER BY id LIMIT ?');
  let revision = 0;
  /** Counting reads them all. */
  let counted = { revision: -1, products: 0 };
  const open = (id: string, value: unknown): ProductRow =>
    productRowOf(rows.open(placeOf(id), value as Uint8Array));
  const get = (id: string): ProductRow | null => {
    const row = byId.get(id);
    return row === undefined ? null : open(id, row['value']);
  };
  /** Writes nothing. `before` is the row as it stands. */
  const seal = (id: string, product: ProductRow, before: ProductRow | null): SealedProduct => {
    const [old, now] = [codesOf(before), codesOf(product)];
    return {
      id,
      value: rows.seal(placeOf(id), product),
      dropped: old.filter((code) => !now.includes(code)).map(atRest.lookup),
      added: now.filter((code) => !old.includes(code)).map(atRest.lookup),
    };
  };
  const putSealed = ({ id, value, dropped, added }: SealedProduct): void => {
    revision += 1;
    put.run(id, value);
    for (const code of dropped) dropCode.run(code, id);
    for (const code of added) putCode.run(code, id);
  };
  return {
    get,
    idsOfCode: (code: string): readonly string[] =>
      byCode.all(atRest.lookup(code)).map((row) => row['product'] as string),
    seal,
    putSealed,
    put: (id: string, product: ProductRow, before: ProductRow | null): void =>
      putSealed(seal(id, product, before)),
    /** Another number whenever a product may have changed since; only in this process. */
    revision: (): number => revision,
    count: (): number => {
      if (counted.revision !== revision) {
        counted = { revision, products: Number(count.get()?.['n'] ?? 0) };
      }
      return counted.products;
    },
    /** Ids in order, for building the word index in slices. */
    idsAfter: (id: string, limit: number): readonly string[] =>
      after.all(id, limit).map((row) => row['id'] as string),
  };
};
export type ProductTable = ReturnType<typeof productTable>;

import type { DatabaseSync } from 'node:sqlite';
import type { ProductCore } from '@tillmesh/model';
import type { AtRest } from './at-rest.ts';
import type { SealedRow } from './sealed-row.ts';

/** A product put together from the winning values of its aspects; an aspect not yet held is absent. */
export type ProductRow = {
  readonly core?: ProductCore;
  /** Minor units by price list. */
  readonly prices: Readonly<Record<string, number>>;
  readonly active: boolean;
};

const placeOf = (id: string): string => `product/${id}`;

/** Products ready to sell, found by id or by the keyed hash of a code or sku. */
export const productTable = (database: DatabaseSync, rows: SealedRow, atRest: AtRest) => {
  const byId = database.prepare('SELECT value FROM product WHERE id = ?');
  const byCode = database.prepare('SELECT product FROM product_code WHERE code = ? ORDER BY product');
  const put = database.prepare('INSERT OR REPLACE INTO product (id, value) VALUES (?, ?)');
  const putCode = database.prepare('INSERT OR IGNORE INTO product_code (code, product) VALUES (?, ?)');
  const dropCodes = database.prepare('DELETE FROM product_code WHERE product = ?');
  const count = database.prepare('SELECT count(*) AS n FROM product');
  const after = database.prepare('SELECT id, value FROM product WHERE id > ? ORDER BY id LIMIT ?');
  const open = (id: string, value: unknown): ProductRow =>
    rows.open(placeOf(id), value as Uint8Array) as ProductRow;
  const get = (id: string): ProductRow | null => {
    const row = byId.get(id);
    return row === undefined ? null : open(id, row['value']);
  };
  return {
    get,
    idsOfCode: (code: string): readonly string[] =>
      byCode.all(atRest.lookup(code)).map((row) => row['product'] as string),
    put: (id: string, product: ProductRow, before: ProductRow | null): void => {
      put.run(id, rows.seal(placeOf(id), product));
      const codesOf = (row: ProductRow | null): readonly string[] =>
        row?.core === undefined ? [] : [...new Set([row.core.sku, ...row.core.codes])];
      const [old, now] = [codesOf(before), codesOf(product)];
      if (old.length === now.length && old.every((code, index) => code === now[index])) return;
      if (old.length > 0) dropCodes.run(id);
      for (const code of now) putCode.run(atRest.lookup(code), id);
    },
    count: (): number => Number(count.get()?.['n'] ?? 0),
    /** In order of id, for building the word index in slices. */
    after: (id: string, limit: number): readonly { readonly id: string; readonly row: ProductRow }[] =>
      after
        .all(id, limit)
        .map((row) => ({ id: row['id'] as string, row: open(row['id'] as string, row['value']) })),
  };
};
export type ProductTable = ReturnType<typeof productTable>;

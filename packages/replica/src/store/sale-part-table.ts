import type { DatabaseSync } from 'node:sqlite';
import type { SaleParts } from '@tillmesh/model';
import type { SealedRow } from './sealed-row.ts';

/** What is added to the sums of one part of a sale. */
export type PartSum = { readonly part: string; readonly add: readonly number[] };

type Sealed = readonly (readonly [string, readonly number[]])[];

const added = (sums: readonly number[], more: readonly number[]): readonly number[] =>
  Array.from({ length: Math.max(sums.length, more.length) }, (_, at) => (sums[at] ?? 0) + (more[at] ?? 0));

/** What became of each sale: sums over the entries held here, one row a sale, since parts have readable names. */
export const salePartTable = (database: DatabaseSync, rows: SealedRow) => {
  const get = database.prepare('SELECT value FROM sale_part WHERE sale = ?');
  const put = database.prepare('INSERT OR REPLACE INTO sale_part (sale, value) VALUES (?, ?)');
  const placeOf = (sale: string): string => `sale-part/${sale}`;
  const read = (sale: string): Map<string, readonly number[]> => {
    const row = get.get(sale);
    if (row === undefined) return new Map();
    return new Map(rows.open(placeOf(sale), row['value'] as Uint8Array) as Sealed);
  };
  return {
    add: (sale: string, more: readonly PartSum[]): void => {
      const sums = read(sale);
      for (const { part, add } of more) sums.set(part, added(sums.get(part) ?? [], add));
      put.run(sale, rows.seal(placeOf(sale), [...sums] satisfies Sealed));
    },
    of: (sale: string): SaleParts => read(sale),
  };
};
export type SalePartTable = ReturnType<typeof salePartTable>;

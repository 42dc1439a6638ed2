import type { DatabaseSync } from 'node:sqlite';
import type { SaleParts } from '@tillmesh/model';
import type { SealedRow } from './sealed-row.ts';

/** What is added to the sums of one part of a sale. */
export type PartSum = { readonly part: string; readonly add: readonly number[] };

/** `times`: how often something was added. A part to which nothing was is not there. */
type Part = { readonly sums: readonly number[]; readonly times: number };
const NOTHING: Part = { sums: [], times: 0 };

type Sealed = readonly (readonly [string, Part])[];

const added = (sums: readonly number[], more: readonly number[], sign: 1 | -1): readonly number[] =>
  Array.from(
    { length: Math.max(sums.length, more.length) },
    (_, at) => (sums[at] ?? 0) + sign * (more[at] ?? 0),
  );

/** What became of each sale: sums over the entries that count here, one row a sale, since parts have readable names. */
export const salePartTable = (database: DatabaseSync, rows: SealedRow) => {
  const get = database.prepare('SELECT value FROM sale_part WHERE sale = ?');
  const put = database.prepare('INSERT OR REPLACE INTO sale_part (sale, value) VALUES (?, ?)');
  const remove = database.prepare('DELETE FROM sale_part WHERE sale = ?');
  const placeOf = (sale: string): string => `sale-part/${sale}`;
  const read = (sale: string): Map<string, Part> => {
    const row = get.get(sale);
    if (row === undefined) return new Map();
    return new Map(rows.open(placeOf(sale), row['value'] as Uint8Array) as Sealed);
  };
  const change = (sale: string, more: readonly PartSum[], sign: 1 | -1): void => {
    const parts = read(sale);
    for (const { part, add } of more) {
      const before = parts.get(part) ?? NOTHING;
      const times = before.times + sign;
      if (times === 0) parts.delete(part);
      else parts.set(part, { sums: added(before.sums, add, sign), times });
    }
    if (parts.size === 0) remove.run(sale);
    else put.run(sale, rows.seal(placeOf(sale), [...parts] satisfies Sealed));
  };
  return {
    add: (sale: string, more: readonly PartSum[]): void => change(sale, more, 1),
    /** Takes back what was added. */
    take: (sale: string, more: readonly PartSum[]): void => change(sale, more, -1),
    of: (sale: string): SaleParts => new Map([...read(sale)].map(([part, { sums }]) => [part, sums])),
  };
};
export type SalePartTable = ReturnType<typeof salePartTable>;

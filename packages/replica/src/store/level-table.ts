import type { DatabaseSync } from 'node:sqlite';
import type { RefundedLine, RefundedRate } from '@tillmesh/model';
import type { SealedRow } from './sealed-row.ts';

/** Sums over the entries held here: stock per branch and product, and what was refunded of a sale. */
export const levelTable = (database: DatabaseSync, rows: SealedRow) => {
  const level = database.prepare('SELECT value FROM level WHERE branch = ? AND product = ?');
  const levels = database.prepare('SELECT branch, product, value FROM level');
  const putLevel = database.prepare('INSERT OR REPLACE INTO level (branch, product, value) VALUES (?, ?, ?)');
  const part = database.prepare('SELECT value FROM refunded WHERE sale = ? AND part = ?');
  const parts = database.prepare('SELECT part, value FROM refunded WHERE sale = ?');
  const putPart = database.prepare('INSERT OR REPLACE INTO refunded (sale, part, value) VALUES (?, ?, ?)');

  const levelPlace = (branch: string, product: string): string => `level/${branch}/${product}`;
  const partPlace = (sale: string, name: string): string => `refunded/${sale}/${name}`;
  const stock = (branch: string, product: string): number => {
    const row = level.get(branch, product);
    return row === undefined
      ? 0
      : (rows.open(levelPlace(branch, product), row['value'] as Uint8Array) as number);
  };
  const readPart = (sale: string, name: string): readonly [number, number] => {
    const row = part.get(sale, name);
    if (row === undefined) return [0, 0];
    return rows.open(partPlace(sale, name), row['value'] as Uint8Array) as [number, number];
  };
  const addPart = (sale: string, name: string, first: number, second: number): void => {
    const [one, two] = readPart(sale, name);
    putPart.run(sale, name, rows.seal(partPlace(sale, name), [one + first, two + second]));
  };

  return {
    /** Thousandths; 0 for a product that never moved here. */
    stock,
    addStock: (branch: string, product: string, milli: number): void =>
      void putLevel.run(
        branch,
        product,
        rows.seal(levelPlace(branch, product), stock(branch, product) + milli),
      ),
    allStock: (): readonly { readonly branch: string; readonly product: string; readonly milli: number }[] =>
      levels.all().map((row) => {
        const [branch, product] = [row['branch'] as string, row['product'] as string];
        return {
          branch,
          product,
          milli: rows.open(levelPlace(branch, product), row['value'] as Uint8Array) as number,
        };
      }),
    addRefundedLine: (sale: string, line: number, milli: number, totalMinor: number): void =>
      addPart(sale, `line:${line}`, milli, totalMinor),
    addRefundedRate: (sale: string, rate: string, grossMinor: number, taxMinor: number): void =>
      addPart(sale, `rate:${rate}`, grossMinor, taxMinor),
    refunded: (sale: string): { lines: Map<number, RefundedLine>; rates: Map<string, RefundedRate> } => {
      const lines = new Map<number, RefundedLine>();
      const rates = new Map<string, RefundedRate>();
      for (const row of parts.all(sale)) {
        const name = row['part'] as string;
        const [first, second] = rows.open(partPlace(sale, name), row['value'] as Uint8Array) as [
          number,
          number,
        ];
        if (name.startsWith('line:'))
          lines.set(Number(name.slice(5)), { quantityMilli: first, totalMinor: second });
        else rates.set(name.slice(5), { grossMinor: first, taxMinor: second });
      }
      return { lines, rates };
    },
  };
};
export type LevelTable = ReturnType<typeof levelTable>;

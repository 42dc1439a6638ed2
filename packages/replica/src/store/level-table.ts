import type { DatabaseSync } from 'node:sqlite';
import type { SealedRow } from './sealed-row.ts';

/** Stock per branch and product: sums over the entries held here. */
export const levelTable = (database: DatabaseSync, rows: SealedRow) => {
  const level = database.prepare('SELECT value FROM level WHERE branch = ? AND product = ?');
  const levels = database.prepare('SELECT branch, product, value FROM level');
  const places = database.prepare('SELECT branch, product FROM level ORDER BY branch, product');
  const putLevel = database.prepare('INSERT OR REPLACE INTO level (branch, product, value) VALUES (?, ?, ?)');

  const levelPlace = (branch: string, product: string): string => `level/${branch}/${product}`;
  const stock = (branch: string, product: string): number => {
    const row = level.get(branch, product);
    return row === undefined
      ? 0
      : (rows.open(levelPlace(branch, product), row['value'] as Uint8Array) as number);
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
    /** Where anything ever moved. */
    keys: (): readonly { readonly branch: string; readonly product: string }[] =>
      places.all().map((row) => ({ branch: row['branch'] as string, product: row['product'] as string })),
    allStock: (): readonly { readonly branch: string; readonly product: string; readonly milli: number }[] =>
      levels.all().map((row) => {
        const [branch, product] = [row['branch'] as string, row['product'] as string];
        return {
          branch,
          product,
          milli: rows.open(levelPlace(branch, product), row['value'] as Uint8Array) as number,
        };
      }),
  };
};
export type LevelTable = ReturnType<typeof levelTable>;

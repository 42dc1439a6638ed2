import type { DatabaseSync } from 'node:sqlite';
import type { SealedRow } from './sealed-row.ts';

/** `moves`: how many movements the level is the sum of. Without any there is no row. */
type Level = { readonly milli: number; readonly moves: number };
const NEVER_MOVED: Level = { milli: 0, moves: 0 };

/** Stock per branch and product: sums over the entries that count here. */
export const levelTable = (database: DatabaseSync, rows: SealedRow) => {
  const level = database.prepare('SELECT value FROM level WHERE branch = ? AND product = ?');
  const levels = database.prepare('SELECT branch, product, value FROM level ORDER BY branch, product');
  const places = database.prepare('SELECT branch, product FROM level ORDER BY branch, product');
  const putLevel = database.prepare('INSERT OR REPLACE INTO level (branch, product, value) VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM level WHERE branch = ? AND product = ?');

  const levelPlace = (branch: string, product: string): string => `level/${branch}/${product}`;
  const open = (branch: string, product: string, value: unknown): Level =>
    rows.open(levelPlace(branch, product), value as Uint8Array) as Level;
  const read = (branch: string, product: string): Level => {
    const row = level.get(branch, product);
    return row === undefined ? NEVER_MOVED : open(branch, product, row['value']);
  };
  const move = (branch: string, product: string, milli: number, moves: 1 | -1): void => {
    const before = read(branch, product);
    const after = { milli: before.milli + milli, moves: before.moves + moves };
    if (after.moves === 0) remove.run(branch, product);
    else putLevel.run(branch, product, rows.seal(levelPlace(branch, product), after));
  };

  return {
    /** Thousandths; 0 for a product that never moved here. */
    stock: (branch: string, product: string): number => read(branch, product).milli,
    addStock: (branch: string, product: string, milli: number): void => move(branch, product, milli, 1),
    /** Takes back a movement that was added. */
    takeStock: (branch: string, product: string, milli: number): void => move(branch, product, 0 - milli, -1),
    /** Where anything moved that counts. */
    keys: (): readonly { readonly branch: string; readonly product: string }[] =>
      places.all().map((row) => ({ branch: row['branch'] as string, product: row['product'] as string })),
    allStock: (): readonly { readonly branch: string; readonly product: string; readonly milli: number }[] =>
      levels.all().map((row) => {
        const [branch, product] = [row['branch'] as string, row['product'] as string];
        return { branch, product, milli: open(branch, product, row['value']).milli };
      }),
  };
};
export type LevelTable = ReturnType<typeof levelTable>;

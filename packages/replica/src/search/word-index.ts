import { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../database/database.ts';

export type IndexedProduct = {
  readonly id: string;
  readonly name: string;
  readonly sku: string;
  readonly codes: readonly string[];
};

/** Matches looked at before ranking: ranking every match of a one-letter prefix would stall the till. */
const CANDIDATES = 2_000;

/**
 * The word index: in memory only, because even a contentless FTS file shows its words in clear.
 * Accents are folded, so that `creme` finds `crème`.
 */
export const createWordIndex = () => {
  const database = new DatabaseSync(':memory:');
  database.exec(`
    CREATE TABLE product (id TEXT PRIMARY KEY, rowid_of INTEGER NOT NULL, name TEXT NOT NULL) WITHOUT ROWID;
    CREATE INDEX product_of_row ON product (rowid_of);
    CREATE INDEX product_by_name ON product (name COLLATE NOCASE, id);
    CREATE VIRTUAL TABLE word USING fts5(name, code, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3');
  `);
  const rowOf = database.prepare('SELECT rowid_of FROM product WHERE id = ?');
  const next = database.prepare('SELECT coalesce(max(rowid), 0) + 1 AS n FROM word');
  const putProduct = database.prepare('INSERT OR REPLACE INTO product (id, rowid_of, name) VALUES (?, ?, ?)');
  const putWords = database.prepare('INSERT OR REPLACE INTO word (rowid, name, code) VALUES (?, ?, ?)');
  const dropProduct = database.prepare('DELETE FROM product WHERE id = ?');
  const dropWords = database.prepare('DELETE FROM word WHERE rowid = ?');
  const find = database.prepare(`
    SELECT p.id AS id FROM (SELECT rowid AS r, rank FROM word WHERE word MATCH ? LIMIT ${CANDIDATES}) AS w
    JOIN product AS p ON p.rowid_of = w.r ORDER BY w.rank LIMIT ?`);
  const byName = database.prepare('SELECT id FROM product ORDER BY name COLLATE NOCASE, id LIMIT ? OFFSET ?');
  const idsOf = (rows: readonly Record<string, unknown>[]): readonly string[] =>
    rows.map((row) => row['id'] as string);

  return {
    put: (product: IndexedProduct): void => {
      const known = rowOf.get(product.id)?.['rowid_of'];
      const row = Number(known ?? next.get()?.['n']);
      const name = product.name.normalize('NFC');
      putProduct.run(product.id, row, name);
      putWords.run(row, name, [product.sku, ...product.codes].join(' '));
    },
    remove: (id: string): void => {
      const row = rowOf.get(id)?.['rowid_of'];
      if (row === undefined) return;
      dropWords.run(Number(row));
      dropProduct.run(id);
    },
    /** Ids of products every typed word of which begins a word of the name or a code, best first. */
    search: (text: string, limit: number): readonly string[] => {
      const words =
        text
          .normalize('NFC')
          .match(/[\p{L}\p{N}]+/gu)
          ?.slice(0, 8) ?? [];
      if (words.length === 0) return [];
      return idsOf(find.all(words.map((word) => `"${word}"*`).join(' '), limit));
    },
    byName: (offset: number, limit: number): readonly string[] => idsOf(byName.all(limit, offset)),
    /** Many changes at once, for speed. */
    together: (work: () => void): void => {
      inTransaction(database, work);
    },
    close: (): void => database.close(),
  };
};
export type WordIndex = ReturnType<typeof createWordIndex>;

import type { DatabaseSync } from 'node:sqlite';
import type { DocumentKind } from '@tillmesh/model';
import type { AtRest } from './at-rest.ts';

export type DocumentRow = { readonly id: string; readonly hash: Uint8Array };

/** Printable documents: where the entry of each stands. Their content is read from the entry itself. */
export const documentTable = (database: DatabaseSync, atRest: AtRest) => {
  const put = database.prepare(
    'INSERT OR IGNORE INTO document (id, kind, label, branch, hash, fact_position) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const byId = database.prepare('SELECT id, hash FROM document WHERE id = ?');
  const byLabel = database.prepare('SELECT id, hash FROM document WHERE label = ? ORDER BY id LIMIT 1');
  const newest = database.prepare(
    'SELECT id, hash FROM document WHERE kind = ? ORDER BY fact_position DESC LIMIT ?',
  );
  const fromRow = (row: Record<string, unknown>): DocumentRow => ({
    id: row['id'] as string,
    hash: row['hash'] as Uint8Array,
  });
  return {
    put: (
      id: string,
      kind: DocumentKind,
      label: string,
      branch: string,
      hash: Uint8Array,
      position: number,
    ): void => void put.run(id, kind, atRest.lookup(`label:${label}`), branch, hash, position),
    byId: (id: string): DocumentRow | null => {
      const row = byId.get(id);
      return row === undefined ? null : fromRow(row);
    },
    byLabel: (label: string): DocumentRow | null => {
      const row = byLabel.get(atRest.lookup(`label:${label}`));
      return row === undefined ? null : fromRow(row);
    },
    newest: (kind: DocumentKind, limit: number): readonly DocumentRow[] =>
      newest.all(kind, limit).map(fromRow),
  };
};
export type DocumentTable = ReturnType<typeof documentTable>;

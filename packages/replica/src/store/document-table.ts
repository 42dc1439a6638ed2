import type { DatabaseSync } from 'node:sqlite';
import type { DocumentKind } from '@tillmesh/model';
import type { AtRest } from './at-rest.ts';

export type DocumentRow = { readonly id: string; readonly hash: Uint8Array };

export type NewDocument = {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly label: string;
  /** Of its entry. */
  readonly hash: Uint8Array;
  readonly utcMs: number;
  readonly sequence: number;
};

const byAge = (a: Record<string, unknown>, b: Record<string, unknown>): number =>
  Number(b['utc_ms']) - Number(a['utc_ms']) ||
  Number(b['sequence']) - Number(a['sequence']) ||
  ((a['id'] as string) < (b['id'] as string) ? -1 : 1);

/** Printable documents: where the entry of each stands. Their content is read from the entry itself. */
export const documentTable = (database: DatabaseSync, atRest: AtRest) => {
  const put = database.prepare(
    'INSERT OR IGNORE INTO document (id, kind, label, hash, utc_ms, sequence) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM document WHERE id = ? AND hash = ?');
  // Two entries that claim one document: which of them is shown must not depend on which came first.
  const isShown =
    'NOT EXISTS (SELECT 1 FROM document AS less WHERE less.id = document.id AND less.hash < document.hash)';
  const byId = database.prepare('SELECT id, hash FROM document WHERE id = ? ORDER BY hash LIMIT 1');
  const byLabel = database.prepare(
    `SELECT id, hash FROM document WHERE label = ? AND ${isShown} ORDER BY id LIMIT 1`,
  );
  const newest = database.prepare(
    `SELECT id, hash, utc_ms, sequence FROM document WHERE kind = ? AND ${isShown}
    ORDER BY utc_ms DESC, sequence DESC, id LIMIT ?`,
  );
  const fromRow = (row: Record<string, unknown>): DocumentRow => ({
    id: row['id'] as string,
    hash: row['hash'] as Uint8Array,
  });
  return {
    put: ({ id, kind, label, hash, utcMs, sequence }: NewDocument): void =>
      void put.run(id, kind, atRest.lookup(`label:${label}`), hash, utcMs, sequence),
    /** This entry's claim does not count any more. */
    remove: (id: string, hash: Uint8Array): void => void remove.run(id, hash),
    byId: (id: string): DocumentRow | null => {
      const row = byId.get(id);
      return row === undefined ? null : fromRow(row);
    },
    byLabel: (label: string): DocumentRow | null => {
      const row = byLabel.get(atRest.lookup(`label:${label}`));
      return row === undefined ? null : fromRow(row);
    },
    /** By the time that their entries name; of one till at one moment the later entry first. */
    newest: (kinds: readonly DocumentKind[], limit: number): readonly DocumentRow[] =>
      kinds
        .flatMap((kind) => newest.all(kind, limit))
        .sort(byAge)
        .slice(0, limit)
        .map(fromRow),
  };
};
export type DocumentTable = ReturnType<typeof documentTable>;

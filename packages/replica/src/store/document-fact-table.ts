import type { DatabaseSync } from 'node:sqlite';

/** Entries that say something of a document after it, by the document's id. */
export const documentFactTable = (database: DatabaseSync) => {
  const add = database.prepare('INSERT OR IGNORE INTO document_fact (document, hash) VALUES (?, ?)');
  const remove = database.prepare('DELETE FROM document_fact WHERE document = ? AND hash = ?');
  const of = database.prepare('SELECT hash FROM document_fact WHERE document = ? ORDER BY hash');
  return {
    /** `hash`: of the entry. */
    add: (documentId: string, hash: Uint8Array): void => void add.run(documentId, hash),
    remove: (documentId: string, hash: Uint8Array): void => void remove.run(documentId, hash),
    of: (documentId: string): readonly Uint8Array[] =>
      of.all(documentId).map((row) => row['hash'] as Uint8Array),
  };
};
export type DocumentFactTable = ReturnType<typeof documentFactTable>;

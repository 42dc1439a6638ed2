import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { change, free, load } from '@automerge/automerge';
import { NodeFSStorageAdapter } from '@automerge/automerge-repo-storage-nodefs';
import { isWhole } from '../chunk-store/chunk-table.ts';
import { mergeChunks, snapshotOf } from '../chunk-store/snapshot-proof.ts';
import { readChunks } from '../chunk-store/sqlite-chunk-table.ts';
import { documentIdOf } from '../document/document-id.ts';
import { refName } from '../document/document-ref.ts';
import { genesisOf } from '../document/genesis.ts';
import { type CarrierDocument, readObjects, writeObjects } from '../document/layout.ts';
import { objectHash } from '../document/object-digest.ts';
import { shapeOf } from '../document/shape.ts';
import type { KnownDocument } from '../node/document-map.ts';
import { OBJECT_STATE } from '../store/object-table.ts';
import type { ArchiveFolder } from './archive-folder.ts';
import type { HeldFolder } from './held-folder.ts';

/** The storage of automerge-repo in the file system, as it comes with it. */
export const DOCUMENTS = 'documents';

/** A document of the archive and what it is. */
export type ArchivedDocument = {
  readonly url: string;
  readonly kind: string;
  readonly parts: readonly string[];
  /** Null: of the whole organisation. */
  readonly branchId: string | null;
  readonly objects: number;
};

const BUSY_MS = 5_000;
/** So many objects become one change. */
const AT_ONCE = 1_000;

/** `documents.db` as it stands at one moment, beside whoever writes it; null where there is none. */
const openChunks = (folder: string): DatabaseSync | null => {
  const file = join(folder, 'documents.db');
  if (!existsSync(file)) return null;
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS });
  database.exec('BEGIN');
  return database;
};

/** A document as it was saved, changes and all; where none is, or none that loads, one that begins anew. */
const savedDocument = (chunks: DatabaseSync | null, id: string, { ref }: KnownDocument): CarrierDocument => {
  const rows = ['snapshot', 'incremental'].flatMap((type) =>
    chunks === null ? [] : readChunks(chunks, [id, type]),
  );
  const merged = rows.every(isWhole) && rows.length > 0 ? mergeChunks(rows.map(({ data }) => data)) : null;
  return merged ?? load(genesisOf(ref.kind));
};

/** With whatever till.db holds and the document does not yet: the archive lacks nothing. */
const completed = (
  document: CarrierDocument,
  { ref }: KnownDocument,
  held: HeldFolder,
): { readonly document: CarrierDocument; readonly objects: number } => {
  const shape = shapeOf(ref.kind);
  const { objects } = readObjects(document, shape);
  const standing = new Set(objects.map(({ bytes }) => objectHash(bytes)));
  const missing = held.store.objects
    .currentOf(refName(ref))
    .filter(({ state, bytes }) => state === OBJECT_STATE.valid && !standing.has(objectHash(bytes)))
    .map(({ key, bytes }) => (key === null ? { bytes } : { key, bytes }));
  let whole = document;
  for (let at = 0; at < missing.length; at += AT_ONCE) {
    whole = change(whole, (draft) => void writeObjects(draft, shape, missing.slice(at, at + AT_ONCE)));
  }
  return { document: whole, objects: standing.size + missing.length };
};

/**
 * Writes each document that holds anything as one snapshot, where automerge-repo finds it with its own storage and
 * with no code of ours. Returns what they are.
 */
export const writeDocuments = async (
  held: HeldFolder,
  folder: ArchiveFolder,
): Promise<readonly ArchivedDocument[]> => {
  const chunks = openChunks(held.folder);
  const archived: ArchivedDocument[] = [];
  try {
    for (const known of held.documents) {
      const id = documentIdOf(held.organisationId, known.ref);
      const { document, objects } = completed(savedDocument(chunks, id, known), known, held);
      if (objects > 0) {
        const { name, data } = snapshotOf(document);
        // One for each: it keeps in memory whatever it wrote.
        await new NodeFSStorageAdapter(join(folder.folder, DOCUMENTS)).save([id, 'snapshot', name], data);
        const { kind, parts } = known.ref;
        archived.push({ url: `automerge:${id}`, kind, parts, branchId: known.branchId, objects });
      }
      free(document);
    }
    return archived;
  } finally {
    chunks?.close();
  }
};

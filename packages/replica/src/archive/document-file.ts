import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { change, free, load } from '@automerge/automerge';
import { NodeFSStorageAdapter } from '@automerge/automerge-repo-storage-nodefs';
import { isLater } from '../carrier/later-value.ts';
import { equalBytes } from '../cbor/bytes.ts';
import { isWhole } from '../chunk-store/chunk-table.ts';
import { isProven, mergeChunks, type Snapshot, snapshotOf } from '../chunk-store/snapshot-proof.ts';
import { readChunks } from '../chunk-store/sqlite-chunk-table.ts';
import { documentIdOf } from '../document/document-id.ts';
import { type CarriedObject, refName } from '../document/document-ref.ts';
import { genesisOf } from '../document/genesis.ts';
import { type CarrierDocument, readObjects, writeObjects } from '../document/layout.ts';
import { objectHash } from '../document/object-digest.ts';
import { shapeOf } from '../document/shape.ts';
import type { KnownDocument } from '../node/document-map.ts';
import { OBJECT_STATE } from '../store/object-table.ts';
import { changedOnDisk } from './archive-fault.ts';
import type { ArchiveFolder } from './archive-folder.ts';
import type { HeldFolder } from './held-folder.ts';
import type { LeftOut } from './left-out.ts';

/** A document of the archive and what it is. */
export type ArchivedDocument = {
  readonly url: string;
  readonly kind: string;
  readonly parts: readonly string[];
  /** Null: of the whole organisation. */
  readonly branchId: string | null;
  readonly objects: number;
};

/** The storage of automerge-repo in the file system, as it comes with it. */
const DOCUMENTS = 'documents';
/** So many objects become one change. */
const AT_ONCE = 1_000;

/** Where that storage keeps the snapshots of a document, below an archive. */
export const chunkPath = (id: string, name: string): string =>
  `${DOCUMENTS}/${id.slice(0, 2)}/${id.slice(2)}/snapshot/${name}`;

/** A document as it was saved, changes and all; where none is, or none that loads, one that begins anew. */
const savedDocument = (
  chunks: DatabaseSync | null,
  id: string,
  { ref }: KnownDocument,
  leftOut: LeftOut,
): CarrierDocument => {
  const rows =
    chunks === null ? [] : ['snapshot', 'incremental'].flatMap((type) => readChunks(chunks, [id, type]));
  const sound = rows.filter(isWhole);
  const merged = sound.length === 0 ? null : mergeChunks(sound.map(({ data }) => data));
  if (sound.length < rows.length || (sound.length > 0 && merged === null))
    leftOut.note('documents whose saved history is damaged in part', refName(ref));
  return merged ?? load(genesisOf(ref.kind));
};

/** What till.db holds and a document does not yet. Under a key the later of two values is to stand. */
const missingIn = (
  standing: readonly CarriedObject[],
  held: HeldFolder,
  { ref }: KnownDocument,
): readonly CarriedObject[] => {
  const hashes = new Set(standing.map(({ bytes }) => objectHash(bytes)));
  const byKey = Map.groupBy(standing, ({ key }) => key);
  return held.store.objects
    .currentOf(refName(ref))
    .filter(
      ({ state, bytes }) =>
        (state === OBJECT_STATE.valid || state === OBJECT_STATE.withheld) && !hashes.has(objectHash(bytes)),
    )
    .map(({ key, bytes }) => (key === null ? { bytes } : { key, bytes }))
    .filter(
      ({ key, bytes }) =>
        key === undefined || (byKey.get(key) ?? []).every((value) => isLater(bytes, value.bytes)),
    );
};

const completed = (
  document: CarrierDocument,
  known: KnownDocument,
  held: HeldFolder,
): { readonly document: CarrierDocument; readonly objects: number } => {
  const shape = shapeOf(known.ref.kind);
  const missing = missingIn(readObjects(document, shape).objects, held, known);
  let whole = document;
  for (let at = 0; at < missing.length; at += AT_ONCE) {
    const part = missing.slice(at, at + AT_ONCE);
    whole = change(whole, (draft) => {
      if (!writeObjects(draft, shape, part))
        held.leftOut.note('documents without the places where objects stand', refName(known.ref));
    });
  }
  const hashes = readObjects(whole, shape).objects.map(({ bytes }) => objectHash(bytes));
  return { document: whole, objects: new Set(hashes).size };
};

/** Null where Automerge cannot save what it holds, or not so that it loads again. */
const provenSnapshot = (document: CarrierDocument): Snapshot | null => {
  try {
    const snapshot = snapshotOf(document);
    return isProven(snapshot.name, snapshot.data) ? snapshot : null;
  } catch {
    // Automerge can hold a document that it does not save: that is the answer.
    return null;
  }
};

const saveDocument = async (folder: ArchiveFolder, id: string, { name, data }: Snapshot): Promise<void> => {
  const place = join(folder.folder, DOCUMENTS);
  const key = [id, 'snapshot', name];
  // One for each, and another to read: it keeps in memory whatever it wrote.
  await new NodeFSStorageAdapter(place).save(key, data);
  const found = await new NodeFSStorageAdapter(place).load(key);
  if (found === undefined || !equalBytes(found, data)) throw changedOnDisk(chunkPath(id, name));
  folder.wrote(chunkPath(id, name), data);
};

/**
 * Writes each document that holds anything as one snapshot, where automerge-repo finds it with its own storage and
 * with no code of ours. Returns what they are.
 */
export const writeDocuments = async (
  held: HeldFolder,
  folder: ArchiveFolder,
): Promise<readonly ArchivedDocument[]> => {
  const archived: ArchivedDocument[] = [];
  for (const known of held.documents) {
    const id = documentIdOf(held.organisationId, known.ref);
    const saved = savedDocument(held.chunks, id, known, held.leftOut);
    const { document, objects } = completed(saved, known, held);
    const snapshot = objects === 0 ? null : provenSnapshot(document);
    free(document);
    if (objects === 0) continue;
    if (snapshot === null) {
      held.leftOut.note('documents that Automerge does not save', refName(known.ref));
      continue;
    }
    await saveDocument(folder, id, snapshot);
    const { kind, parts } = known.ref;
    archived.push({ url: `automerge:${id}`, kind, parts, branchId: known.branchId, objects });
  }
  return archived;
};

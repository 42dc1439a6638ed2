import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { free } from '@automerge/automerge';
import { NodeFSStorageAdapter } from '@automerge/automerge-repo-storage-nodefs';
import { chunkRow } from '../chunk-store/chunk-table.ts';
import { mergeChunks, snapshotOf } from '../chunk-store/snapshot-proof.ts';
import { SqliteChunkTable } from '../chunk-store/sqlite-chunk-table.ts';
import { documentIdOf } from '../document/document-id.ts';
import { refName } from '../document/document-ref.ts';
import type { CarrierDocument } from '../document/layout.ts';
import { Fault } from '../fault.ts';
import { readDeviceFolder } from '../key/device-folder.ts';
import { syncFolder } from '../key/durable-file.ts';
import { registryRef } from '../node/document-map.ts';
import { holdFolder } from '../node/folder-lock.ts';
import { readOrganisationFile } from '../setup/organisation-file.ts';
import { DOCUMENTS } from './document-file.ts';
import { type ArchiveJudge, createArchiveJudge, statementsIn } from './judge-archive.ts';
import { archiveDamaged, readArchive, type ReadArchive } from './read-archive.ts';

export type ImportRequest = {
  /** The archive's folder. */
  readonly from: string;
  /** The folder of an enrolled device that has never run. */
  readonly data: string;
};

export type Imported = { readonly documents: number; readonly objects: number };

const NOT_BLANK = 'Nothing was changed. A device that has run gets what it lacks from its peers.';

const holdToBlank = (data: string): void => {
  const [found] = ['till.db', 'documents.db'].filter((name) => existsSync(join(data, name)));
  if (found === undefined) return;
  throw new Fault('IMPORT-NOT-BLANK', `${data} holds a ${found} already.`, NOT_BLANK);
};

const holdToOwn = (from: string, { organisationId }: ReadArchive, own: string): void => {
  if (organisationId === own) return;
  throw new Fault(
    'ARCHIVE-FOREIGN',
    `The archive ${from} is of another organisation than the device.`,
    'Nothing was changed. Take an archive of this organisation.',
  );
};

type Loaded = { readonly id: string; readonly document: CarrierDocument };

/** A document of the archive, as any program that reads automerge-repo's files would load it. */
const loadDocument = async (
  from: string,
  organisationId: string,
  { ref, url }: ReadArchive['documents'][number],
): Promise<Loaded> => {
  const id = documentIdOf(organisationId, ref);
  if (url !== `automerge:${id}`) throw archiveDamaged(from, `${refName(ref)} stands under another name`);
  const chunks = await new NodeFSStorageAdapter(join(from, DOCUMENTS)).loadRange([id]);
  const document = mergeChunks(chunks.flatMap(({ data }) => (data === undefined ? [] : [data])));
  if (document === null || chunks.length === 0) throw archiveDamaged(from, `${refName(ref)} does not load`);
  return { id, document };
};

/** The registry of the archive says who may have signed the rest; its own signatures say what it is worth. */
const judgeFor = async (
  from: string,
  archive: ReadArchive,
  statements: readonly Uint8Array[],
): Promise<ArchiveJudge> => {
  const registry = archive.documents.find(({ ref }) => refName(ref) === refName(registryRef));
  if (registry === undefined) throw archiveDamaged(from, 'it has no registry');
  const { document } = await loadDocument(from, archive.organisationId, registry);
  const stated = statementsIn(document);
  free(document);
  return createArchiveJudge(archive.organisationId, [...statements, ...stated]);
};

const writeDocuments = async (
  from: string,
  archive: ReadArchive,
  judge: ArchiveJudge,
  table: SqliteChunkTable,
): Promise<void> => {
  for (const one of archive.documents) {
    const { id, document } = await loadDocument(from, archive.organisationId, one);
    await judge(one.ref, document);
    const { name, data } = snapshotOf(document);
    free(document);
    table.apply([{ type: 'put', row: chunkRow([id, 'snapshot', name], data) }]);
  }
};

/**
 * Gives a blank device the documents of an archive, each judged as if a peer had sent it. Its first start takes what
 * they hold into till.db, where every object is checked once more, and goes on with its peers from there.
 * Throws Faults, each of which leaves the device as it was.
 */
export const importArchive = async ({ from, data }: ImportRequest): Promise<Imported> => {
  readDeviceFolder(data, { kind: 'file' });
  const { organisationId, statements } = readOrganisationFile(data);
  const letGo = holdFolder(data);
  const file = join(data, 'documents.db');
  const part = `${file}.import`;
  const clear = (): void => {
    for (const ending of ['', '-wal', '-shm']) rmSync(`${part}${ending}`, { force: true });
  };
  try {
    holdToBlank(data);
    const archive = readArchive(from);
    holdToOwn(from, archive, organisationId);
    clear();
    const table = new SqliteChunkTable(part);
    try {
      await writeDocuments(from, archive, await judgeFor(from, archive, statements), table);
    } finally {
      // The last connection writes the log into the file and removes it.
      table.close();
    }
    renameSync(part, file);
    syncFolder(dirname(file));
    const { documents } = archive;
    return { documents: documents.length, objects: documents.reduce((sum, { objects }) => sum + objects, 0) };
  } finally {
    clear();
    letGo();
  }
};

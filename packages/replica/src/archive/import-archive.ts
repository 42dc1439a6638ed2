import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { free } from '@automerge/automerge';
import { unsoundness } from '../backup/snapshot.ts';
import { chunkRow } from '../chunk-store/chunk-table.ts';
import { isProven, mergeChunks, snapshotOf } from '../chunk-store/snapshot-proof.ts';
import { SqliteChunkTable } from '../chunk-store/sqlite-chunk-table.ts';
import { type Holder, mayHold } from '../document/access.ts';
import { type DocumentRef, refName } from '../document/document-ref.ts';
import { type CarrierDocument, readObjects } from '../document/layout.ts';
import { objectHash } from '../document/object-digest.ts';
import { shapeOf } from '../document/shape.ts';
import { Fault } from '../fault.ts';
import { readDeviceFolder } from '../key/device-folder.ts';
import { syncFolder } from '../key/durable-file.ts';
import { registryRef } from '../node/document-map.ts';
import { holdFolder } from '../node/folder-lock.ts';
import { type OrganisationFile, readOrganisationFile } from '../setup/organisation-file.ts';
import { foldRegistry } from '../statement/registry.ts';
import type { RegistryState } from '../statement/registry-state.ts';
import { archiveDamaged, importFault } from './archive-fault.ts';
import { type ArchiveJudge, createArchiveJudge } from './judge-archive.ts';
import { type ListedDocument, readArchive, type ReadArchive } from './read-archive.ts';

export type ImportRequest = {
  /** The archive's folder. */
  readonly from: string;
  /** The folder of an enrolled device that has never run. */
  readonly data: string;
};

export type Imported = {
  readonly documents: number;
  readonly objects: number;
  /** Documents that this device does not keep: ledgers of other branches. */
  readonly skipped: number;
};

const PART = 'documents.db.import';

const holdToBlank = (data: string): void => {
  const found = readdirSync(data).find(
    (name) => /^(?:till|documents)\.db/.test(name) && !name.startsWith(PART),
  );
  if (found === undefined) return;
  throw new Fault(
    'IMPORT-NOT-BLANK',
    `${data} holds ${found} already.`,
    'Nothing was changed. A device that has run gets what it lacks from its peers.',
  );
};

const holdToOwn = ({ folder, organisationId }: ReadArchive, own: string): void => {
  if (organisationId === own) return;
  throw new Fault(
    'ARCHIVE-FOREIGN',
    `The archive ${folder} is of another organisation than the device.`,
    'Nothing was changed. Take an archive of this organisation.',
  );
};

const loadDocument = (folder: string, { ref, file }: ListedDocument): CarrierDocument => {
  const document = mergeChunks([readFileSync(file)]);
  if (document === null) throw archiveDamaged(folder, `${refName(ref)} does not load`);
  return document;
};

/** The registry as the archive and the device's own file have it: its signatures say what each statement is worth. */
const registryIn = (
  archive: ReadArchive,
  { organisationId, statements }: OrganisationFile,
): RegistryState => {
  const listed = archive.documents.find(({ ref }) => refName(ref) === refName(registryRef));
  if (listed === undefined) throw archiveDamaged(archive.folder, 'it has no registry');
  const document = loadDocument(archive.folder, listed);
  const stated = readObjects(document, shapeOf('registry')).objects.map(({ bytes }) => bytes);
  free(document);
  return foldRegistry([...statements, ...stated], { organisationId, dataKeys: new Map() });
};

const holderOf = ({ devices }: RegistryState, deviceId: string): Holder => {
  const device = devices.get(deviceId);
  if (device !== undefined) return device;
  throw new Fault(
    'DEVICE-NOT-LISTED',
    'The organisation does not list this device.',
    'Nothing was changed. Enrol the device, or copy a newer organisation.json into its folder.',
  );
};

/** Whether this device opens such a document: a till has no use for the ledger of another branch. */
const keeps = (
  { kind, parts: [first = ''] }: DocumentRef,
  registry: RegistryState,
  holder: Holder,
): boolean => {
  if (kind !== 'ledger') return true;
  const branch = registry.series.get(first)?.branchId;
  return branch !== undefined && mayHold(holder, kind, branch);
};

const putDocument = async (
  archive: ReadArchive,
  listed: ListedDocument,
  judge: ArchiveJudge,
  table: SqliteChunkTable,
): Promise<number> => {
  const document = loadDocument(archive.folder, listed);
  const taken = await judge(listed.ref, document);
  const { name, data } = snapshotOf(taken);
  const { objects } = readObjects(taken, shapeOf(listed.ref.kind));
  for (const each of new Set([document, taken])) free(each);
  if (!isProven(name, data))
    throw archiveDamaged(archive.folder, `${refName(listed.ref)} does not load again`);
  table.apply([{ type: 'put', row: chunkRow([listed.id, 'snapshot', name], data) }]);
  return new Set(objects.map(({ bytes }) => objectHash(bytes))).size;
};

/** All of it is in the file, and no log is left beside it. */
const holdToWritten = (part: string, documents: number): void => {
  const isAlone = !existsSync(`${part}-wal`);
  const database = new DatabaseSync(part, { readOnly: true });
  try {
    const rows = Number(database.prepare('SELECT count(*) AS n FROM chunk').get()?.['n'] ?? 0);
    if (isAlone && rows === documents && unsoundness(database) === null) return;
  } finally {
    database.close();
  }
  throw new Fault(
    'DISK-FAILED',
    `${part} is not on the disk as it was written.`,
    'The device is as it was. Check its disk and free space, then import again.',
  );
};

const writeDocuments = async (
  archive: ReadArchive,
  wanted: readonly ListedDocument[],
  judge: ArchiveJudge,
  part: string,
): Promise<number> => {
  const table = new SqliteChunkTable(part);
  let objects = 0;
  try {
    for (const listed of wanted) objects += await putDocument(archive, listed, judge, table);
  } finally {
    // The last connection writes the log into the file and removes it.
    table.close();
  }
  holdToWritten(part, wanted.length);
  return objects;
};

const importInto = async ({ from, data }: ImportRequest, deviceId: string): Promise<Imported> => {
  const organisation = readOrganisationFile(data);
  const file = join(data, 'documents.db');
  const part = join(data, PART);
  const clear = (): void => {
    for (const name of readdirSync(data)) if (name.startsWith(PART)) rmSync(join(data, name));
  };
  holdToBlank(data);
  const archive = readArchive(from);
  holdToOwn(archive, organisation.organisationId);
  const registry = registryIn(archive, organisation);
  const holder = holderOf(registry, deviceId);
  const wanted = archive.documents.filter(({ ref }) => keeps(ref, registry, holder));
  try {
    clear();
    const objects = await writeDocuments(archive, wanted, createArchiveJudge(registry), part);
    renameSync(part, file);
    syncFolder(data);
    return { documents: wanted.length, objects, skipped: archive.documents.length - wanted.length };
  } finally {
    clear();
  }
};

/**
 * Gives a blank device the documents of an archive, each judged as if a peer had sent it. Its first start takes what
 * they hold into till.db, where every object is checked once more, and goes on with its peers from there.
 * Throws Faults, each of which leaves the device as it was.
 */
export const importArchive = async (request: ImportRequest): Promise<Imported> => {
  const { from, data } = request;
  const { keys } = readDeviceFolder(data, { kind: 'file' });
  const letGo = holdFolder(data);
  try {
    return await importInto(request, keys.deviceId);
  } catch (error) {
    throw importFault(from, data, error);
  } finally {
    letGo();
  }
};

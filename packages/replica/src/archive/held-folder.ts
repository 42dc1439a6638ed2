import { readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sourceDamaged } from '../backup/backup-fault.ts';
import { copySound, removeCopy } from '../backup/snapshot.ts';
import { type DocumentRef, refName, refProblem } from '../document/document-ref.ts';
import { Fault } from '../fault.ts';
import { readDeviceFolder } from '../key/device-folder.ts';
import { createFactReader, type FactReader } from '../node/fact-reader.ts';
import { documentsOf, type KnownDocument, refOfName } from '../node/document-map.ts';
import { holdExport } from '../node/folder-lock.ts';
import { createRegistryKeeper, type RegistryKeeper } from '../node/registry-keeper.ts';
import type { Roster } from '../node/roster.ts';
import { readOrganisationFile } from '../setup/organisation-file.ts';
import { deviceAtRest } from '../store/at-rest.ts';
import { openTillStore, type TillStore } from '../store/till-store.ts';
import type { LeftOut } from './left-out.ts';

/** Copies in the data folder while it is read; what is sealed in the originals is sealed in them. */
const COPIES = { till: 'export-till.db', documents: 'export-documents.db' } as const;
/** Kept free on the device's own disk, so that it goes on selling. */
const ROOM_FOR_DEVICE_BYTES = 64 * 1024 * 1024;

/** All that a device holds, as it stood at one moment, for whoever reads it beside the device that goes on. */
export type HeldFolder = {
  readonly deviceId: string;
  readonly organisationId: string;
  readonly roster: Roster;
  /** Those that exist as far as this device knows, and those of which it holds anything. */
  readonly documents: readonly KnownDocument[];
  readonly store: TillStore;
  /** `documents.db`, copied before till.db: of what both hold till.db has the newer. Null: none that can be read. */
  readonly chunks: DatabaseSync | null;
  readonly reader: FactReader;
  readonly leftOut: LeftOut;
  /** Takes the copies away again. */
  readonly close: () => void;
};

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

const holdToRoom = (folder: string): void => {
  const names = ['till.db', 'till.db-wal', 'documents.db', 'documents.db-wal'];
  const needed = names.reduce((sum, name) => sum + sizeOf(join(folder, name)), 0);
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= needed + ROOM_FOR_DEVICE_BYTES) return;
  throw new Fault(
    'EXPORT-NO-ROOM',
    `The disk of ${folder} has too little room for the copy that an export reads: ${Math.ceil(needed / 1e6)} MB.`,
    'Nothing was written and the device goes on. Make room on its disk, then export again.',
  );
};

/** Of an export it is said in its own words what is wrong. */
const inOwnWords = (folder: string, error: unknown): unknown => {
  if (error instanceof Fault && error.code === sourceDamaged('').code) {
    return new Fault(
      'EXPORT-SOURCE-DAMAGED',
      `There is no sound till.db to export: ${error.message}`,
      'Nothing was written. Start the till, which repairs what it can, then export again; a relay has none.',
      error,
    );
  }
  if (!(error instanceof Error && 'syscall' in error)) return error;
  return new Fault(
    'DISK-FAILED',
    `The data folder ${folder} cannot be used: ${error.message}.`,
    'Nothing was exported. Check the disk, its free space and the rights on the folder.',
    error,
  );
};

/** The copy of documents.db, opened; null where there is none to be read. Its till mends it by itself. */
const openChunks = async (folder: string, leftOut: LeftOut): Promise<DatabaseSync | null> => {
  const file = join(folder, COPIES.documents);
  if (sizeOf(join(folder, 'documents.db')) === 0) return null;
  try {
    const hasChunks = await copySound(
      join(folder, 'documents.db'),
      file,
      (copy) => copy.prepare("SELECT 1 FROM sqlite_master WHERE name = 'chunk'").get() !== undefined,
    );
    return hasChunks ? new DatabaseSync(file, { readOnly: true }) : null;
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== sourceDamaged('').code) throw error;
    leftOut.note('saved histories of documents, since documents.db is damaged', folder);
    return null;
  }
};

/** Also what a migration of a copy kept beside it. */
const removeCopies = (folder: string): void => {
  for (const name of Object.values(COPIES)) {
    removeCopy(join(folder, name));
    for (const beside of readdirSync(folder)) if (beside.startsWith(`${name}.`)) rmSync(join(folder, beside));
  }
};

const branchOf = ({ kind, parts: [first = ''] }: DocumentRef, { state }: Roster): string | null => {
  if (kind === 'ledger') return state.series.get(first)?.branchId ?? null;
  return kind === 'directory' || kind === 'stock' ? first : null;
};

const documentsIn = (store: TillStore, registry: RegistryKeeper): readonly KnownDocument[] => {
  const known = new Map(documentsOf(registry.territory()).map((one) => [refName(one.ref), one]));
  for (const name of store.objects.documents()) {
    const ref = refOfName(name);
    if (known.has(name) || refProblem(ref) !== null) continue;
    known.set(name, { ref, branchId: branchOf(ref, registry.roster()) });
  }
  return [...known.values()];
};

const openCopies = async (folder: string, leftOut: LeftOut): Promise<Omit<HeldFolder, 'close'>> => {
  const device = readDeviceFolder(folder, { kind: 'file' });
  const { organisationId, statements } = readOrganisationFile(folder);
  const chunks = await openChunks(folder, leftOut);
  const file = join(folder, COPIES.till);
  await copySound(join(folder, 'till.db'), file, () => undefined);
  const store = openTillStore(file, deviceAtRest(device.storageKey));
  store.objects.onRotten(({ position }) => leftOut.note('objects that rotted on the disk', String(position)));
  const registry = createRegistryKeeper(store, organisationId, device.keys);
  store.transaction(() => registry.add(statements));
  registry.refresh();
  return {
    deviceId: device.keys.deviceId,
    organisationId,
    roster: registry.roster(),
    documents: documentsIn(store, registry),
    store,
    chunks,
    reader: createFactReader(store, registry.roster, device.keys.deviceId),
    leftOut,
  };
};

/**
 * Opens a copy of what a till or reporter holds, with or without its program running. Throws Faults:
 * `EXPORT-SOURCE-DAMAGED`, `EXPORT-NO-ROOM`, `EXPORT-RUNNING`, and those of an unusable folder or disk.
 */
export const openHeldFolder = async (folder: string, leftOut: LeftOut): Promise<HeldFolder> => {
  // Says what is wrong with the folder before anything lies in it.
  readDeviceFolder(folder, { kind: 'file' });
  const letGo = holdExport(folder);
  const end = (): void => {
    try {
      removeCopies(folder);
    } finally {
      letGo();
    }
  };
  try {
    removeCopies(folder);
    holdToRoom(folder);
    const held = await openCopies(folder, leftOut);
    return {
      ...held,
      close: () => {
        held.store.close();
        held.chunks?.close();
        end();
      },
    };
  } catch (error) {
    end();
    throw inOwnWords(folder, error);
  }
};

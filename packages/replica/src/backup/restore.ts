import { closeSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { toHex } from '../cbor/bytes.ts';
import { faultOf } from '../database/database-fault.ts';
import { inTransaction } from '../database/database.ts';
import { Fault } from '../fault.ts';
import { readDeviceFolder, writeDeviceFolder } from '../key/device-folder.ts';
import { syncFolder } from '../key/durable-file.ts';
import { writeOrganisationFile } from '../setup/organisation-file.ts';
import { readRecoverySheet } from '../statement/recovery-sheet.ts';
import { foldRegistry } from '../statement/registry.ts';
import { RECOVERY } from '../statement/registry-state.ts';
import { deviceAtRest } from '../store/at-rest.ts';
import { localTable } from '../store/local-table.ts';
import { TILL_MIGRATIONS } from '../store/schema.ts';
import { sealedRows } from '../store/sealed-row.ts';
import { type Mark, putLeft } from '../till/left-series.ts';
import type { BackupManifest, SnapshotFacts } from './backup-content.ts';
import { damagedFile, newerFile } from './backup-fault.ts';
import { type BackupFile, contentKeyFor, readingBackup, readWhole } from './backup-file.ts';
import type { BackupHeader } from './backup-header.ts';
import { holdToApart, holdToFree, holdToRoom, inFreshFolder } from './restore-target.ts';
import { writeWhole } from './sealed-stream.ts';
import { readSnapshot, unsoundness } from './snapshot.ts';

/** What opens a backup: the recovery sheet as it was typed, or a device folder whose keys survived. */
export type Opener =
  | { readonly kind: 'sheet'; readonly text: string }
  | { readonly kind: 'keys'; readonly folder: string };

export type RestoreRequest = {
  readonly from: string;
  /** A folder that is empty or not there. */
  readonly data: string;
  readonly opener: Opener;
};

export type Restored = {
  readonly code: string;
  readonly deviceId: string;
  /** When the backup was made. */
  readonly atMs: number;
  /** The series that was left, and its last entry held now. */
  readonly series: string | null;
  readonly sequence: number;
  readonly objects: number;
};

const UNTOUCHED = 'Nothing was changed and the backup is untouched.';

const keyBySheet = (backup: BackupFile, text: string): Uint8Array => {
  const sheet = readRecoverySheet(text);
  if (!sheet.ok) {
    throw new Fault(
      'RECOVERY-SHEET-WRONG',
      `This is not what a recovery sheet says: ${sheet.reason}.`,
      `${UNTOUCHED} Type its 12 groups again.`,
    );
  }
  const { organisationId, ownerId, recoveryPrivate } = sheet.value;
  const recipient = organisationId === backup.header.organisationId ? RECOVERY : ownerId;
  if (recipient !== RECOVERY && !backup.header.wrapped.has(recipient)) {
    throw new Fault(
      'RECOVERY-SHEET-FOREIGN',
      'This recovery sheet is of another organisation than the backup, or was made after it.',
      `${UNTOUCHED} Take the sheet of this shop that is older than the backup, or another backup.`,
    );
  }
  const key = contentKeyFor(backup, recipient, recoveryPrivate);
  if (key === null) throw damagedFile(backup.file, 'the key in it does not open');
  return key;
};

const keyByFolder = (backup: BackupFile, folder: string): Uint8Array => {
  const { keys } = readDeviceFolder(folder, { kind: 'file' });
  if (keys.deviceId !== backup.header.deviceId) {
    throw new Fault(
      'RESTORE-KEYS-FOREIGN',
      `The keys in ${folder} are of another device than the backup.`,
      `${UNTOUCHED} Take the folder of this till, or the recovery sheet.`,
    );
  }
  const key = contentKeyFor(backup, keys.deviceId, keys.agreePrivate);
  if (key === null) throw damagedFile(backup.file, 'the key in it does not open');
  return key;
};

/** What a backup has to be besides whole: of a device that its organisation lists, and of a version known here. */
const holdToUsable = (file: string, { device, organisation, snapshot }: BackupManifest): void => {
  if (snapshot.version > (TILL_MIGRATIONS.at(-1)?.version ?? 0)) throw newerFile(file);
  const { organisationId, statements } = organisation;
  const { devices } = foldRegistry(statements, { organisationId, dataKeys: new Map() });
  if (!devices.has(device.keys.deviceId)) {
    throw damagedFile(file, 'the organisation in it does not list its device');
  }
};

const writeDatabase = (backup: BackupFile, key: Uint8Array, path: string): void => {
  const handle = openSync(path, 'wx', 0o600);
  try {
    readWhole(backup, key, (bytes) => writeWhole(handle, bytes));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

const headOf = (database: DatabaseSync, series: string): Mark => {
  const row = database
    .prepare('SELECT sequence, hash FROM entry WHERE series = ? ORDER BY sequence DESC, hash LIMIT 1')
    .get(series);
  return row === undefined
    ? { sequence: 0, hash: '' }
    : { sequence: Number(row['sequence']), hash: toHex(row['hash'] as Uint8Array) };
};

/**
 * Nobody is signed in, and the series is left: what this till wrote after the backup may be out there, so its
 * first start begins a new one. Wrong PINs stay counted as they were.
 */
const prepareDatabase = (file: string, path: string, storageKey: Uint8Array, facts: SnapshotFacts): void => {
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA synchronous=FULL');
    const problem = unsoundness(database);
    if (problem !== null) throw damagedFile(file, problem);
    const found = readSnapshot(database, storageKey);
    if (found.objects !== facts.objects || found.sequence !== facts.sequence) {
      throw damagedFile(file, 'it holds other than it says');
    }
    const local = localTable(database, sealedRows(deviceAtRest(storageKey)));
    const { series } = found;
    inTransaction(database, () => {
      local.put('state/session', null);
      if (series === null) return;
      putLeft(local, { series, head: headOf(database, series), because: 'restored' });
    });
  } catch (error) {
    throw faultOf(error, path) ?? error;
  } finally {
    database.close();
  }
};

const restoredOf = (
  { code, deviceId, atMs }: BackupHeader,
  { series, sequence, objects }: SnapshotFacts,
): Restored => ({
  code,
  deviceId,
  atMs,
  series,
  sequence,
  objects,
});

/**
 * Makes the folder of a till from a backup, under a fresh start-up key. All of the backup is checked before
 * anything is written, and a folder that holds anything is never written to. Needs no network: the till sells
 * at once, in a series of its own, and what it wrote after the backup comes from its peers.
 * Throws Faults, each of which leaves the backup and the target as they were.
 */
export const restore = ({ from, data, opener }: RestoreRequest): Restored => {
  holdToFree(data);
  holdToApart(data, from);
  return readingBackup(from, (backup) => {
    const key =
      opener.kind === 'sheet' ? keyBySheet(backup, opener.text) : keyByFolder(backup, opener.folder);
    const manifest = readWhole(backup, key);
    holdToUsable(from, manifest);
    const { device, organisation, snapshot } = manifest;
    holdToRoom(data, snapshot.size);
    inFreshFolder(data, () => {
      const path = join(data, 'till.db');
      writeDatabase(backup, key, path);
      prepareDatabase(from, path, device.storageKey, snapshot);
      writeOrganisationFile(data, organisation);
      // Last: it is what makes this the folder of a device.
      writeDeviceFolder(data, device, { kind: 'file' });
      syncFolder(data);
    });
    return restoredOf(backup.header, snapshot);
  });
};

import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { equalBytes } from '../cbor/bytes.ts';
import { Fault } from '../fault.ts';
import { createDataKey } from '../key/data-key.ts';
import { type DeviceFolder, readDeviceFolder } from '../key/device-folder.ts';
import { syncFolder } from '../key/durable-file.ts';
import { systemRandom } from '../key/random.ts';
import { wrapKey } from '../key/wrap.ts';
import { holdBackup } from '../node/folder-lock.ts';
import { type OrganisationFile, readOrganisationFile } from '../setup/organisation-file.ts';
import { foldRegistry } from '../statement/registry.ts';
import { recoveriesOf } from '../statement/recovery.ts';
import { encodeManifest } from './backup-content.ts';
import { damagedFile, failureOf, folderAway, notVerified, writeFault } from './backup-fault.ts';
import { contentKeyFor, readingBackup, readWhole } from './backup-file.ts';
import { type BackupHeader, encodeHeader } from './backup-header.ts';
import { freshName, readName, surplusOf } from './backup-name.ts';
import { type BackupDone, type BackupFailure, readBackupState, writeBackupState } from './backup-state.ts';
import { writeSealed } from './sealed-stream.ts';
import { bytesOf, removeSnapshot, type Snapshot, takeSnapshot } from './snapshot.ts';

export type BackupRequest = {
  /** The device folder. */
  readonly data: string;
  /** Where backups go; it has to be there. */
  readonly to: string;
  readonly nowMs: number;
};

export type BackupResult =
  | {
      readonly ok: true;
      readonly done: BackupDone;
      /** Older backups that were taken away. */
      readonly removed: number;
    }
  | { readonly ok: false; readonly failure: BackupFailure };

/** A backup that is not finished has this behind its name; it counts for nothing. */
const UNFINISHED = '.new';

type Source = { readonly device: DeviceFolder; readonly organisation: OrganisationFile };

/** For whom a backup is sealed: the owner's recovery sheets, and this device itself. */
const recipientsOf = ({ device, organisation }: Source, { statements: held }: Snapshot) => {
  const { statements, organisationId } = organisation;
  const state = foldRegistry([...statements, ...held], { organisationId, dataKeys: new Map() });
  const { recoveryKey, devices } = state;
  const { deviceId, public: own } = device.keys;
  const record = devices.get(deviceId);
  if (recoveryKey === null || record === undefined) {
    throw new Fault(
      'BACKUP-NO-RECOVERY-KEY',
      'organisation.json does not name this device, or no recovery key.',
      'Selling is unaffected. Copy organisation.json from another device of the organisation.',
    );
  }
  return {
    code: record.code,
    keys: new Map([
      ...recoveriesOf(state).map(({ recipient, agreeKey }) => [recipient, agreeKey] as const),
      [deviceId, own.agreeKey],
    ]),
  };
};

/** What an attempt that was cut off left behind, and nothing of another device. */
const removeUnfinished = (to: string, deviceId: string): void => {
  for (const name of readdirSync(to)) {
    if (!name.endsWith(UNFINISHED)) continue;
    if (readName(name.slice(0, -UNFINISHED.length))?.device === deviceId.slice(0, 8)) rmSync(join(to, name));
  }
};

const writeFile = (
  path: string,
  head: Uint8Array,
  key: Uint8Array,
  content: Iterable<Uint8Array>,
): number => {
  const handle = openSync(path, 'wx', 0o600);
  try {
    const size = writeSealed(handle, head, key, content);
    fsyncSync(handle);
    return size;
  } finally {
    closeSync(handle);
  }
};

/** Opens what was written as a restore would, with the device's own key, to its end. */
const verify = (path: string, { keys }: DeviceFolder, snapshot: Snapshot): void => {
  try {
    readingBackup(path, (backup) => {
      const key = contentKeyFor(backup, keys.deviceId, keys.agreePrivate);
      if (key === null) throw damagedFile(path, 'its key does not open');
      if (!equalBytes(readWhole(backup, key).snapshot.sha256, snapshot.sha256)) {
        throw damagedFile(path, 'it holds another snapshot');
      }
    });
  } catch (error) {
    throw notVerified(path, error);
  }
};

/** Older backups of this very device that are no longer needed. Only a head that names it in full is proof. */
const removeSurplus = (to: string, deviceId: string, fresh: string): number => {
  const isOwn = (name: string): boolean =>
    readingBackup(join(to, name), ({ header }) => header.deviceId === deviceId);
  let removed = 0;
  for (const name of surplusOf(readdirSync(to), deviceId, fresh)) {
    try {
      if (!isOwn(name)) continue;
      rmSync(join(to, name));
      removed += 1;
    } catch (error) {
      // What cannot be read or removed stays: it takes room, and loses nobody anything.
      if (!(error instanceof Fault) && !(error instanceof Error && 'syscall' in error)) throw error;
    }
  }
  return removed;
};

const writeBackup = (
  request: BackupRequest,
  source: Source,
  snapshot: Snapshot,
): BackupResult & { ok: true } => {
  const { to, nowMs, data } = request;
  const { keys } = source.device;
  const { code, keys: recipients } = recipientsOf(source, snapshot);
  const contentKey = createDataKey(systemRandom);
  const header: BackupHeader = {
    organisationId: source.organisation.organisationId,
    deviceId: keys.deviceId,
    code,
    atMs: nowMs,
    wrapped: new Map([...recipients].map(([id, key]) => [id, wrapKey(contentKey, key, systemRandom)])),
  };
  function* content(): Generator<Uint8Array> {
    yield encodeManifest({ ...source, snapshot });
    yield* bytesOf(snapshot.file);
  }
  const name = freshName({ code, deviceId: keys.deviceId, atMs: nowMs }, new Set(readdirSync(to)));
  const path = join(to, name);
  const unfinished = `${path}${UNFINISHED}`;
  let size: number;
  try {
    size = writeFile(unfinished, encodeHeader(header), contentKey.key, content());
    verify(unfinished, source.device, snapshot);
    renameSync(unfinished, path);
    syncFolder(to);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
  const sameDisk = statSync(to).dev === statSync(data).dev;
  const { series, sequence } = snapshot;
  const done: BackupDone = { atMs: nowMs, file: path, size, series, sequence, sameDisk };
  return { ok: true, done, removed: removeSurplus(to, keys.deviceId, name) };
};

/** Where to write has to be there; a stick that is away is no reason to make its folder on the wrong disk. */
const holdToFolder = (to: string): void => {
  try {
    if (!statSync(to).isDirectory()) throw folderAway(to);
  } catch (error) {
    throw error instanceof Fault ? error : folderAway(to, error);
  }
};

/** What the system says of the data folder, as a Fault. */
const onOwnDisk = async <T>(data: string, work: () => T | Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new Fault(
      'DISK-FAILED',
      `The data folder ${data} cannot be written: ${error.message}.`,
      'Check the disk, its free space and the rights on the folder.',
      error,
    );
  }
};

const attempt = async (request: BackupRequest): Promise<BackupResult & { ok: true }> => {
  const { data, to } = request;
  const device = readDeviceFolder(data, { kind: 'file' });
  const organisation = readOrganisationFile(data);
  const letGo = holdBackup(data);
  try {
    removeSnapshot(data);
    holdToFolder(to);
    const snapshot = await onOwnDisk(data, () => takeSnapshot(data, device.storageKey));
    try {
      removeUnfinished(to, device.keys.deviceId);
      return writeBackup(request, { device, organisation }, snapshot);
    } catch (error) {
      throw writeFault(to, error);
    }
  } finally {
    removeSnapshot(data);
    letGo();
  }
};

/** The one that runs tells how it went itself; a folder without a device has no backups. */
const isToBeNoted = ({ code }: BackupFailure): boolean =>
  code !== 'BACKUP-RUNNING' && code !== 'DEVICE-FOLDER-MISSING';

const noteFailure = (data: string, failure: BackupFailure): void => {
  try {
    writeBackupState(data, { ...readBackupState(data), failure });
  } catch (error) {
    // A disk that does not take even this is told by the failure that is returned.
    if (!(error instanceof Error && 'syscall' in error)) throw error;
  }
};

/**
 * Writes a backup of a device, beside its running till or without one, and reads it back: only then it
 * counts, and only then an older one may go. How it went is kept in the data folder. A Fault is a failure
 * and not thrown; a mistake of the program is.
 */
export const makeBackup = async (request: BackupRequest): Promise<BackupResult> => {
  const { data, nowMs } = request;
  try {
    const result = await attempt(request);
    await onOwnDisk(data, () => writeBackupState(data, { last: result.done, failure: null }));
    return result;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const failure = failureOf(error, nowMs);
    if (isToBeNoted(failure)) noteFailure(data, failure);
    return { ok: false, failure };
  }
};

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { faultOf } from '../database/database-fault.ts';
import { Fault } from '../fault.ts';

/**
 * Keeps a device folder for this process alone: two of them would write one chain twice. Held as a lock of
 * the operating system on an empty SQLite file, so it ends with the process, however that ends.
 * Returns what lets go. Throws the Fault `DEVICE-IN-USE` when another program holds the folder, `DISK-FAILED` when
 * the lock cannot be opened or had, and `DEVICE-LOCK-DAMAGED` when its file is no empty one.
 */
export const holdFolder = (folder: string): (() => void) =>
  hold(
    join(folder, 'device.lock'),
    (cause) =>
      new Fault(
        'DEVICE-IN-USE',
        `Another program runs this device: ${folder}.`,
        'Nothing was changed. Use the one that runs, or end it first.',
        cause,
      ),
  );

/** The same for one backup of a folder at a time, beside the device. Throws the Fault `BACKUP-RUNNING`. */
export const holdBackup = (folder: string): (() => void) =>
  hold(
    join(folder, 'backup.lock'),
    (cause) =>
      new Fault(
        'BACKUP-RUNNING',
        `A backup of ${folder} is being written already.`,
        'Wait until it is done; it tells how it went.',
        cause,
      ),
  );

/** The same for one owner's command at a time, beside the device. Throws the Fault `OWNER-RUNNING`. */
export const holdOwner = (folder: string): (() => void) =>
  hold(
    join(folder, 'owner.lock'),
    (cause) =>
      new Fault(
        'OWNER-RUNNING',
        `Another owner command reads ${folder}.`,
        'Nothing was changed. Wait for it to end, then try again.',
        cause,
      ),
  );

/** The same for one export of a folder at a time, beside the device. Throws the Fault `EXPORT-RUNNING`. */
export const holdExport = (folder: string): (() => void) =>
  hold(
    join(folder, 'export.lock'),
    (cause) =>
      new Fault(
        'EXPORT-RUNNING',
        `An export of ${folder} is being written already.`,
        'Nothing was changed. Wait until it is done, then export again.',
        cause,
      ),
  );

/**
 * The same for one export into a folder at a time: `mark` lies there until it is done. Throws the Fault
 * `EXPORT-RUNNING`.
 */
export const holdArchive = (mark: string, folder: string): (() => void) =>
  hold(
    mark,
    (cause) =>
      new Fault(
        'EXPORT-RUNNING',
        `Another export is writing ${folder}.`,
        'Nothing was changed. Wait until it is done, or name another folder.',
        cause,
      ),
  );

/**
 * The same for one restore into a folder at a time, which is marked by the file `mark` until it is done. Throws the
 * Fault `RESTORE-RUNNING`.
 */
export const holdRestore = (mark: string, folder: string): (() => void) =>
  hold(
    mark,
    (cause) =>
      new Fault(
        'RESTORE-RUNNING',
        `Another restore is writing into ${folder}.`,
        'Nothing was changed and the backup is untouched. Wait until it is done, or choose another folder.',
        cause,
      ),
  );

const hold = (file: string, inUse: (cause: unknown) => Fault): (() => void) => {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file);
    database.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE');
    const held = database;
    return () => held.close();
  } catch (error) {
    database?.close();
    throw lockFault(error, file, inUse);
  }
};

const lockFault = (cause: unknown, file: string, inUse: (cause: unknown) => Fault): unknown => {
  const fault = faultOf(cause, file);
  switch (fault?.code) {
    case 'DATABASE-BUSY':
      return inUse(cause);
    case 'DATABASE-DAMAGED':
      return new Fault(
        'DEVICE-LOCK-DAMAGED',
        `The lock file ${file} is damaged.`,
        'Nothing is kept in this file. Remove it, and no other, then start again.',
        cause,
      );
    default:
      return fault ?? cause;
  }
};

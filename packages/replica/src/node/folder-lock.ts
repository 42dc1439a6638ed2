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
export const holdFolder = (folder: string): (() => void) => {
  const file = join(folder, 'device.lock');
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file);
    database.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE');
    const held = database;
    return () => held.close();
  } catch (error) {
    database?.close();
    throw lockFault(error, folder, file);
  }
};

const lockFault = (cause: unknown, folder: string, file: string): unknown => {
  const fault = faultOf(cause, file);
  switch (fault?.code) {
    case 'DATABASE-BUSY':
      return new Fault(
        'DEVICE-IN-USE',
        `Another program runs this device: ${folder}.`,
        'Nothing was changed. Use the one that runs, or end it first.',
        cause,
      );
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

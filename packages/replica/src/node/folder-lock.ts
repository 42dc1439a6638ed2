import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Fault } from '../fault.ts';

/**
 * Keeps a device folder for this process alone: two of them would write one chain twice. Held as a lock of
 * the operating system on an empty SQLite file, so it ends with the process, however that ends.
 * Returns what lets go. Throws the Fault `DEVICE-IN-USE`.
 */
export const holdFolder = (folder: string): (() => void) => {
  const database = new DatabaseSync(join(folder, 'device.lock'));
  try {
    database.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new Fault(
      'DEVICE-IN-USE',
      `Another program runs this device: ${folder}.`,
      'Nothing was changed. Use the one that runs, or end it first.',
      cause,
    );
  }
  return () => database.close();
};

import { DatabaseSync } from 'node:sqlite';
import { Fault } from '../fault.ts';
import { faultOf } from './database-fault.ts';
import { type DiskHook, REAL_DISK } from './disk-hook.ts';

/** Another process may look into the file; its lock is short. */
const BUSY_MS = 2_000;

/**
 * A second connection that only reads. While it is open, SQLite does not write the log into the file when the other
 * one is closed: it would do so unchecked, by what it remembers of a log that may have become another since. Throws a
 * Fault.
 */
export const guardLog = (file: string): DatabaseSync => {
  let guard: DatabaseSync | null = null;
  try {
    guard = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS });
    // Without having read it holds nothing.
    guard.prepare('PRAGMA user_version').get();
    return guard;
  } catch (error) {
    guard?.close();
    throw faultOf(error, file) ?? error;
  }
};

/**
 * Reads the log anew from the disk, as far as its checksums hold, writes that into the file and waits for the disk.
 * Nobody else may have the file open: whoever has shares what it remembers of the log. Throws a Fault.
 */
export const recoverLog = (file: string, disk: DiskHook = REAL_DISK): void => {
  let database: DatabaseSync | null = null;
  try {
    const opened = new DatabaseSync(file, { timeout: BUSY_MS });
    database = opened;
    // Alone it shares no memory of the log with anybody.
    opened.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA synchronous=FULL');
    opened.prepare('PRAGMA user_version').get();
    disk.commit(file, 'synced', () => {
      const row = opened.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
      if (Number(row?.['busy'] ?? 1) !== 0) throw busy(file);
    });
  } catch (error) {
    throw error instanceof Fault ? error : (faultOf(error, file) ?? error);
  } finally {
    database?.close();
  }
};

const busy = (file: string): Fault =>
  new Fault(
    'DATABASE-BUSY',
    `Another program holds the database ${file}.`,
    'Nothing of this was done. End the other program, then try again.',
  );

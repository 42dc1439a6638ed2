import { copyFileSync, existsSync, fsyncSync, openSync, closeSync, renameSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { Fault } from '../fault.ts';
import { faultOf, inCommit } from './database-fault.ts';
import { type CommitKind, type DiskHook, REAL_DISK } from './disk-hook.ts';
import { WatchedDatabase } from './watched-database.ts';

/** One step forward of a schema. Steps are never changed once released; a new one is added. */
export type Migration = { readonly version: number; readonly sql: string };

/** Another process may look into the file, as `verify` does; its lock is short. */
const BUSY_MS = 2_000;
/** Of `PRAGMA synchronous`: every commit waits for the disk. */
const FULL = 2;

const versionOf = (database: DatabaseSync): number => {
  const row = database.prepare('PRAGMA user_version').get();
  return Number(row?.['user_version'] ?? 0);
};

/**
 * Opens a SQLite file for durable writing (WAL, every COMMIT fsynced) and brings its schema forward.
 * Before a file with data is migrated, a copy named after its old version is kept beside it.
 * Throws a Fault when the file cannot be opened, is damaged, or was written by a newer version.
 */
export const openDatabase = (
  file: string,
  migrations: readonly Migration[],
  disk: DiskHook = REAL_DISK,
): WatchedDatabase => {
  const database = openFile(file, disk);
  disk.opened?.(file, {
    abandon: () => {
      if (database.isOpen) database.close();
    },
    isSyncing: () => Number(database.prepare('PRAGMA synchronous').get()?.['synchronous'] ?? 0) >= FULL,
  });
  try {
    migrate(database, file, migrations, disk);
    return database;
  } catch (error) {
    database.close();
    throw faultOf(error, file) ?? error;
  }
};

const openFile = (file: string, disk: DiskHook): WatchedDatabase => {
  let database: WatchedDatabase | null = null;
  try {
    database = new WatchedDatabase(file, BUSY_MS);
    // After a sync that failed, the system may show pages of the log that the disk never got. Written
    // into the file anew and synced, what is there from here on is there.
    database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;');
    const opened = database;
    disk.commit(file, 'synced', () => opened.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
    return opened;
  } catch (error) {
    database?.close();
    throw error instanceof Fault ? error : (faultOf(error, file) ?? unreadable(file, error));
  }
};

const unreadable = (file: string, cause: unknown): Fault =>
  new Fault(
    'DATABASE-UNREADABLE',
    `The database ${file} cannot be opened.`,
    'Nothing was written. Check the disk and the rights on the folder, then start again.',
    cause,
  );

const migrate = (
  database: DatabaseSync,
  file: string,
  migrations: readonly Migration[],
  disk: DiskHook,
): void => {
  const latest = migrations.at(-1)?.version ?? 0;
  const found = versionOf(database);
  if (found > latest) {
    throw new Fault(
      'DATABASE-TOO-NEW',
      `The database ${file} has schema version ${found}; this program knows ${latest}.`,
      'Nothing was changed. Start the newer version of Tillmesh that wrote it.',
    );
  }
  if (found > 0 && found < latest) keepCopy(file, found);
  for (const { version, sql } of migrations) {
    if (version > found)
      inTransaction(database, () => database.exec(`${sql}; PRAGMA user_version=${version};`), disk);
  }
};

/** The log was just written into the file, so the file is all there is. A copy broken off is made anew. */
const keepCopy = (file: string, version: number): void => {
  const copy = `${file}.version-${version}`;
  if (existsSync(copy)) return;
  const partial = `${copy}.new`;
  copyFileSync(file, partial);
  const handle = openSync(partial, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(partial, copy);
};

/**
 * Runs `work` in one immediate transaction: all of it is durable when this returns (if it is `synced`, and the database
 * set to wait for the disk), or none of it happened.
 * A disk that is full or failing, and a damaged file, are a Fault; what `work` throws is passed on.
 */
export const inTransaction = <T>(
  database: DatabaseSync,
  work: () => T,
  disk: DiskHook = REAL_DISK,
  kind: CommitKind = 'synced',
): T => {
  try {
    database.exec('BEGIN IMMEDIATE');
    const result = work();
    commitTo(disk, database, kind);
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw faultIn(database, error);
  }
};

/**
 * Ends the transaction: what stands between the database and the disk may refuse it. Throws a Fault where the
 * disk fails, which says that nobody knows yet whether the transaction is there.
 */
export const commitTo = (disk: DiskHook, database: DatabaseSync, kind: CommitKind): void => {
  try {
    disk.commit(nameOf(database), kind, () => database.exec('COMMIT'));
  } catch (error) {
    const fault = faultOf(error, nameOf(database));
    throw fault === null ? error : inCommit(fault);
  }
};

const nameOf = (database: DatabaseSync): string => database.location() ?? 'in memory';

const faultIn = (database: DatabaseSync, error: unknown): unknown =>
  faultOf(error, nameOf(database)) ?? error;

/** Runs `work`; what SQLite then says about the disk is thrown as a Fault. */
export const asFault = <T>(database: DatabaseSync, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw faultIn(database, error);
  }
};

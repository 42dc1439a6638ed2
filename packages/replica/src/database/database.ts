import { copyFileSync, existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Fault } from '../fault.ts';

/** One step forward of a schema. Steps are never changed once released; a new one is added. */
export type Migration = { readonly version: number; readonly sql: string };

const versionOf = (database: DatabaseSync): number => {
  const row = database.prepare('PRAGMA user_version').get();
  return Number(row?.['user_version'] ?? 0);
};

/**
 * Opens a SQLite file for durable writing (WAL, every COMMIT fsynced) and brings its schema forward.
 * Before a file with data is migrated, a copy named after its old version is kept beside it.
 * Throws a Fault when the file cannot be opened, is damaged, or was written by a newer version.
 */
export const openDatabase = (file: string, migrations: readonly Migration[]): DatabaseSync => {
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(file);
    database.exec(
      'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;',
    );
  } catch (cause) {
    throw new Fault(
      'DATABASE-UNREADABLE',
      `The database ${file} cannot be opened.`,
      'Nothing was written. Check the disk and the rights on the folder, then start again.',
      cause,
    );
  }
  const latest = migrations.at(-1)?.version ?? 0;
  const found = versionOf(database);
  if (found > latest) {
    database.close();
    throw new Fault(
      'DATABASE-TOO-NEW',
      `The database ${file} has schema version ${found}; this program knows ${latest}.`,
      'Nothing was changed. Start the newer version of Tillmesh that wrote it.',
    );
  }
  if (found > 0 && found < latest) keepCopy(database, file, found);
  for (const { version, sql } of migrations) {
    if (version > found) inTransaction(database, () => database.exec(`${sql}; PRAGMA user_version=${version};`));
  }
  return database;
};

const keepCopy = (database: DatabaseSync, file: string, version: number): void => {
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const copy = `${file}.version-${version}`;
  if (!existsSync(copy)) copyFileSync(file, copy);
};

/** Runs `work` in one immediate transaction: all of it is durable when this returns, or none of it happened. */
export const inTransaction = <T>(database: DatabaseSync, work: () => T): T => {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
};

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DOCUMENT_MIGRATIONS } from '../chunk-store/sqlite-chunk-table.ts';
import { faultOf } from '../database/database-fault.ts';
import type { Migration } from '../database/database.ts';
import { TILL_MIGRATIONS } from '../store/schema.ts';

const FILES: ReadonlyMap<string, readonly Migration[]> = new Map([
  ['till.db', TILL_MIGRATIONS],
  ['documents.db', DOCUMENT_MIGRATIONS],
]);
const BUSY_MS = 2_000;

const isOlder = (file: string, migrations: readonly Migration[]): boolean => {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS });
    const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    return found > 0 && found < (migrations.at(-1)?.version ?? 0);
  } catch (error) {
    // What is wrong with the file is for the start itself to say; there is nothing to be migrated.
    if (faultOf(error, file) === null) throw error;
    return false;
  } finally {
    database?.close();
  }
};

/** Whether the next start of a device would bring one of its files to a newer schema. Writes nothing. */
export const isMigrationDue = (folder: string): boolean =>
  [...FILES].some(([name, migrations]) => {
    const file = join(folder, name);
    return existsSync(file) && isOlder(file, migrations);
  });

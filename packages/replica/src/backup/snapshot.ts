import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { plainBytes } from '../cbor/bytes.ts';
import { faultOf } from '../database/database-fault.ts';
import { refName } from '../document/document-ref.ts';
import { registryRef } from '../node/document-map.ts';
import { deviceAtRest } from '../store/at-rest.ts';
import { readOwnSeriesId } from '../till/left-series.ts';
import { localTable } from '../store/local-table.ts';
import { sealedRows } from '../store/sealed-row.ts';
import type { SnapshotFacts } from './backup-content.ts';
import { sourceDamaged } from './backup-fault.ts';

/** Lies in the data folder while a backup is written; its values are sealed as those of till.db. */
const BACKUP = 'backup-snapshot.db';
const ENDINGS = ['', '-journal', '-wal', '-shm'];
const BUSY_MS = 5_000;
const READ_BYTES = 1024 * 1024;

export const removeSnapshot = (folder: string): void => removeCopy(join(folder, BACKUP));

/** A copy that `copySound` made, with whatever SQLite put beside it. */
export const removeCopy = (file: string): void => {
  for (const ending of ENDINGS) rmSync(`${file}${ending}`, { force: true });
};

/** The bytes of a file in pieces. The handle is closed however the reading ends. Throws Node's error. */
export function* bytesOf(file: string): Generator<Uint8Array> {
  const handle = openSync(file, 'r');
  try {
    for (;;) {
      const bytes = new Uint8Array(READ_BYTES);
      const read = readSync(handle, bytes);
      if (read === 0) return;
      yield bytes.subarray(0, read);
    }
  } finally {
    closeSync(handle);
  }
}

export const fileDigest = (
  parts: Iterable<Uint8Array>,
): { readonly sha256: Uint8Array; readonly size: number } => {
  const hash = createHash('sha256');
  let size = 0;
  for (const bytes of parts) {
    hash.update(bytes);
    size += bytes.length;
  }
  return { sha256: plainBytes(hash.digest()), size };
};

const inDatabase = async <T>(
  file: string,
  readOnly: boolean,
  work: (database: DatabaseSync) => T | Promise<T>,
): Promise<T> => {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file, { readOnly, timeout: BUSY_MS });
    return await work(database);
  } catch (error) {
    const fault = faultOf(error, file);
    throw fault?.code === 'DATABASE-DAMAGED' ? sourceDamaged(fault.message) : (fault ?? error);
  } finally {
    database?.close();
  }
};

/** What SQLite finds wrong with a whole database; null when it is sound. */
export const unsoundness = (database: DatabaseSync): string | null => {
  const [first] = database.prepare('PRAGMA integrity_check(1)').all();
  const text = String(first?.['integrity_check'] ?? 'it says nothing of itself');
  return text === 'ok' ? null : text;
};

/** What a snapshot says of itself, as it stands in a manifest. */
export const readSnapshot = (
  database: DatabaseSync,
  storageKey: Uint8Array,
): Omit<SnapshotFacts, 'size' | 'sha256'> => {
  const local = localTable(database, sealedRows(deviceAtRest(storageKey)));
  const own = readOwnSeriesId(local);
  const last = database.prepare('SELECT max(sequence) AS last FROM entry WHERE series = ?').get(own);
  return {
    version: Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0),
    objects: Number(database.prepare('SELECT count(*) AS n FROM object').get()?.['n'] ?? 0),
    series: own,
    sequence: Number(last?.['last'] ?? 0),
  };
};

export type Snapshot = SnapshotFacts & {
  readonly file: string;
  /** The registry as it holds it. */
  readonly statements: readonly Uint8Array[];
};

const statementsIn = (database: DatabaseSync): readonly Uint8Array[] =>
  database
    .prepare('SELECT bytes FROM object WHERE document = ? AND current = 1')
    .all(refName(registryRef))
    .map(({ bytes }) => bytes as Uint8Array);

/**
 * A database as it stands at one moment, copied page by page through a connection that only reads: whoever writes
 * it meanwhile is not waited for and does not wait. It is whole: SQLite has looked at every page of it. `read` gives
 * what is wanted of it. Throws Faults, `BACKUP-SOURCE-DAMAGED` among them. Whoever asks removes the copy.
 */
export const copySound = async <T>(
  source: string,
  file: string,
  read: (copy: DatabaseSync) => T,
): Promise<T> => {
  if (!existsSync(source)) throw sourceDamaged('there is none');
  // For its owner only, whatever the umask says.
  closeSync(openSync(file, 'w', 0o600));
  // All pages in one step, so under one read transaction: in several, each commit of the till begins it anew.
  await inDatabase(source, true, (database) => backup(database, file, { rate: -1 }));
  return inDatabase(file, false, (database) => {
    database.exec('PRAGMA journal_mode=DELETE');
    const problem = unsoundness(database);
    if (problem !== null) throw sourceDamaged(problem);
    return read(database);
  });
};

/** till.db as it stands at one moment, and what it says of itself: see `copySound`. */
export const takeSnapshot = async (folder: string, storageKey: Uint8Array): Promise<Snapshot> => {
  const file = join(folder, BACKUP);
  const facts = await copySound(join(folder, 'till.db'), file, (copy) => ({
    ...readSnapshot(copy, storageKey),
    statements: statementsIn(copy),
  }));
  const { sha256 } = fileDigest(bytesOf(file));
  return { ...facts, sha256, size: statSync(file).size, file };
};

import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { inTransaction, openDatabase, type Migration } from '../database/database.ts';
import { type DiskHook, REAL_DISK } from '../database/disk-hook.ts';
import { recoverLog } from '../database/log-recovery.ts';
import type { OnDamage, WatchedDatabase } from '../database/watched-database.ts';
import type { ChunkRow, ChunkTable, ChunkWrite } from './chunk-table.ts';
import { SyncedLog } from './synced-log.ts';

/** The schema of documents.db. A key is its parts in UTF-8, each ended by a zero byte. */
export const DOCUMENT_MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE chunk (
        id INTEGER PRIMARY KEY,
        key BLOB NOT NULL UNIQUE,
        sha256 BLOB NOT NULL,
        data BLOB NOT NULL
      ) STRICT;
      CREATE TABLE quarantine (
        id INTEGER PRIMARY KEY,
        key BLOB NOT NULL,
        sha256 BLOB NOT NULL,
        data BLOB NOT NULL,
        reason TEXT NOT NULL,
        at_ms INTEGER NOT NULL
      ) STRICT;
    `,
  },
];

/** The write-ahead log is cut back to this after a large write. */
const LOG_LIMIT_BYTES = 16 * 1024 * 1024;

const END = Uint8Array.of(0);

const keyBytes = (parts: readonly string[]): Uint8Array => {
  if (parts.some((part) => part.includes('\0'))) throw new Error('A chunk key holds a zero.');
  return Buffer.concat(parts.flatMap((part) => [Buffer.from(part), END]));
};

/** The first key after all that begin with `prefix`: its last byte, a zero, becomes a one. */
const afterPrefix = (prefix: Uint8Array): Uint8Array => {
  const end = Uint8Array.from(prefix);
  end[end.length - 1] = 1;
  return end;
};

const blob = (value: SQLOutputValue | undefined): Uint8Array => {
  if (!(value instanceof Uint8Array)) throw new Error('A column of documents.db holds no bytes.');
  return value;
};

/** The parts of a key as it is stored. */
export const chunkKeyParts = (key: Uint8Array): string[] =>
  Buffer.from(key).toString().split('\0').slice(0, -1);

const rowOf = (row: Record<string, SQLOutputValue>): ChunkRow => ({
  key: chunkKeyParts(blob(row['key'])),
  sha256: blob(row['sha256']),
  data: blob(row['data']),
});

const RANGE = 'SELECT key, sha256, data FROM chunk WHERE key >= ? AND key < ? ORDER BY id';

/** What `range` gives, through a connection that only reads, beside whoever writes. */
export const readChunks = (database: DatabaseSync, prefix: readonly string[]): readonly ChunkRow[] => {
  const start = keyBytes(prefix);
  return database.prepare(RANGE).all(start, afterPrefix(start)).map(rowOf);
};

const statementsOf = (database: DatabaseSync) => ({
  get: database.prepare('SELECT key, sha256, data FROM chunk WHERE key = ?'),
  range: database.prepare(RANGE),
  has: database.prepare('SELECT 1 FROM chunk WHERE key >= ? AND key < ? LIMIT 1'),
  bytes: database.prepare('SELECT sum(length(data)) AS bytes FROM chunk WHERE key >= ? AND key < ?'),
  // An empty blob that was read is bound as NULL by node:sqlite.
  put: database.prepare(
    "INSERT INTO chunk (key, sha256, data) VALUES (?, ?, ifnull(?, x'')) ON CONFLICT (key) DO UPDATE SET sha256 = excluded.sha256, data = excluded.data",
  ),
  delete: database.prepare('DELETE FROM chunk WHERE key = ?'),
  deleteRange: database.prepare('DELETE FROM chunk WHERE key >= ? AND key < ?'),
  quarantine: database.prepare(
    "INSERT INTO quarantine (key, sha256, data, reason, at_ms) VALUES (?, ?, ifnull(?, x''), ?, ?)",
  ),
});

export type ChunkTableOptions = {
  readonly disk?: DiskHook | undefined;
  readonly onDamage?: OnDamage;
  /** It is written by `gather`, `sync` and `renew`; else by `apply` alone. */
  readonly inBackground?: boolean | undefined;
};

type Opened = {
  readonly database: WatchedDatabase;
  readonly statements: ReturnType<typeof statementsOf>;
  /** Null: nobody syncs it in the background. */
  readonly log: SyncedLog | null;
};

export class SqliteChunkTable implements ChunkTable {
  readonly #disk: DiskHook;
  readonly #file: string;
  readonly #options: ChunkTableOptions;
  #opened: Opened;

  /** Opens or makes the file. Throws a Fault when that cannot be done. */
  constructor(file: string, options: ChunkTableOptions = {}) {
    this.#disk = options.disk ?? REAL_DISK;
    this.#file = file;
    this.#options = options;
    this.#opened = this.#open();
  }

  #open(): Opened {
    const { onDamage = () => undefined, inBackground = false } = this.#options;
    const database = openDatabase(this.#file, DOCUMENT_MIGRATIONS, this.#disk);
    database.onDamage(onDamage);
    database.exec(`PRAGMA journal_size_limit=${LOG_LIMIT_BYTES}`);
    try {
      const log = inBackground ? new SyncedLog(this.#file) : null;
      return { database, statements: statementsOf(database), log };
    } catch (error) {
      database.close();
      throw error;
    }
  }

  get(key: readonly string[]): ChunkRow | undefined {
    const row = this.#opened.statements.get.get(keyBytes(key));
    return row === undefined ? undefined : rowOf(row);
  }

  range(prefix: readonly string[]): ChunkRow[] {
    const start = keyBytes(prefix);
    return this.#opened.statements.range.all(start, afterPrefix(start)).map(rowOf);
  }

  has(prefix: readonly string[]): boolean {
    const start = keyBytes(prefix);
    return this.#opened.statements.has.get(start, afterPrefix(start)) !== undefined;
  }

  bytes(prefix: readonly string[]): number {
    const start = keyBytes(prefix);
    return Number(this.#opened.statements.bytes.get(start, afterPrefix(start))?.['bytes'] ?? 0);
  }

  apply(writes: readonly ChunkWrite[]): void {
    inTransaction(this.#opened.database, () => this.#writeAll(writes), this.#disk);
  }

  /** SQLite writes its log and does not wait for the disk; `sync` does, in another thread. */
  gather(writes: readonly ChunkWrite[]): void {
    const { database } = this.#opened;
    database.exec('PRAGMA synchronous=NORMAL');
    try {
      inTransaction(database, () => this.#writeAll(writes), this.#disk, 'gathered');
    } finally {
      database.exec('PRAGMA synchronous=FULL');
    }
  }

  sync(): Promise<void> {
    const { log } = this.#opened;
    return log === null ? Promise.reject(new Error('Nothing is gathered here.')) : log.sync();
  }

  /**
   * The connection remembers which pages stand where in the log, and would write them into the file as they are on
   * the disk by now. So it goes, the log is read anew as far as it is sound, and another connection writes.
   */
  renew(writes: readonly ChunkWrite[]): void {
    this.#close(false);
    recoverLog(this.#file, this.#disk);
    this.#opened = this.#open();
    this.apply(writes);
  }

  #writeAll(writes: readonly ChunkWrite[]): void {
    for (const write of writes) this.#write(write);
  }

  #write(write: ChunkWrite): void {
    const { statements } = this.#opened;
    if (write.type === 'put') {
      statements.put.run(keyBytes(write.row.key), write.row.sha256, write.row.data);
    } else if (write.type === 'delete') {
      statements.delete.run(keyBytes(write.key));
    } else if (write.type === 'delete-range') {
      const start = keyBytes(write.prefix);
      statements.deleteRange.run(start, afterPrefix(start));
    } else {
      const { row, reason, atMs } = write;
      const key = keyBytes(row.key);
      statements.quarantine.run(key, row.sha256, row.data, reason, atMs);
      statements.delete.run(key);
    }
  }

  quarantined(): { key: readonly string[]; reason: string; data: Uint8Array }[] {
    const rows = this.#opened.database.prepare('SELECT key, reason, data FROM quarantine ORDER BY id').all();
    return rows.map((row) => ({
      key: chunkKeyParts(blob(row['key'])),
      reason: String(row['reason']),
      data: blob(row['data']),
    }));
  }

  close(): void {
    this.#close(true);
  }

  #close(isSound: boolean): void {
    const { database, log } = this.#opened;
    if (!database.isOpen) return;
    if (log === null) database.close();
    else log.close(() => database.close(), isSound);
  }
}

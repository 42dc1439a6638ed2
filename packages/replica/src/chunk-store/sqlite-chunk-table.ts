import { closeSync, fdatasync, openSync } from 'node:fs';
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { asFault, inTransaction, openDatabase, type Migration } from '../database/database.ts';
import { type DiskHook, REAL_DISK } from '../database/disk-hook.ts';
import type { OnDamage } from '../database/watched-database.ts';
import type { ChunkRow, ChunkTable, ChunkWrite } from './chunk-table.ts';

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

export class SqliteChunkTable implements ChunkTable {
  readonly #database: DatabaseSync;
  readonly #disk: DiskHook;
  readonly #file: string;
  /** The write-ahead log, once something was to be synced. */
  #log: number | null = null;
  #syncs = 0;
  readonly #get: StatementSync;
  readonly #range: StatementSync;
  readonly #has: StatementSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #deleteRange: StatementSync;
  readonly #quarantine: StatementSync;

  /** Opens or makes the file. Throws a Fault when that cannot be done. */
  constructor(file: string, disk: DiskHook = REAL_DISK, onDamage: OnDamage = () => undefined) {
    const database = openDatabase(file, DOCUMENT_MIGRATIONS, disk);
    database.onDamage(onDamage);
    this.#disk = disk;
    this.#file = file;
    database.exec(`PRAGMA journal_size_limit=${LOG_LIMIT_BYTES}`);
    this.#database = database;
    this.#get = database.prepare('SELECT key, sha256, data FROM chunk WHERE key = ?');
    this.#range = database.prepare(RANGE);
    this.#has = database.prepare('SELECT 1 FROM chunk WHERE key >= ? AND key < ? LIMIT 1');
    // An empty blob that was read is bound as NULL by node:sqlite.
    this.#put = database.prepare(
      "INSERT INTO chunk (key, sha256, data) VALUES (?, ?, ifnull(?, x'')) ON CONFLICT (key) DO UPDATE SET sha256 = excluded.sha256, data = excluded.data",
    );
    this.#delete = database.prepare('DELETE FROM chunk WHERE key = ?');
    this.#deleteRange = database.prepare('DELETE FROM chunk WHERE key >= ? AND key < ?');
    this.#quarantine = database.prepare(
      "INSERT INTO quarantine (key, sha256, data, reason, at_ms) VALUES (?, ?, ifnull(?, x''), ?, ?)",
    );
  }

  get(key: readonly string[]): ChunkRow | undefined {
    const row = this.#get.get(keyBytes(key));
    return row === undefined ? undefined : rowOf(row);
  }

  range(prefix: readonly string[]): ChunkRow[] {
    const start = keyBytes(prefix);
    return this.#range.all(start, afterPrefix(start)).map(rowOf);
  }

  has(prefix: readonly string[]): boolean {
    const start = keyBytes(prefix);
    return this.#has.get(start, afterPrefix(start)) !== undefined;
  }

  apply(writes: readonly ChunkWrite[]): void {
    inTransaction(this.#database, () => this.#writeAll(writes), this.#disk);
  }

  /** SQLite writes its log and does not wait for the disk; `sync` does, in another thread. */
  gather(writes: readonly ChunkWrite[]): void {
    const database = this.#database;
    database.exec('PRAGMA synchronous=NORMAL');
    try {
      inTransaction(database, () => this.#writeAll(writes), this.#disk, 'gathered');
    } finally {
      database.exec('PRAGMA synchronous=FULL');
    }
  }

  sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      // The file stays the same one while the database is open: SQLite cuts it back and never replaces it.
      this.#log ??= openSync(`${this.#file}-wal`, 'r');
      this.#syncs += 1;
      fdatasync(this.#log, (error) => {
        this.#syncs -= 1;
        if (!this.#database.isOpen) this.#closeLog();
        if (error === null) resolve();
        else reject(error);
      });
    });
  }

  renew(writes: readonly ChunkWrite[]): void {
    const database = this.#database;
    const cut = (): void => {
      const row = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
      if (Number(row?.['busy'] ?? 1) !== 0) throw new Error('another program reads documents.db');
    };
    asFault(database, () => this.#disk.commit(this.#file, 'synced', cut));
    this.apply(writes);
  }

  #writeAll(writes: readonly ChunkWrite[]): void {
    for (const write of writes) this.#write(write);
  }

  #write(write: ChunkWrite): void {
    if (write.type === 'put') {
      this.#put.run(keyBytes(write.row.key), write.row.sha256, write.row.data);
    } else if (write.type === 'delete') {
      this.#delete.run(keyBytes(write.key));
    } else if (write.type === 'delete-range') {
      const start = keyBytes(write.prefix);
      this.#deleteRange.run(start, afterPrefix(start));
    } else {
      const { row, reason, atMs } = write;
      const key = keyBytes(row.key);
      this.#quarantine.run(key, row.sha256, row.data, reason, atMs);
      this.#delete.run(key);
    }
  }

  quarantined(): { key: readonly string[]; reason: string; data: Uint8Array }[] {
    const rows = this.#database.prepare('SELECT key, reason, data FROM quarantine ORDER BY id').all();
    return rows.map((row) => ({
      key: chunkKeyParts(blob(row['key'])),
      reason: String(row['reason']),
      data: blob(row['data']),
    }));
  }

  close(): void {
    this.#database.close();
    this.#closeLog();
  }

  /** Not under a sync: its number would soon be another file's. */
  #closeLog(): void {
    if (this.#log === null || this.#syncs > 0) return;
    closeSync(this.#log);
    this.#log = null;
  }
}

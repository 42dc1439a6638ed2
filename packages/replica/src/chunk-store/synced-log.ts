import { closeSync, fdatasync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { Fault } from '../fault.ts';
import { guardLog } from '../database/log-recovery.ts';

/**
 * The write-ahead log of an open database, to be synced in another thread. Opened before anything is written: the
 * system tells of pages that it lost only whoever had the file open then.
 */
export class SyncedLog {
  readonly #handle: number;
  readonly #guard: DatabaseSync;
  #syncs = 0;
  #isOver = false;

  /** Throws a Fault. The file stays the same one while the database is open: SQLite cuts it back and never replaces it. */
  constructor(databaseFile: string) {
    const guard = guardLog(databaseFile);
    try {
      this.#handle = openSync(`${databaseFile}-wal`, 'r');
    } catch (error) {
      guard.close();
      throw new Fault(
        'DATABASE-UNREADABLE',
        `The log of the database ${databaseFile} cannot be opened.`,
        'Nothing was written. Check the disk and the rights on the folder, then start again.',
        error,
      );
    }
    this.#guard = guard;
  }

  sync(): Promise<void> {
    if (this.#isOver) return Promise.reject(new Error('The log was let go of.'));
    this.#syncs += 1;
    return new Promise((resolve, reject) => {
      fdatasync(this.#handle, (error) => {
        this.#syncs -= 1;
        this.#closeHandle();
        if (error === null) resolve();
        else reject(error);
      });
    });
  }

  /** `closeDatabase` closes the connection that writes. `isSound`: its log goes into the file, else it is left as it is. */
  close(closeDatabase: () => void, isSound: boolean): void {
    this.#isOver = true;
    if (isSound) this.#guard.close();
    closeDatabase();
    if (!isSound) this.#guard.close();
    this.#closeHandle();
  }

  /** Not under a sync: its number would soon be another file's. */
  #closeHandle(): void {
    if (this.#isOver && this.#syncs === 0) closeSync(this.#handle);
  }
}

import {
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DiskHook, OpenedDatabase } from '@tillmesh/replica/port';
import type { Chance } from './chance.ts';

/** What a disk does to the next commits: nothing, or what SQLite says of a disk that is full or fails. */
export type DiskFault =
  | { readonly kind: 'none' }
  | { readonly kind: 'full' }
  /** `written`: the bytes reached the file although the sync failed. */
  | { readonly kind: 'failing'; readonly written: boolean };

/** SQLite's result codes. */
const FULL = 13;
const SYNC_FAILED = 10 + 256 * 4;

class DiskError extends Error {
  readonly errcode: number;

  constructor(message: string, errcode: number) {
    super(message);
    this.errcode = errcode;
  }
}

/** How long a write-ahead log was when all in it was synced; it begins anew with another salt. */
type Synced = { readonly salt: string; readonly length: number };

const SALT_AT = 16;
const SALT_BYTES = 8;

const saltOf = (log: string): string => {
  if (!existsSync(log) || statSync(log).size < SALT_AT + SALT_BYTES) return '';
  const handle = openSync(log, 'r');
  const salt = Buffer.alloc(SALT_BYTES);
  readSync(handle, salt, 0, SALT_BYTES, SALT_AT);
  closeSync(handle);
  return salt.toString('hex');
};

const NOT_OF_THE_DISK = /(?:-shm|device\.lock.*)$/;

/** The disk of one device: a folder for each of its lives, and what may go wrong with it. */
export class SimDisk {
  readonly #root: string;
  #life = 0;
  fault: DiskFault = { kind: 'none' };
  /** Called at each commit before it happens, and after it; the device may end there. */
  onCommit: () => void = () => undefined;
  onCommitted: () => void = () => undefined;
  #isKept = false;
  #open: (OpenedDatabase & { readonly file: string })[] = [];
  readonly #synced = new Map<string, Synced>();
  #writes = 0;

  constructor(root: string) {
    this.#root = root;
    mkdirSync(this.folder, { recursive: true });
  }

  /** Another one whenever something may be written there that was not. */
  get version(): string {
    return `${this.#life}/${this.#writes}`;
  }

  /** Of the present life. */
  get folder(): string {
    return this.#lifeFolder(this.#life);
  }

  readonly hook: DiskHook = {
    opened: (file, database) => this.#open.push({ file, ...database }),
    commit: (file, _kind, write) => {
      this.#writes += 1;
      this.onCommit();
      const { fault } = this;
      if (fault.kind === 'full') throw new DiskError('database or disk is full', FULL);
      if (fault.kind === 'none' || fault.written) write();
      if (fault.kind === 'failing') throw new DiskError('disk I/O error', SYNC_FAILED);
      // Not what it is said to be, but what SQLite was told to do.
      if (this.#open.some((open) => open.file === file && open.isSyncing())) this.#noteSynced(file);
      this.onCommitted();
    },
  };

  /** A process ended: its files are let go as they are. */
  abandon(file: 'till.db' | 'documents.db'): void {
    const ended = this.#open.filter((open) => basename(open.file) === file);
    this.#open = this.#open.filter((open) => !ended.includes(open));
    // Closing writes the log into the file, which an end of the process does not: so what lies there is kept aside.
    for (const { file: path, abandon } of ended) {
      const kept = [path, `${path}-wal`].filter((name) => existsSync(name));
      for (const name of kept) copyFileSync(name, `${name}.kept`);
      abandon();
      for (const name of kept) copyFileSync(`${name}.kept`, name);
      for (const name of kept) rmSync(`${name}.kept`);
    }
  }

  /** Keeps the disk as it is at this moment, for the next life; `spoil` may change what is kept. */
  keep(spoil: (folder: string) => void): void {
    if (this.#isKept) return;
    this.#isKept = true;
    const kept = this.#lifeFolder(this.#life + 1);
    copyDisk(this.folder, kept);
    spoil(kept);
  }

  /** The next life begins, with what was kept; the files of this one are let go. */
  nextLife(): void {
    const before = this.folder;
    this.#life += 1;
    this.#isKept = false;
    for (const { abandon } of this.#open.splice(0)) abandon();
    rmSync(before, { recursive: true });
    this.#synced.clear();
    this.onCommit = () => undefined;
    this.onCommitted = () => undefined;
    this.fault = { kind: 'none' };
  }

  /** Of a power cut: what was not synced may be gone, whole, in part, or torn. */
  loseUnsynced(folder: string, chance: Chance): void {
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.db-wal'))) {
      const database = join(this.folder, name.slice(0, -'-wal'.length));
      const log = join(folder, name);
      const synced = this.#synced.get(database);
      const length = statSync(log).size;
      const safe = synced !== undefined && synced.salt === saltOf(log) ? synced.length : 0;
      if (length <= safe) continue;
      const kept = chance.within(safe, length);
      truncateSync(log, kept);
      if (kept > safe && chance.maybe(0.5)) damage(log, chance, safe, kept);
    }
  }

  #lifeFolder(life: number): string {
    return join(this.#root, `life-${life}`);
  }

  #noteSynced(file: string): void {
    const log = `${file}-wal`;
    const length = existsSync(log) ? statSync(log).size : 0;
    this.#synced.set(file, { salt: saltOf(log), length });
  }
}

/** A disk as it is at this moment, without what only a running process has. */
export const copyDisk = (from: string, to: string): void => {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, filter: (path) => !NOT_OF_THE_DISK.test(path) });
};

/** Turns a few bits of a file between two places. */
export const damage = (file: string, chance: Chance, from = 0, to = statSync(file).size): void => {
  if (to <= from) return;
  const handle = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  for (let times = chance.within(1, 8); times > 0; times -= 1) {
    const at = chance.within(from, to - 1);
    readSync(handle, byte, 0, 1, at);
    byte[0] = (byte[0] ?? 0) ^ (1 << chance.within(0, 7));
    writeSync(handle, byte, 0, 1, at);
  }
  closeSync(handle);
};

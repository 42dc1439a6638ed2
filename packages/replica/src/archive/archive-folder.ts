import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { bytesOf, fileDigest } from '../backup/snapshot.ts';
import { toHex } from '../cbor/bytes.ts';
import { Fault } from '../fault.ts';
import { syncFolder } from '../key/durable-file.ts';

/** What stands in a finished archive, with its digest: who was handed one sees whether it is whole. */
export type ArchivedFile = { readonly path: string; readonly size: number; readonly sha256: string };

/** A folder that has its name only when all of it is written, synced and read back. */
export type ArchiveFolder = {
  /** Where to write meanwhile. */
  readonly folder: string;
  /** A whole file, or what comes next in one that is begun. Its path has slashes. */
  readonly write: (path: string, content: Uint8Array | string) => void;
  /** Syncs and reads back all that was written. */
  readonly files: () => readonly ArchivedFile[];
  /** Gives it its name. */
  readonly finish: () => void;
  /** Nothing of it stays. */
  readonly abandon: () => void;
};

const UNFINISHED = '.unfinished';

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** What the system says when an archive is written, as a Fault; anything else is passed on. */
export const archiveFault = (folder: string, error: unknown): unknown => {
  if (error instanceof Fault || !(error instanceof Error && 'syscall' in error)) return error;
  const isFull = ['ENOSPC', 'EDQUOT'].includes(codeOf(error));
  return new Fault(
    isFull ? 'EXPORT-FOLDER-FULL' : 'EXPORT-FOLDER-FAILED',
    `${folder} ${isFull ? 'is full' : `cannot be written: ${error.message}`}.`,
    `The device is unaffected, and what was begun was removed. ${isFull ? 'Make room there or choose another folder' : 'Check the folder and the rights on it'}, then export again.`,
    error,
  );
};

const taken = (folder: string): Fault =>
  new Fault(
    'EXPORT-FOLDER-TAKEN',
    `${folder} is there already: nothing is written over it.`,
    'Nothing was changed. Name a folder that is not there yet.',
  );

/** The paths of all files below a folder, in order. */
const pathsBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => relative(folder, join(item.parentPath, item.name)).split(sep).join('/'))
    .sort();

const syncFile = (path: string): void => {
  const handle = openSync(path, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

const append = (path: string, content: Uint8Array): void => {
  const handle = openSync(path, 'a', 0o600);
  try {
    for (let at = 0; at < content.length;) at += writeSync(handle, content, at);
  } finally {
    closeSync(handle);
  }
};

/** Begins an archive. Throws the Fault `EXPORT-FOLDER-TAKEN` when something has its name, others of the disk. */
export const beginArchive = (target: string): ArchiveFolder => {
  if (existsSync(target)) throw taken(target);
  const folder = `${target}${UNFINISHED}`;
  // What an export that was cut off left behind.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  return {
    folder,
    write: (path, content) => {
      const full = join(folder, ...path.split('/'));
      mkdirSync(dirname(full), { recursive: true, mode: 0o700 });
      append(full, typeof content === 'string' ? Buffer.from(content) : content);
    },
    files: () =>
      pathsBelow(folder).map((path) => {
        const full = join(folder, ...path.split('/'));
        syncFile(full);
        const { sha256, size } = fileDigest(bytesOf(full));
        if (size !== statSync(full).size) throw new Error(`${path} was read back shorter than it is`);
        return { path, size, sha256: toHex(sha256) };
      }),
    finish: () => {
      if (existsSync(target)) throw taken(target);
      renameSync(folder, target);
      syncFolder(dirname(target));
    },
    abandon: () => rmSync(folder, { recursive: true, force: true }),
  };
};

import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { bytesOf, fileDigest } from '../backup/snapshot.ts';
import { toHex } from '../cbor/bytes.ts';
import { syncFolder } from '../key/durable-file.ts';
import { holdArchive } from '../node/folder-lock.ts';
import { changedOnDisk, folderTaken } from './archive-fault.ts';

/** What stands in a finished archive, with its digest: who was handed one sees whether it is whole. */
export type ArchivedFile = { readonly path: string; readonly size: number; readonly sha256: string };

/** A folder that has its name only when all of it is written, synced and read back. Paths have slashes. */
export type ArchiveFolder = {
  /** Where to write meanwhile. */
  readonly folder: string;
  /** A whole file, or what comes next in one that is begun. */
  readonly write: (path: string, content: Uint8Array | string) => void;
  /** What somebody else wrote there, to be found again as it is. */
  readonly wrote: (path: string, content: Uint8Array) => void;
  /** Syncs and reads back what was written and not yet looked at. Throws the Fault `EXPORT-NOT-VERIFIED`. */
  readonly check: () => readonly ArchivedFile[];
  /** Gives it its name. */
  readonly finish: () => void;
  /** Nothing of it stays; false: something does. */
  readonly abandon: () => boolean;
};

const UNFINISHED = '.unfinished';
/** Stands in an archive that is being written, and is locked. */
const MARK = 'export-unfinished';

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

/** Every folder from there downwards. */
const foldersIn = (folder: string): readonly string[] => [
  folder,
  ...readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isDirectory())
    .map((item) => join(item.parentPath, item.name)),
];

/** Makes the folder to write in. What an export that was cut off left there goes; anything else stays. */
const makeFolder = (folder: string): (() => void) => {
  const mark = join(folder, MARK);
  if (existsSync(folder)) {
    if (!existsSync(mark)) throw folderTaken(folder);
    const letGo = holdArchive(mark, folder);
    for (const name of readdirSync(folder))
      if (!name.startsWith(MARK)) rmSync(join(folder, name), { recursive: true });
    return letGo;
  }
  mkdirSync(folder, { mode: 0o700 });
  return holdArchive(mark, folder);
};

/** What was written, as it has to be found. */
const createLedger = (folder: string) => {
  const written = new Map<string, { readonly hash: Hash; size: number }>();
  const pathOf = (path: string): string => join(folder, ...path.split('/'));
  const note = (path: string, content: Uint8Array): void => {
    const known = written.get(path) ?? { hash: createHash('sha256'), size: 0 };
    known.hash.update(content);
    known.size += content.length;
    written.set(path, known);
  };
  const check = (): readonly ArchivedFile[] => {
    const files = [...written].sort(([one], [other]) => (one < other ? -1 : 1));
    written.clear();
    return files.map(([path, { hash, size }]) => {
      syncFile(pathOf(path));
      const sha256 = hash.digest('hex');
      const found = fileDigest(bytesOf(pathOf(path)));
      if (found.size !== size || toHex(found.sha256) !== sha256) throw changedOnDisk(pathOf(path));
      return { path, size, sha256 };
    });
  };
  return { note, check, pathOf };
};

/** Begins an archive. Throws the Fault `EXPORT-FOLDER-TAKEN` when something has its name, others of the disk. */
export const beginArchive = (to: string): ArchiveFolder => {
  const target = resolve(to);
  if (existsSync(target)) throw folderTaken(target);
  const folder = `${target}${UNFINISHED}`;
  const held = makeFolder(folder);
  let isHeld = true;
  const letGo = (): void => {
    if (isHeld) held();
    isHeld = false;
  };
  const { note, check, pathOf } = createLedger(folder);
  return {
    folder,
    wrote: note,
    write: (path, content) => {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      mkdirSync(dirname(pathOf(path)), { recursive: true, mode: 0o700 });
      append(pathOf(path), bytes);
      note(path, bytes);
    },
    check,
    finish: () => {
      letGo();
      for (const name of readdirSync(folder)) if (name.startsWith(MARK)) rmSync(join(folder, name));
      for (const inner of foldersIn(folder)) syncFolder(inner);
      if (existsSync(target)) throw folderTaken(target);
      renameSync(folder, target);
      syncFolder(dirname(target));
    },
    abandon: () => {
      letGo();
      try {
        rmSync(folder, { recursive: true, force: true });
        return true;
      } catch {
        // The stick is gone, or its disk fails: whoever asks says so.
        return false;
      }
    },
  };
};

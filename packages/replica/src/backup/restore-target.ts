import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Fault } from '../fault.ts';
import { hasDevice } from '../key/device-folder.ts';
import { holdRestore } from '../node/folder-lock.ts';

/** Stands in a folder, and is locked, while a restore writes it: what lies beside it is of no use to anybody yet. */
const MARK = 'restore-unfinished';
const ROOM_FOR_REST_BYTES = 16 * 1024 * 1024;

const taken = (folder: string, what: string): Fault =>
  new Fault(
    'RESTORE-FOLDER-TAKEN',
    `${folder} ${what}: nothing is restored over it.`,
    'Nothing was changed and the backup is untouched. Choose a folder that is empty or not there yet.',
  );

/** Throws the Fault `RESTORE-FOLDER-TAKEN` unless nothing lies there but a restore that was cut off. */
export const holdToFree = (folder: string): void => {
  if (!existsSync(folder)) return;
  if (hasDevice(folder)) throw taken(folder, 'holds a device');
  const names = readdirSync(folder);
  const [first] = names;
  if (first !== undefined && !names.includes(MARK)) throw taken(folder, `is not empty (it holds ${first})`);
};

const nearest = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));

/** Throws the Fault `DISK-FULL` when so many bytes, and what comes with them, do not fit. */
export const holdToRoom = (folder: string, bytes: number): void => {
  const { bavail, bsize } = statfsSync(nearest(folder));
  if (bavail * bsize >= bytes + ROOM_FOR_REST_BYTES) return;
  throw new Fault(
    'DISK-FULL',
    `The disk of ${folder} has too little room: ${Math.ceil(bytes / 1e6)} MB are needed.`,
    'Nothing was changed and the backup is untouched. Make room, or choose a folder on another disk.',
  );
};

const diskFault = (folder: string, error: unknown): unknown => {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return error;
  const full = error.code === 'ENOSPC' || error.code === 'EDQUOT';
  return new Fault(
    full ? 'DISK-FULL' : 'DISK-FAILED',
    `${folder} cannot be written: ${error.message}.`,
    `What was begun was removed and the backup is untouched. ${full ? 'Make room' : 'Check the disk and the rights on the folder'}, then restore again.`,
    error,
  );
};

/** Throws the Fault `RESTORE-FOLDER-TAKEN` when a file that is needed lies in the folder, which is emptied first. */
export const holdToApart = (folder: string, file: string): void => {
  const way = relative(resolve(folder), resolve(file));
  if (way.split(sep)[0] !== '..' && !isAbsolute(way)) throw taken(folder, `holds ${file}`);
};

/**
 * Has `work` fill a folder. Until it is done a mark stands there, and if it fails the folder is as it was
 * before; so is it at the next restore when the machine stopped in between. Nobody else restores into it meanwhile.
 */
export const inFreshFolder = (folder: string, work: () => void): void => {
  const isNew = !existsSync(folder);
  const mark = join(folder, MARK);
  const empty = (): void => {
    for (const name of readdirSync(folder))
      if (!name.startsWith(MARK)) rmSync(join(folder, name), { recursive: true });
  };
  // Reading the backup took its time: somebody may have filled the folder meanwhile.
  holdToFree(folder);
  makeFolder(folder);
  const letGo = holdRestore(mark, folder);
  try {
    if (hasDevice(folder)) {
      rmSync(mark);
      throw taken(folder, 'holds a device');
    }
    // A restore that was cut off left nothing but its own.
    empty();
    work();
    rmSync(mark);
  } catch (error) {
    if (error instanceof Fault && error.code === 'RESTORE-FOLDER-TAKEN') throw error;
    if (existsSync(folder)) {
      empty();
      rmSync(isNew ? folder : mark, { recursive: true, force: true });
    }
    throw diskFault(folder, error);
  } finally {
    letGo();
  }
};

const makeFolder = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw diskFault(folder, error);
  }
};

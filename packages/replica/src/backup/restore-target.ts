import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Fault } from '../fault.ts';
import { hasDevice } from '../key/device-folder.ts';

/** Stands in a folder while a restore writes it: what lies beside it is of no use to anybody yet. */
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

/**
 * Has `work` fill a folder. Until it is done a mark stands there, and if it fails the folder is as it was
 * before; so is it at the next restore when the machine stopped in between.
 */
export const inFreshFolder = (folder: string, work: () => void): void => {
  const isNew = !existsSync(folder);
  const empty = (): void => {
    for (const name of readdirSync(folder))
      if (name !== MARK) rmSync(join(folder, name), { recursive: true });
    rmSync(join(folder, MARK), { force: true });
  };
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // A restore that was cut off left nothing but its own.
    empty();
    writeFileSync(join(folder, MARK), '', { flush: true });
    work();
    rmSync(join(folder, MARK));
  } catch (error) {
    if (existsSync(folder)) {
      empty();
      if (isNew) rmSync(folder, { recursive: true });
    }
    throw diskFault(folder, error);
  }
};

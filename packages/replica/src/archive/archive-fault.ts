import { Fault } from '../fault.ts';

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

export const folderTaken = (folder: string): Fault =>
  new Fault(
    'EXPORT-FOLDER-TAKEN',
    `${folder} is there already: nothing is written over it.`,
    'Nothing was changed. Name a folder that is not there yet.',
  );

/** What was read back is not what was written. */
export const changedOnDisk = (file: string): Fault =>
  new Fault(
    'EXPORT-NOT-VERIFIED',
    `${file} could not be read back as it was written.`,
    'The device is unaffected. The stick or disk is failing: use another one, and export again.',
  );

const words = (
  folder: string,
  code: string,
  message: string,
): readonly [code: string, message: string, next: string] => {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return [
        'EXPORT-FOLDER-FULL',
        `The disk of ${folder} is full.`,
        'Make room there or name another folder',
      ];
    case 'EFBIG':
      return [
        'EXPORT-FOLDER-FAILED',
        `A file as large as this export needs does not fit on the disk of ${folder}.`,
        'Format the stick as exFAT or ext4, since FAT32 ends at 4 GiB a file',
      ];
    default:
      return [
        'EXPORT-FOLDER-FAILED',
        `${folder} cannot be written: ${message}.`,
        'Check that the folder above it is there, and the rights on it',
      ];
  }
};

/**
 * What the system says when an archive is written, as a Fault; anything else is passed on. `isGone`: what was begun
 * could be removed.
 */
export const archiveFault = (folder: string, error: unknown, isGone: boolean): unknown => {
  if (error instanceof Fault || !(error instanceof Error && 'syscall' in error)) return error;
  const [code, message, next] = words(folder, codeOf(error), error.message);
  const rest = isGone ? 'what was begun was removed' : `what was begun may still lie beside it, in clear`;
  return new Fault(
    code,
    message,
    `The device is unaffected, and ${rest}. ${next}, then export again.`,
    error,
  );
};

const UNTOUCHED = 'Nothing was changed.';

export const archiveDamaged = (folder: string, what: string, cause?: unknown): Fault =>
  new Fault(
    'ARCHIVE-DAMAGED',
    `The archive ${folder} is not whole: ${what}.`,
    `${UNTOUCHED} Copy it again from where it came from, or export anew.`,
    cause,
  );

/** What the system says when an archive is read or a device folder written, as a Fault; anything else is passed on. */
export const importFault = (from: string, data: string, error: unknown): unknown => {
  if (error instanceof Fault || !(error instanceof Error && 'syscall' in error)) return error;
  const isOfArchive = 'path' in error && String(error.path).startsWith(from);
  return isOfArchive
    ? new Fault(
        'ARCHIVE-UNREADABLE',
        `The archive ${from} cannot be read: ${error.message}.`,
        `${UNTOUCHED} Check that it is there and the disk or stick is well, then try again.`,
        error,
      )
    : new Fault(
        'DISK-FAILED',
        `The data folder ${data} cannot be written: ${error.message}.`,
        `${UNTOUCHED} Check the disk, its free space and the rights on the folder.`,
        error,
      );
};

import { Fault } from '../fault.ts';
import type { BackupFailure } from './backup-state.ts';

const UNTOUCHED = 'The backup is untouched, and nothing was written.';

/** Not one of our backups at all. */
export const foreignFile = (file: string): Fault =>
  new Fault('BACKUP-FOREIGN', `${file} is no backup of Tillmesh.`, `${UNTOUCHED} Choose another file.`);

export const newerFile = (file: string): Fault =>
  new Fault(
    'BACKUP-NEWER',
    `${file} was written by a newer version of Tillmesh.`,
    `${UNTOUCHED} Use the version that wrote it, or a later one.`,
  );

/** Cut, altered, spliced or put together from several. */
export const damagedFile = (file: string, what: string): Fault =>
  new Fault(
    'BACKUP-DAMAGED',
    `The backup ${file} is damaged: ${what}.`,
    `${UNTOUCHED} Copy it again from where it came from, or use another backup.`,
  );

export const unreadableFile = (file: string, cause: unknown): Fault =>
  new Fault(
    'BACKUP-UNREADABLE',
    `The backup ${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
    `${UNTOUCHED} Check that the file is there and the disk or stick is well, then try again.`,
    cause,
  );

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** The folder itself is not there: a stick that was taken out, a share that is away. */
export const folderAway = (folder: string, cause?: unknown): Fault =>
  new Fault(
    'BACKUP-FOLDER-AWAY',
    `The backup folder ${folder} is not there.`,
    'Selling is unaffected. Put the stick back or make the folder; the till tries again by itself.',
    cause,
  );

/** As it is kept and shown. */
export const failureOf = ({ code, message, nextStep }: Fault, atMs: number): BackupFailure => ({
  atMs,
  code,
  message,
  nextStep,
});

/** What the system says when a backup is written, as a Fault; anything else is passed on. */
export const writeFault = (folder: string, error: unknown): unknown => {
  if (error instanceof Fault) return error;
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return folderAway(folder, error);
    case 'ENOSPC':
    case 'EDQUOT':
      return new Fault(
        'BACKUP-FOLDER-FULL',
        `The backup folder ${folder} is full.`,
        'Selling is unaffected and older backups stand. Make room there or use a larger stick, then back up again.',
        error,
      );
    case 'EFBIG':
      return new Fault(
        'BACKUP-TOO-LARGE',
        `A file as large as this backup does not fit on ${folder}.`,
        'Selling is unaffected and older backups stand. Format the stick as exFAT or ext4: FAT32 ends at 4 GiB a file.',
        error,
      );
    case '':
      return error;
    default:
      return new Fault(
        'BACKUP-FOLDER-FAILED',
        `The backup folder ${folder} cannot be written: ${error instanceof Error ? error.message : ''}.`,
        'Selling is unaffected and older backups stand. Check the rights on the folder, or use another stick.',
        error,
      );
  }
};

/** What was read back is not what was written. */
export const notVerified = (file: string, cause: unknown): Fault =>
  new Fault(
    'BACKUP-NOT-VERIFIED',
    `The backup ${file} could not be read back as it was written; it was removed.`,
    'Selling is unaffected and older backups stand. The stick or disk is failing: use another one.',
    cause,
  );

/** till.db itself is not sound, so a copy of it is no backup. */
export const sourceDamaged = (what: string): Fault =>
  new Fault(
    'BACKUP-SOURCE-DAMAGED',
    `till.db is damaged, so no backup of it was kept: ${what}.`,
    'Keep the older backups and the folder as it is, and call your installer.',
  );

import { Fault } from '../fault.ts';

/** SQLite's primary result codes that say something about the disk rather than about the program. */
const RESULT = { busy: 5, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notDatabase: 26 };

/**
 * Extended codes for what of the file cannot be read, though the disk takes writes: a bad sector, a file cut short, a
 * checksum of the file system. What stood there is lost like a page that was written over.
 */
const UNREADABLE = new Set([266, 522, 8202, 8458]);

type DatabaseError = Error & { readonly errcode: number };

const isDatabaseError = (error: unknown): error is DatabaseError =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';

/** What SQLite says about the disk, as a Fault; null for anything else, which is a bug of the program. */
export const faultOf = (error: unknown, file: string): Fault | null => {
  if (!isDatabaseError(error)) return null;
  switch (UNREADABLE.has(error.errcode) ? RESULT.corrupt : error.errcode & 0xff) {
    case RESULT.full:
      return new Fault(
        'DISK-FULL',
        `The disk is full, so this was not recorded: ${file} cannot be written.`,
        'Nothing of this was done. A basket that was open is still there, as it was before. Make room on the disk, then do this again; a restart is not needed.',
        error,
      );
    case RESULT.ioError:
    case RESULT.readOnly:
    case RESULT.cannotOpen:
      return new Fault(
        'DISK-FAILED',
        `The disk failed: ${file} cannot be read or written (${error.message}).`,
        'Nothing of this was done. Check the disk, then start the program again.',
        error,
      );
    case RESULT.corrupt:
    case RESULT.notDatabase:
      return new Fault(
        'DATABASE-DAMAGED',
        `The database ${file} is damaged.`,
        'Nothing more is written into it. Start the program again: it saves what can be read, and the other devices hold what was sent.',
        error,
      );
    case RESULT.busy:
      return new Fault(
        'DATABASE-BUSY',
        `Another program holds the database ${file}.`,
        'Nothing of this was done. End the other program, then try again.',
        error,
      );
    default:
      return null;
  }
};

/**
 * The disk failed while a transaction was being ended: all of it may be there, or nothing. Which of the two, only
 * what the next start finds can say.
 */
export const inCommit = (fault: Fault): Fault =>
  fault.code === 'DISK-FAILED'
    ? new Fault(
        fault.code,
        fault.message,
        'The next start shows whether this was done: look for it before you do it again. Check the disk, then start the program again.',
        fault.cause,
      )
    : fault;

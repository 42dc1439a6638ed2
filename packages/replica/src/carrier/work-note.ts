import { type DocumentRef, refProblem } from '../document/document-ref.ts';
import { openSync, readFileSync, rmSync, writeSync } from 'node:fs';

/** What is done with a document: of what is saved here, or of what a peer sent. */
export type WorkStep = 'load' | 'take' | 'write' | 'save';

/** `peer`: whose message is taken; null for what concerns this device alone. */
export type Work = { step: WorkStep; ref: DocumentRef; peer: string | null };

/** One piece of work under way. */
export type NotedWork = {
  /** It goes on after a pause, in which something else may have been noted. */
  again: () => void;
  end: () => void;
};

/**
 * Which document is worked on, and whose: noted before each step that may hang, grow without bound or end the
 * process, so that it is known even then.
 */
export type WorkNote = {
  begin: (work: Work) => NotedWork;
  /** Automerge broke: what is noted stands, and nothing that fails after it is noted. */
  broke: (isAftermath: boolean) => void;
};

export const NO_WORK: NotedWork = { again: () => undefined, end: () => undefined };

/** Of a carrier that nobody watches. */
export const NO_NOTE: WorkNote = {
  begin: () => NO_WORK,
  broke: () => undefined,
};

/** Beside the documents file. Random ids only. */
export const workNoteFile = (databaseFile: string): string => `${databaseFile}.work`;

/** Null: the disk is full, or the folder cannot be used, which the documents file beside it will tell. */
const openOrNull = (file: string): number | null => {
  try {
    return openSync(file, 'w', 0o600);
  } catch {
    return null;
  }
};

/**
 * Notes in a file, without a sync: what was written outlives the process, and a power cut takes the parent as well.
 * One small write each, some 10 microseconds. Where the disk takes none, nothing is noted and nobody blamed.
 */
export const openWorkNote = (file: string): WorkNote => {
  const handle = openOrNull(file);
  if (handle === null) return NO_NOTE;
  /** Under way; the one that was noted last stands last. */
  let underWay: Work[] = [];
  let isKept = false;

  const write = (): void => {
    try {
      // A note ends with its line: what is left behind it of a longer one before means nothing.
      writeSync(handle, `${JSON.stringify(underWay.at(-1) ?? null)}\n`, 0);
    } catch {
      // A full disk. An old note must not blame anybody for what happens later.
      isKept = true;
      clearWorkNote(file);
    }
  };
  const note = (next: Work[]): void => {
    if (isKept) return;
    const isNoted = underWay.at(-1) === next.at(-1);
    underWay = next;
    // Each write is a call of the system, and a relay does thousands of pieces a second.
    if (!isNoted) write();
  };
  const without = (work: Work): Work[] => underWay.filter((each) => each !== work);
  return {
    begin: ({ step, ref, peer }) => {
      const work = { step, ref, peer };
      note([...underWay, work]);
      return { again: () => note([...without(work), work]), end: () => note(without(work)) };
    },
    broke: (isAftermath) => {
      // Of what broke unseen nobody knows whose it was: least of all who came next.
      if (isAftermath) note([]);
      isKept = true;
    },
  };
};

const STEPS: readonly string[] = ['load', 'take', 'write', 'save'] satisfies WorkStep[];

const isRef = (value: unknown): value is DocumentRef =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  typeof value.kind === 'string' &&
  'parts' in value &&
  Array.isArray(value.parts) &&
  value.parts.every((part) => typeof part === 'string') &&
  refProblem({ kind: value.kind as DocumentRef['kind'], parts: value.parts }) === null;

const isWork = (value: unknown): value is Work =>
  typeof value === 'object' &&
  value !== null &&
  'step' in value &&
  STEPS.includes(String(value.step)) &&
  'ref' in value &&
  isRef(value.ref) &&
  'peer' in value &&
  (value.peer === null || typeof value.peer === 'string');

/** What a process was at when it ended; null: nothing, or it is not known. */
export const readWorkNote = (file: string): Work | null => {
  try {
    const [line = ''] = readFileSync(file, 'utf8').split('\n', 1);
    const value: unknown = JSON.parse(line);
    return isWork(value) ? value : null;
  } catch {
    // The process ended before it began a note, or the disk fails: then nobody is blamed.
    return null;
  }
};

/** What an earlier process was at says nothing of the next. */
export const clearWorkNote = (file: string): void => {
  try {
    rmSync(file, { force: true });
  } catch {
    // A folder that cannot be used is told by the process itself, and tried again.
  }
};

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { refName } from '../document/document-ref.ts';
import { readWorkNote, type Work, workNoteFile } from './work-note.ts';

/** The replica processes that are children of a process, in the order in which they began. */
export const carriersOf = (parent: number): number[] =>
  readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8')
    .trim()
    .split(/\s+/)
    .filter((pid) => pid !== '' && isCarrier(pid))
    .map(Number);

const isCarrier = (pid: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('carrier-process');
  } catch {
    return false;
  }
};

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/**
 * Ends the replica process of a documents file with SIGABRT, as a panic does, at the very moment when it is at this
 * work: stopped first, so that it is at it still. Given up when the test ends.
 */
export const abortAt = async (databaseFile: string, wanted: Work, signal: AbortSignal): Promise<void> => {
  const file = workNoteFile(databaseFile);
  const isAt = (): boolean => {
    const work = readWorkNote(file);
    return (
      work !== null &&
      work.step === wanted.step &&
      work.peer === wanted.peer &&
      refName(work.ref) === refName(wanted.ref)
    );
  };
  while (!signal.aborted) {
    await turn();
    if (!isAt()) continue;
    // The note is of one device's carrier; its process is the one that has the file open.
    const pid = carriersOf(process.pid).find((each) => hasOpen(each, file));
    if (pid === undefined) continue;
    process.kill(pid, 'SIGSTOP');
    const isThere = isAt();
    if (isThere) process.kill(pid, 'SIGABRT');
    process.kill(pid, 'SIGCONT');
    if (isThere) return;
  }
};

/** File descriptors of a process are links to what they have open. */
const hasOpen = (pid: number, file: string): boolean => {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === file);
  } catch {
    return false;
  }
};

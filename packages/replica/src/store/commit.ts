import type { DatabaseSync } from 'node:sqlite';
import { asFault, commitTo, inTransaction } from '../database/database.ts';
import { type DiskHook, REAL_DISK } from '../database/disk-hook.ts';
import { Fault } from '../fault.ts';

/** How what is written becomes durable. One writer, so one transaction at a time. */
export type Commits = {
  /**
   * All of `work` is on the disk when this returns, or none of it happened. After the disk failed once it
   * throws the same Fault for good: the next sync would report success for what the first one lost.
   */
  readonly transaction: <T>(work: () => T) => T;
  /**
   * Whole or nothing by itself, and one transaction with what is gathered before and after it, until a
   * `transaction` or `endGathered` ends that: for what comes again if it is lost. A commit costs more than
   * many objects of peers.
   */
  readonly gather: <T>(work: () => T) => T;
  /** Commits what was gathered, if anything was; a power cut may still take it. Does not throw. */
  readonly endGathered: () => void;
  /** Called after each end: null when it is committed, else why nothing of it happened. */
  readonly onGathered: (listener: (error: unknown) => void) => void;
  /** How often something that was written did not happen after all: else rows only ever come. */
  readonly undone: () => number;
  /** What was gathered and committed is on the disk when this returns. */
  readonly sync: () => void;
  /** From now on nothing is written: the file was found damaged. */
  readonly stop: (fault: Fault) => void;
};

/** Called once with the Fault `DISK-FAILED`, before it is thrown: from then on nothing is written. */
export type OnDiskFailed = (fault: Fault) => void;

/** Passes on what `work` throws, and once the disk failed nothing else any more; counts how often it threw. */
const createGuard = (onFailed: OnDiskFailed) => {
  let failed: Fault | null = null;
  let undone = 0;
  return {
    guarded: <T>(work: () => T): T => {
      if (failed !== null) throw failed;
      try {
        return work();
      } catch (error) {
        undone += 1;
        if (error instanceof Fault && error.code === 'DISK-FAILED') {
          failed = error;
          onFailed(error);
        }
        throw error;
      }
    },
    undone: (): number => undone,
    stop: (fault: Fault): void => {
      failed ??= fault;
    },
  };
};

export const createCommits = (
  database: DatabaseSync,
  disk: DiskHook = REAL_DISK,
  onFailed: OnDiskFailed = () => undefined,
): Commits => {
  const touch = database.prepare('UPDATE synced SET times = times + 1');
  const { guarded, undone, stop } = createGuard(onFailed);
  let isSynced = true;
  let isGathering = false;
  let gathered: (error: unknown) => void = () => undefined;

  const setSynced = (synced: boolean): void => {
    if (isSynced !== synced) database.exec(`PRAGMA synchronous=${synced ? 'FULL' : 'NORMAL'}`);
    isSynced = synced;
  };
  const endGathered = (): void => {
    if (!isGathering) return;
    isGathering = false;
    let problem: unknown = null;
    try {
      guarded(() => asFault(database, () => commitTo(disk, database, 'gathered')));
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      problem = error;
    }
    gathered(problem);
  };
  /** Some errors, such as a full disk, end the whole transaction and not only the part. */
  const undoPart = (error: unknown): void => {
    if (database.isTransaction) {
      database.exec('ROLLBACK TO part; RELEASE part');
      return;
    }
    isGathering = false;
    gathered(error);
  };
  const gatherPart = <T>(work: () => T): T => {
    if (!isGathering) {
      setSynced(false);
      database.exec('BEGIN IMMEDIATE');
      isGathering = true;
    }
    database.exec('SAVEPOINT part');
    try {
      const result = work();
      database.exec('RELEASE part');
      return result;
    } catch (error) {
      undoPart(error);
      throw error;
    }
  };
  const transaction = <T>(work: () => T): T => {
    endGathered();
    return guarded(() => {
      setSynced(true);
      return inTransaction(database, work, disk);
    });
  };
  return {
    transaction,
    gather: (work) => guarded(() => asFault(database, () => gatherPart(work))),
    endGathered,
    onGathered: (listener) => {
      gathered = listener;
    },
    undone,
    sync: () => void transaction(() => touch.run()),
    stop,
  };
};

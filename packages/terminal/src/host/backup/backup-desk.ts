import { existsSync } from 'node:fs';
import {
  type BackupFailure,
  type BackupResult,
  type BackupState,
  type CommandResult,
  failureOf,
  folderAway,
  readBackupState,
  type RunBackup,
} from '@tillmesh/replica';
import type { BackupView } from '../../api/backup-view.ts';

/** What the command line says of backups. */
export type BackupPlan = {
  /** Null: nowhere. */
  readonly to: string | null;
  readonly everyHours: number;
};

export type BackupPorts = BackupPlan & {
  /** The till's data folder. */
  readonly data: string;
  readonly run: RunBackup;
  readonly nowMs: () => number;
  readonly later: (task: () => void, delayMs: number) => () => void;
  readonly changed: () => void;
  readonly failed: (failure: BackupFailure) => void;
};

export type BackupDesk = {
  readonly view: () => BackupView;
  /** Makes one now, or waits for the one under way; null where no folder is known. */
  readonly make: () => Promise<BackupResult | null>;
  /** Looks whether a shift was closed: a good moment. */
  readonly committed: (results: readonly CommandResult[]) => void;
  /** Ends one that is under way; it counts for nothing then. */
  readonly close: () => Promise<void>;
};

/** A stick that was put back is found within this time; looking costs nothing. */
const LOOK_MS = 15_000;
/** What failed otherwise than by a folder that is away is not tried again before. */
const PAUSE_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;

/** When the next backup is due, by what is known of the last ones. A clock that was set back makes one due too. */
const isDue = ({ last, failure }: BackupState, everyMs: number, nowMs: number): boolean => {
  if (
    failure !== null &&
    failure.code !== 'BACKUP-FOLDER-AWAY' &&
    Math.abs(nowMs - failure.atMs) < PAUSE_MS
  ) {
    return false;
  }
  return last === null || Math.abs(nowMs - last.atMs) >= everyMs;
};

const viewOf = (
  { to, everyHours }: BackupPlan,
  { last, failure }: BackupState,
  running: boolean,
): BackupView => ({
  folder: to,
  everyHours,
  running,
  last: last === null ? null : { atMs: last.atMs, file: last.file, size: last.size, sameDisk: last.sameDisk },
  failure,
});

/**
 * Backups of a till while it runs: when one is due, after a shift was closed if half the time has passed, and
 * when somebody asks. Each runs in a process of its own and keeps nobody waiting.
 */
export const createBackupDesk = (ports: BackupPorts): BackupDesk => {
  const { data, to, nowMs } = ports;
  const everyMs = ports.everyHours * HOUR_MS;
  let state = readBackupState(data);
  let running: { readonly result: Promise<BackupResult>; readonly kill: () => void } | null = null;
  let closed = false;
  let callOff = (): void => undefined;

  const setState = (next: BackupState): void => {
    state = next;
    ports.changed();
  };
  const settle = (result: BackupResult): BackupResult => {
    running = null;
    if (closed) return result;
    if (result.ok) {
      setState({ last: result.done, failure: null });
    } else {
      ports.failed(result.failure);
      setState({ ...state, failure: result.failure });
    }
    return result;
  };
  const make = (): Promise<BackupResult> | null => {
    if (to === null) return null;
    if (running !== null) return running.result;
    const started = ports.run({ data, to, nowMs: nowMs() });
    running = { kill: started.kill, result: started.result.then(settle) };
    ports.changed();
    return running.result;
  };
  /** One that is away is told once; it is looked for again and again. */
  const isThere = (folder: string): boolean => {
    if (existsSync(folder)) return true;
    if (state.failure?.code !== 'BACKUP-FOLDER-AWAY') {
      setState({ ...state, failure: failureOf(folderAway(folder), nowMs()) });
    }
    return false;
  };
  const makeIfDue = (everyMsNow: number): void => {
    if (to === null || running !== null) return;
    // A command beside the till may have made one.
    const found = readBackupState(data);
    if (found.last !== null && found.last.file !== state.last?.file) setState(found);
    if (isDue(state, everyMsNow, nowMs()) && isThere(to)) void make();
  };
  const look = (): void => {
    if (closed) return;
    makeIfDue(everyMs);
    callOff = ports.later(look, LOOK_MS);
  };
  if (to !== null) callOff = ports.later(look, 0);

  return {
    view: () => viewOf(ports, state, running !== null),
    make: () => make() ?? Promise.resolve(null),
    committed: (results) => {
      const closedShift = results.some((result) => result.ok && result.answer.kind === 'z');
      if (closedShift) makeIfDue(everyMs / 2);
    },
    close: async () => {
      closed = true;
      callOff();
      running?.kill();
      await running?.result;
    },
  };
};

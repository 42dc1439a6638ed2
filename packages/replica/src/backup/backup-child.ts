import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BackupRequest, BackupResult } from './make-backup.ts';

const ENTRY = fileURLToPath(new URL('./backup-process.ts', import.meta.url));
const HEAP_MB = 128;

/** One backup that is under way. */
export type RunningBackup = {
  readonly result: Promise<BackupResult>;
  /** Ends it; what it began is removed by the next. */
  readonly kill: () => void;
};

/** How a backup is run; a test may run it in its own process. */
export type RunBackup = (request: BackupRequest) => RunningBackup;

const died = (atMs: number, how: string): BackupResult => ({
  ok: false,
  failure: {
    atMs,
    code: 'BACKUP-DIED',
    message: `The backup was broken off: its process ${how}.`,
    nextStep: 'Selling is unaffected and older backups stand. The till tries again by itself.',
  },
});

const forkChild = (): ChildProcess =>
  fork(ENTRY, [], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${HEAP_MB}`, '--disable-warning=ExperimentalWarning'],
    // Its standard output is nobody's: the parent's may be read by a program.
    stdio: ['ignore', 2, 2, 'ipc'],
  });

/**
 * A backup in a process of its own, at the lowest priority and the first to go when memory runs out: the till
 * waits for nothing of it. Its result never rejects.
 */
export const spawnBackup: RunBackup = (request) => {
  const notRun = (error: unknown): BackupResult =>
    died(request.nowMs, `could not be run (${error instanceof Error ? error.message : String(error)})`);
  let child: ChildProcess;
  try {
    child = forkChild();
  } catch (error) {
    return { result: Promise.resolve(notRun(error)), kill: () => undefined };
  }
  const result = new Promise<BackupResult>((resolve) => {
    child.once('message', (message) => resolve(message as BackupResult));
    child.once('error', (error) => resolve(notRun(error)));
    child.once('exit', (code, signal) => resolve(died(request.nowMs, `ended (${signal ?? `code ${code}`})`)));
  });
  // For want of file handles a child comes without a way to it; 'error' tells of that.
  if (child.pid !== undefined) child.send(request, () => undefined);
  return { result, kill: () => void child.kill('SIGKILL') };
};

import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { useOf, type ProcessUse } from './process-use.ts';

/** A process of ours that said it is ready, and everything it starts in turn. */
export type OwnProcess = {
  readonly name: string;
  readonly pid: number;
  /** The line by which it said so. */
  readonly readyLine: string;
  /** Exit code, or null when a signal ended it. */
  readonly exited: Promise<number | null>;
  readonly running: () => boolean;
  /** What the process has used so far, and each that it started and that still runs. */
  readonly use: () => readonly ProcessUse[];
  /** Asks it to end, and ends it hard if it does not within `graceMs`. */
  readonly stop: (graceMs?: number) => Promise<void>;
  /** SIGKILL to the process alone, as a crash would end it; what it started has to notice by itself. */
  readonly kill: () => Promise<void>;
};

export type ProcessPlan = {
  readonly name: string;
  /** Arguments of Node: the file to run and what follows. */
  readonly args: readonly string[];
  /** The line on stdout that says it is ready. */
  readonly ready: RegExp;
  /** Where its stderr goes. */
  readonly logFile: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly readyTimeoutMs?: number;
  /** A program that becomes Node when it has done its part, and its arguments: `ip netns exec NAME`. */
  readonly within?: readonly string[];
};

/** A process from its first moment on; it may be ended before it is ready. */
export type LaunchedProcess = Omit<OwnProcess, 'readyLine'> & {
  /** Rejects with the end of its log when it does not get ready. */
  readonly ready: Promise<string>;
};

const READY_TIMEOUT_MS = 30_000;
const GRACE_MS = 10_000;

const running = new Set<ChildProcess>();

/** A child leads a group of its own: what it left behind ends with it, and Ctrl-C reaches only this process. */
const signalGroup = (child: ChildProcess, signal: NodeJS.Signals): void => {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

process.on('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

const logTail = (file: string): string => readFileSync(file, 'utf8').split('\n').slice(-20).join('\n');

const waitForReady = (plan: ProcessPlan, child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let settled = false;
    const fail = (what: string): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      reject(new Error(`${plan.name} ${what}\n${logTail(plan.logFile)}`));
    };
    const timer = setTimeout(() => {
      signalGroup(child, 'SIGKILL');
      fail('did not get ready in time');
    }, plan.readyTimeoutMs ?? READY_TIMEOUT_MS);
    child.once('error', (error) => fail(error.message));
    child.once('close', (code, signal) => fail(`ended before it was ready (${code ?? signal})`));
    if (child.stdout === null) return fail('has no output to read');
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!plan.ready.test(line)) return;
      settled = true;
      clearTimeout(timer);
      resolve(line);
    });
  });

/**
 * With a small young generation the heap stays near what is alive: a till has 165 MB in place of 210
 * after a month of trade. Installed tills are started with the same flags.
 */
const FLAGS = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=2'];

/** Starts a process and does not wait until it is ready. */
export const launchProcess = async (plan: ProcessPlan): Promise<LaunchedProcess> => {
  mkdirSync(dirname(plan.logFile), { recursive: true });
  const log = createWriteStream(plan.logFile, { flags: 'a' });
  await new Promise((resolve) => log.once('open', resolve));
  const [first, ...rest] = plan.within ?? [];
  const program = first ?? process.execPath;
  const before = first === undefined ? [] : [...rest, process.execPath];
  const child = spawn(program, [...before, ...FLAGS, ...plan.args], {
    detached: true,
    env: { ...process.env, ...plan.env },
    stdio: ['ignore', 'pipe', log],
  });
  running.add(child);
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      running.delete(child);
      log.end();
      resolve(code);
    });
  });
  const ready = waitForReady(plan, child);
  const { pid } = child;
  if (pid === undefined) throw await ready.then(() => new Error(`${plan.name} has no process id`));
  // Whoever ends it before it is ready does not ask for this.
  ready.catch(() => undefined);
  const isRunning = (): boolean => running.has(child);
  return {
    name: plan.name,
    pid,
    ready,
    exited,
    running: isRunning,
    use: () => (isRunning() ? useOf(plan.name, pid) : []),
    stop: async (graceMs = GRACE_MS) => {
      if (isRunning()) child.kill('SIGTERM');
      const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
      await exited;
      clearTimeout(timer);
      signalGroup(child, 'SIGKILL');
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
};

/** Starts a process and waits until it is ready; throws with the end of its log when it does not get there. */
export const startProcess = async (plan: ProcessPlan): Promise<OwnProcess> => {
  const { ready, ...own } = await launchProcess(plan);
  return { ...own, readyLine: await ready };
};

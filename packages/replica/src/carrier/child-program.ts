import { fork, type ChildProcess } from 'node:child_process';
import { ChildWatch, type WatchCause, type WatchLimits } from './child-watch.ts';

export type Beat = { type: 'beat'; memoryMb: number };

export type ChildProgramOptions<Say, Hear> = {
  readonly entry: string;
  /** The Node that runs it, and what it is told beside the program. */
  readonly program: string;
  readonly execArgv: readonly string[];
  readonly limits: WatchLimits;
  /** A process is about to be started. */
  readonly onStart: () => void;
  /** What it is told first; asked when it can be told. */
  readonly first: () => Say;
  readonly stop: Say;
  readonly onHeard: (message: Hear) => void;
  /** `isSuspect`: it ended in a way that what it was at may be to blame for. It is started again after a pause. */
  readonly onEnded: (how: string, isSuspect: boolean) => void;
  readonly onUnreachable: (reason: string) => void;
};

const BACK_OFF_FIRST_MS = 200;
const BACK_OFF_MAX_MS = 10_000;
/** A child that lived so long had nothing wrong with its start. */
const SOUND_MS = 10_000;
/** From being told to stop to being killed. */
const STOP_MS = 5_000;
/** How others end a process: a system short of memory, a person. */
const OUTSIDE: readonly string[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'];

const howEnded = (
  cause: WatchCause | null,
  limits: WatchLimits,
  signal: string | null,
  code: number | null,
) => {
  if (cause === 'memory') return `was ended: it needed more than ${limits.memoryMb} MiB`;
  if (cause === 'silent') return `was ended: it did not answer for ${limits.silenceMs / 1_000} seconds`;
  return `ended (${signal ?? `code ${code}`})`;
};

/**
 * A program in a process of its own, started again with growing pauses whenever it dies or cannot be started, and
 * ended when it needs too much memory or does not answer.
 */
export class ChildProgram<Say extends object, Hear extends { type: string }> {
  readonly #options: ChildProgramOptions<Say, Hear>;
  /** Null: there is none, from a death to the next start. */
  #child: ChildProcess | null;
  #failures = 0;
  #restart: NodeJS.Timeout | null = null;
  #closing: Promise<void> | null = null;

  constructor(options: ChildProgramOptions<Say, Hear>) {
    this.#options = options;
    this.#child = this.#spawn();
  }

  get isClosing(): boolean {
    return this.#closing !== null;
  }

  say(message: Say): void {
    // A child that has just died is told of by 'exit'.
    if (this.#child?.connected === true) this.#child.send(message, () => undefined);
  }

  close(): Promise<void> {
    this.#closing ??= this.#stop();
    return this.#closing;
  }

  #stop(): Promise<void> {
    if (this.#restart !== null) clearTimeout(this.#restart);
    const child = this.#child;
    if (child === null || child.pid === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const kill = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      child.once('exit', () => {
        clearTimeout(kill);
        resolve();
      });
      this.say(this.#options.stop);
    });
  }

  /** Null: none could be started, which is told in a later turn, when somebody listens. */
  #spawn(): ChildProcess | null {
    this.#options.onStart();
    let child: ChildProcess;
    try {
      child = this.#fork();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      process.nextTick(() => this.#died(`could not be started (${reason})`, 0, false));
      return null;
    }
    this.#follow(child);
    // For want of file handles a child comes without a way to it.
    if (child.pid !== undefined) child.send(this.#options.first(), () => undefined);
    return child;
  }

  #follow(child: ChildProcess): void {
    const { limits, onHeard, onUnreachable } = this.#options;
    const bornMs = performance.now();
    let cause: WatchCause | null = null;
    const watch = new ChildWatch(child.pid ?? 0, limits, (why) => {
      cause = why;
      child.kill('SIGKILL');
    });
    const ended = (how: string, isSuspect: boolean): void => {
      watch.stop();
      if (this.#child !== child) return;
      this.#child = null;
      this.#died(how, performance.now() - bornMs, isSuspect);
    };
    child.on('message', (message: Hear | Beat) => {
      if (message.type === 'beat') watch.beat((message as Beat).memoryMb);
      else onHeard(message as Hear);
    });
    child.on('error', (error) => {
      // What was never started does not exit.
      if (child.pid === undefined) ended(`could not be started (${error.message})`, false);
      else onUnreachable(error.message);
    });
    child.once('exit', (code, signal) => {
      // Who is killed from outside, and was not large, made room for others: that is no document's fault.
      const isOutside = cause === null && signal !== null && OUTSIDE.includes(signal);
      const isSuspect = !isOutside || watch.largestMb() > limits.memoryMb / 2;
      ended(howEnded(cause, limits, signal, code), isSuspect);
    });
  }

  #fork(): ChildProcess {
    const { entry, program, execArgv } = this.#options;
    return fork(entry, [], {
      execPath: program,
      serialization: 'advanced',
      execArgv: [...execArgv],
      // Its standard output is nobody's: the parent's may be read by a program.
      stdio: ['ignore', 2, 2, 'ipc'],
    });
  }

  #died(how: string, livedMs: number, isSuspect: boolean): void {
    if (this.#closing !== null) return;
    if (livedMs >= SOUND_MS) this.#failures = 0;
    const delayMs = Math.min(BACK_OFF_FIRST_MS * 2 ** this.#failures, BACK_OFF_MAX_MS);
    this.#failures += 1;
    this.#restart = setTimeout(() => {
      this.#child = this.#spawn();
    }, delayMs);
    this.#options.onEnded(how, isSuspect);
  }
}

import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CarrierConfig, CarrierInput, CarrierOutput, CarrierPort } from './carrier-port.ts';
import { ChildWatch, DEFAULT_LIMITS, type WatchCause, type WatchLimits } from './child-watch.ts';
import { DeathDesk } from './death-desk.ts';
import type { QuarantineOrders } from './strike-book.ts';

export type ToChild =
  | { type: 'start'; config: CarrierConfig; orders: QuarantineOrders }
  | { type: 'input'; input: CarrierInput };
export type FromChild = { type: 'output'; output: CarrierOutput } | { type: 'beat'; memoryMb: number };

const ENTRY = fileURLToPath(new URL('./carrier-process.ts', import.meta.url));

/**
 * Limits of JavaScript's own heap; what Automerge holds is beside it, and they do not bind it. With a small young
 * generation the heap stays at what is alive: 60 MB in place of 190 with a month of trade.
 */
const HEAP_MB = 160;
const YOUNG_MB = 2;
/** What Automerge may hold: beyond, it panics at once, with the document at work noted. In pages of 64 KiB. */
const WASM_PAGES = 8_192;
const BACK_OFF_FIRST_MS = 200;
const BACK_OFF_MAX_MS = 10_000;
/** A child that lived so long had nothing wrong with its start. */
const SOUND_MS = 10_000;
/** From being told to stop to being killed. */
const STOP_MS = 5_000;
/** How others end a process: a system short of memory, a person. */
const OUTSIDE: readonly string[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'];

/** `program`: the Node that runs it. The rest: see `WatchLimits`. */
export type SpawnOptions = Partial<WatchLimits> & { program?: string };

/**
 * A carrier in a process of its own, started again with growing pauses whenever it dies or cannot be started: then
 * an `alarm` with the code `CARRIER-DIED`, and `ready` when it is back. The new one knows nothing: at each `ready` the
 * owner sends `open` and `peers` (and `link-switch`, if off) again, and puts what `opened` shows to be missing. What
 * is sent between death and `ready` is not delivered, and a `flush` that was not answered before never will be.
 * It is ended when it needs too much memory or does not answer; and what it dies of again and again is put under
 * quarantine (see `StrikeBook`), told by `quarantines` and an alarm.
 */
export const spawnCarrier = (config: CarrierConfig, options: SpawnOptions = {}): CarrierPort =>
  new CarrierChild(config, options);

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

class CarrierChild implements CarrierPort {
  #config: CarrierConfig;
  readonly #program: string;
  readonly #limits: WatchLimits;
  readonly #deaths: DeathDesk;
  readonly #listeners = new Set<(output: CarrierOutput) => void>();
  /** Null: there is none, from a death to the next start. */
  #child: ChildProcess | null;
  /** False from a death to the next `ready`. */
  #delivers = true;
  #failures = 0;
  #restart: NodeJS.Timeout | null = null;
  #closing: Promise<void> | null = null;

  constructor(config: CarrierConfig, { program = process.execPath, ...limits }: SpawnOptions) {
    this.#config = config;
    this.#program = program;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#deaths = new DeathDesk(config, {
      emit: (output) => this.#emit(output),
      say: (input) => this.send(input),
    });
    this.#child = this.#spawn();
  }

  send(input: CarrierInput): void {
    this.#deaths.said(input);
    if (input.type === 'stop') void this.close();
    else if (this.#delivers && this.#closing === null) this.#say({ type: 'input', input });
  }

  onOutput(listener: (output: CarrierOutput) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    this.#closing ??= this.#stop();
    return this.#closing;
  }

  #stop(): Promise<void> {
    this.#deaths.close();
    if (this.#restart !== null) clearTimeout(this.#restart);
    const child = this.#child;
    if (child === null || child.pid === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const kill = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      child.once('exit', () => {
        clearTimeout(kill);
        resolve();
      });
      this.#say({ type: 'input', input: { type: 'stop' } });
    });
  }

  /** Null: none could be started, which is told in a later turn, when somebody listens. */
  #spawn(): ChildProcess | null {
    this.#deaths.starting();
    let child: ChildProcess;
    try {
      child = this.#fork();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      process.nextTick(() => this.#died(`could not be started (${reason})`, 0));
      return null;
    }
    this.#follow(child);
    // For want of file handles a child comes without a way to it.
    if (child.pid !== undefined) {
      const start: ToChild = { type: 'start', config: this.#config, orders: this.#deaths.orders() };
      child.send(start, () => undefined);
    }
    return child;
  }

  #follow(child: ChildProcess): void {
    const bornMs = performance.now();
    let cause: WatchCause | null = null;
    const watch = new ChildWatch(child.pid ?? 0, this.#limits, (why) => {
      cause = why;
      child.kill('SIGKILL');
    });
    const ended = (how: string): void => {
      watch.stop();
      if (this.#child !== child) return;
      this.#child = null;
      this.#died(how, performance.now() - bornMs);
    };
    child.on('message', (message: FromChild) => {
      if (message.type === 'beat') watch.beat(message.memoryMb);
      else this.#heard(message.output);
    });
    child.on('error', (error) => {
      // What was never started does not exit.
      if (child.pid === undefined) ended(`could not be started (${error.message})`);
      else this.#alarm('CARRIER-UNREACHABLE', `The replica process: ${error.message}.`);
    });
    child.once('exit', (code, signal) => {
      const { memoryMb } = this.#limits;
      // Who is killed from outside, and was not large, made room for others: that is no document's fault.
      const isOutside = cause === null && signal !== null && OUTSIDE.includes(signal);
      if (!isOutside || watch.largestMb() > memoryMb / 2) this.#deaths.suspect();
      ended(howEnded(cause, this.#limits, signal, code));
    });
  }

  #fork(): ChildProcess {
    return fork(ENTRY, [], {
      execPath: this.#program,
      serialization: 'advanced',
      execArgv: [
        `--max-old-space-size=${HEAP_MB}`,
        `--max-semi-space-size=${YOUNG_MB}`,
        `--wasm-max-mem-pages=${WASM_PAGES}`,
        '--disable-warning=ExperimentalWarning',
        // automerge-repo's throttle counts below zero.
        '--disable-warning=TimeoutNegativeWarning',
      ],
      // Its standard output is nobody's: the parent's may be read by a program.
      stdio: ['ignore', 2, 2, 'ipc'],
    });
  }

  #heard(output: CarrierOutput): void {
    if (output.type === 'ready') this.#delivers = true;
    if (output.type === 'ready' || output.type === 'listening') this.#keepPort(output.port);
    this.#deaths.heard(output);
    this.#emit(output);
  }

  /** Peers have been told where to dial: a port that was free to choose is kept from then on. */
  #keepPort(port: number | null): void {
    const { listen } = this.#config;
    if (listen !== null && port !== null) this.#config = { ...this.#config, listen: { ...listen, port } };
  }

  #died(how: string, livedMs: number): void {
    if (this.#closing !== null) return;
    this.#delivers = false;
    if (livedMs >= SOUND_MS) this.#failures = 0;
    const delayMs = Math.min(BACK_OFF_FIRST_MS * 2 ** this.#failures, BACK_OFF_MAX_MS);
    this.#failures += 1;
    this.#restart = setTimeout(() => {
      this.#child = this.#spawn();
    }, delayMs);
    this.#deaths.died(`The replica process ${how}; it is started again. Selling is unaffected.`);
  }

  #say(message: ToChild): void {
    // A child that has just died is told of by 'exit'.
    if (this.#child?.connected === true) this.#child.send(message, () => undefined);
  }

  #alarm(code: string, message: string): void {
    this.#emit({ type: 'alarm', code, message });
  }

  #emit(output: CarrierOutput): void {
    for (const listener of this.#listeners) listener(output);
  }
}

import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CarrierConfig, CarrierInput, CarrierOutput, CarrierPort } from './carrier-port.ts';

export type ToChild = { type: 'start'; config: CarrierConfig } | { type: 'input'; input: CarrierInput };
export type FromChild = { type: 'output'; output: CarrierOutput };

const ENTRY = fileURLToPath(new URL('./carrier-process.ts', import.meta.url));

/**
 * Limits of JavaScript's own heap; what Automerge holds is beside it, and they do not bind it. With a small young
 * generation the heap stays at what is alive: 60 MB in place of 190 with a month of trade.
 */
const HEAP_MB = 160;
const YOUNG_MB = 2;
const BACK_OFF_FIRST_MS = 200;
const BACK_OFF_MAX_MS = 10_000;
/** A child that lived so long had nothing wrong with its start. */
const SOUND_MS = 10_000;
/** From being told to stop to being killed. */
const STOP_MS = 5_000;

/**
 * A carrier in a process of its own, started again with growing pauses whenever it dies or cannot be started: then
 * an `alarm` with the code `CARRIER-DIED`, and `ready` when it is back. The new one knows nothing: at each `ready` the
 * owner sends `open` and `peers` (and `link-switch`, if off) again, and puts what `opened` shows to be missing. What
 * is sent between death and `ready` is not delivered, and a `flush` that was not answered before never will be.
 * `program`: the Node that runs it.
 */
export const spawnCarrier = (config: CarrierConfig, program = process.execPath): CarrierPort =>
  new CarrierChild(config, program);

class CarrierChild implements CarrierPort {
  #config: CarrierConfig;
  readonly #program: string;
  readonly #listeners = new Set<(output: CarrierOutput) => void>();
  /** Null: there is none, from a death to the next start. */
  #child: ChildProcess | null;
  /** False from a death to the next `ready`. */
  #delivers = true;
  #failures = 0;
  #restart: NodeJS.Timeout | null = null;
  #closing: Promise<void> | null = null;

  constructor(config: CarrierConfig, program: string) {
    this.#config = config;
    this.#program = program;
    this.#child = this.#spawn();
  }

  send(input: CarrierInput): void {
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
    let child: ChildProcess;
    try {
      child = this.#fork();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      process.nextTick(() => this.#died(`could not be started (${reason})`, 0));
      return null;
    }
    const bornMs = performance.now();
    const ended = (how: string): void => {
      if (this.#child !== child) return;
      this.#child = null;
      this.#died(how, performance.now() - bornMs);
    };
    child.on('message', (message: FromChild) => this.#heard(message.output));
    child.on('error', (error) => {
      // What was never started does not exit.
      if (child.pid === undefined) ended(`could not be started (${error.message})`);
      else this.#alarm('CARRIER-UNREACHABLE', `The replica process: ${error.message}.`);
    });
    child.once('exit', (code, signal) => ended(`ended (${signal ?? `code ${code}`})`));
    // For want of file handles a child comes without a way to it.
    if (child.pid !== undefined) {
      child.send({ type: 'start', config: this.#config } satisfies ToChild, () => undefined);
    }
    return child;
  }

  #fork(): ChildProcess {
    return fork(ENTRY, [], {
      execPath: this.#program,
      serialization: 'advanced',
      execArgv: [
        `--max-old-space-size=${HEAP_MB}`,
        `--max-semi-space-size=${YOUNG_MB}`,
        '--disable-warning=ExperimentalWarning',
        // automerge-repo's throttle counts below zero.
        '--disable-warning=TimeoutNegativeWarning',
      ],
      // Its standard output is nobody's: the parent's may be read by a program.
      stdio: ['ignore', 2, 2, 'ipc'],
    });
  }

  #heard(output: CarrierOutput): void {
    if (output.type === 'ready') {
      this.#delivers = true;
      this.#keepPort(output.port);
    }
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
    this.#alarm('CARRIER-DIED', `The replica process ${how}; it is started again. Selling is unaffected.`);
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

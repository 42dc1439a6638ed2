import { fileURLToPath } from 'node:url';
import type { CarrierConfig, CarrierInput, CarrierOutput, CarrierPort } from './carrier-port.ts';
import { ChildProgram } from './child-program.ts';
import { DEFAULT_LIMITS, type WatchLimits } from './child-watch.ts';
import { DeathDesk } from './death-desk.ts';
import type { QuarantineOrders } from './strike-book.ts';

export type ToChild =
  | { type: 'start'; config: CarrierConfig; orders: QuarantineOrders }
  | { type: 'input'; input: CarrierInput };
export type FromChild = { type: 'output'; output: CarrierOutput };

const ENTRY = fileURLToPath(new URL('./carrier-process.ts', import.meta.url));

/**
 * Limits of JavaScript's own heap; what Automerge holds is beside it, and they do not bind it. With a small young
 * generation the heap stays at what is alive: 60 MB in place of 190 with a month of trade.
 */
const HEAP_MB = 160;
const YOUNG_MB = 2;
/** What Automerge may hold: beyond, it panics at once, with the document at work noted. In pages of 64 KiB. */
const WASM_PAGES = 8_192;
/** What every process that carries documents is started with. */
export const carrierArguments = (
  heapMb: number,
  wasmPages: number,
  youngMb = YOUNG_MB,
): readonly string[] => [
  `--max-old-space-size=${heapMb}`,
  `--max-semi-space-size=${youngMb}`,
  `--wasm-max-mem-pages=${wasmPages}`,
  '--disable-warning=ExperimentalWarning',
  // automerge-repo's throttle counts below zero.
  '--disable-warning=TimeoutNegativeWarning',
];

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

class CarrierChild implements CarrierPort {
  #config: CarrierConfig;
  readonly #deaths: DeathDesk;
  readonly #listeners = new Set<(output: CarrierOutput) => void>();
  readonly #program: ChildProgram<ToChild, FromChild>;
  /** False from a death to the next `ready`. */
  #delivers = true;

  constructor(config: CarrierConfig, { program = process.execPath, ...limits }: SpawnOptions) {
    this.#config = config;
    this.#deaths = new DeathDesk(config, {
      emit: (output) => this.#emit(output),
      say: (input) => this.send(input),
    });
    this.#program = new ChildProgram<ToChild, FromChild>({
      entry: ENTRY,
      program,
      execArgv: carrierArguments(HEAP_MB, WASM_PAGES),
      limits: { ...DEFAULT_LIMITS, ...limits },
      onStart: () => this.#deaths.starting(),
      first: () => ({ type: 'start', config: this.#config, orders: this.#deaths.orders() }),
      stop: { type: 'input', input: { type: 'stop' } } satisfies ToChild,
      onHeard: ({ output }) => this.#heard(output),
      onEnded: (how, isSuspect) => this.#ended(how, isSuspect),
      onUnreachable: (reason) => this.#alarm('CARRIER-UNREACHABLE', `The replica process: ${reason}.`),
    });
  }

  send(input: CarrierInput): void {
    this.#deaths.said(input);
    if (input.type === 'stop') void this.close();
    else if (this.#delivers && !this.#program.isClosing) this.#program.say({ type: 'input', input });
  }

  onOutput(listener: (output: CarrierOutput) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    this.#deaths.close();
    return this.#program.close();
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

  #ended(how: string, isSuspect: boolean): void {
    this.#delivers = false;
    if (isSuspect) this.#deaths.suspect();
    this.#deaths.died(`The replica process ${how}; it is started again. Selling is unaffected.`);
  }

  #alarm(code: string, message: string): void {
    this.#emit({ type: 'alarm', code, message });
  }

  #emit(output: CarrierOutput): void {
    for (const listener of this.#listeners) listener(output);
  }
}

import type { Timers } from '../link/timers.ts';

/** Below what a receiver takes of one device (`FloodMeter`), which drops the rest unheard. */
const BURST = 300;
const PER_SECOND = 30;
const ROUND_MS = 500;

/** What waits for a device, by name, and how much may go at once. It is kept while the device is away. */
type Line = { readonly waiting: Map<string, Uint8Array>; left: number; atMs: number; isDraining: boolean };

/**
 * Sends what holders signed no faster than it is taken: some at once, the others bit by bit. Of what waits under one
 * name the last alone goes.
 */
export class HoldingPace {
  readonly #timers: Pick<Timers, 'nowMs' | 'later'>;
  readonly #send: (to: string, holding: Uint8Array) => void;
  readonly #lines = new Map<string, Line>();

  constructor(timers: Pick<Timers, 'nowMs' | 'later'>, send: (to: string, holding: Uint8Array) => void) {
    this.#timers = timers;
    this.#send = send;
  }

  send(to: string, name: string, holding: Uint8Array): void {
    const line = this.#lines.get(to) ?? {
      waiting: new Map<string, Uint8Array>(),
      left: BURST,
      atMs: this.#timers.nowMs(),
      isDraining: false,
    };
    this.#lines.set(to, line);
    line.waiting.set(name, holding);
    if (!line.isDraining) this.#drain(to, line);
  }

  #drain(to: string, line: Line): void {
    const nowMs = this.#timers.nowMs();
    line.left = Math.min(BURST, line.left + (Math.max(0, nowMs - line.atMs) * PER_SECOND) / 1_000);
    line.atMs = nowMs;
    for (const [name, holding] of line.waiting) {
      if (line.left < 1) break;
      line.left -= 1;
      line.waiting.delete(name);
      this.#send(to, holding);
    }
    line.isDraining = line.waiting.size > 0;
    if (line.isDraining) this.#timers.later(() => this.#drain(to, line), ROUND_MS);
  }
}

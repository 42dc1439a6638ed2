import type { LinkTiming, Timers } from './timers.ts';

/**
 * Devices of which two were seen alive at once, each proving the same key. Of one that was started again the newer
 * link counts at once; two that live would so throw each other out without end, so they take turns.
 */
export class CloneTable {
  readonly #later: Timers['later'];
  readonly #known = new Set<string>();
  /** By device: what ends the turn of the link that stands. */
  readonly #turns = new Map<string, () => void>();

  readonly #turnMs: number;

  constructor({ later }: Pick<Timers, 'later'>, { turnMs }: Pick<LinkTiming, 'turnMs'>) {
    this.#later = later;
    this.#turnMs = turnMs;
  }

  /** Both answered at once. True the first time. */
  found(deviceId: string): boolean {
    const isNew = !this.#known.has(deviceId);
    this.#known.add(deviceId);
    if (isNew) this.stands(deviceId);
    return isNew;
  }

  /** A link of the device is the one that counts now. */
  stands(deviceId: string): void {
    if (!this.#known.has(deviceId)) return;
    this.#turns.get(deviceId)?.();
    const cancel = this.#later(() => this.#turns.delete(deviceId), this.#turnMs);
    this.#turns.set(deviceId, cancel);
  }

  /** Whether another one has to wait for its turn. */
  isInTurn(deviceId: string): boolean {
    return this.#turns.has(deviceId);
  }

  /** Nobody waits any more. */
  end(): void {
    for (const cancel of this.#turns.values()) cancel();
    this.#turns.clear();
  }
}

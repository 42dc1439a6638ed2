import type { CarrierOutput } from './carrier-port.ts';

/** Who listens to a carrier. */
export class OutputBoard {
  readonly #listeners = new Set<(output: CarrierOutput) => void>();

  listen(listener: (output: CarrierOutput) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Each in a turn of its own, in order: what a listener throws must not end up in the middle of a change. */
  emit(output: CarrierOutput): void {
    queueMicrotask(() => {
      for (const listener of this.#listeners) listener(output);
    });
  }
}

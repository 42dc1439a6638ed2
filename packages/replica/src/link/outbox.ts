import { TURNS } from '../document/document-ref.ts';

/** Frames waiting for one link: a queue per turn, the lower turn first, each queue in its own order. */
export class Outbox {
  readonly #queues: Uint8Array[][] = Array.from({ length: TURNS }, () => []);
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  push(frame: Uint8Array, turn: number): void {
    const queue = this.#queues[turn] ?? this.#queues[TURNS - 1];
    queue?.push(frame);
    this.#bytes += frame.length;
  }

  shift(): Uint8Array | undefined {
    const frame = this.#queues.find((queue) => queue.length > 0)?.shift();
    this.#bytes -= frame?.length ?? 0;
    return frame;
  }
}

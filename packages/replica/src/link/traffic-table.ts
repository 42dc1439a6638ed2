import type { Program } from './peer-metadata.ts';

/** What a link tells of what goes over it. */
export type LinkMeter = {
  /** Anything came, if only a sign of life; `signs`: so many of them went to and fro. */
  readonly heard: (signs: number) => void;
  readonly received: (bytes: number) => void;
  readonly sent: (bytes: number) => void;
  readonly pinged: () => void;
};

/** What went over all links with a device since this start; times are UTC milliseconds. */
export type LinkTraffic = {
  readonly deviceId: string;
  /** Of whole messages; what TLS and the network add is not counted. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Messages and signs of life, both ways: each costs what TLS and the network add. */
  readonly frames: number;
  /** When anything came from it last; null: never. */
  readonly lastHeardMs: number | null;
  /** What runs there, as it said; null: it did not say. */
  readonly program: Program | null;
};

/** Counts what goes over the links, by device, over all links there were. */
export class TrafficTable {
  readonly #nowMs: () => number;
  readonly #onChange: () => void;
  readonly #byDevice = new Map<string, LinkTraffic>();

  /** `onChange`: there is something to tell; a mere sign of life is not. */
  constructor(nowMs: () => number, onChange: () => void) {
    this.#nowMs = nowMs;
    this.#onChange = onChange;
  }

  meterOf(deviceId: string): LinkMeter {
    return {
      heard: (signs) => {
        const frames = this.#of(deviceId).frames + signs;
        this.#put(deviceId, { frames, lastHeardMs: this.#nowMs() });
      },
      received: (bytes) => {
        const { bytesIn, frames } = this.#of(deviceId);
        this.#put(deviceId, { bytesIn: bytesIn + bytes, frames: frames + 1 });
        this.#onChange();
      },
      sent: (bytes) => {
        const { bytesOut, frames } = this.#of(deviceId);
        this.#put(deviceId, { bytesOut: bytesOut + bytes, frames: frames + 1 });
        this.#onChange();
      },
      pinged: () => this.#put(deviceId, { frames: this.#of(deviceId).frames + 1 }),
    };
  }

  greeted(deviceId: string, program: Program | null): void {
    this.#put(deviceId, { program });
    this.#onChange();
  }

  list(): LinkTraffic[] {
    return [...this.#byDevice.values()];
  }

  #of(deviceId: string): LinkTraffic {
    const none = { deviceId, bytesIn: 0, bytesOut: 0, frames: 0, lastHeardMs: null, program: null };
    return this.#byDevice.get(deviceId) ?? none;
  }

  #put(deviceId: string, more: Partial<LinkTraffic>): void {
    this.#byDevice.set(deviceId, { ...this.#of(deviceId), ...more });
  }
}

import type { Program } from './peer-metadata.ts';

/** What a link tells of what goes over it. */
export type LinkMeter = {
  /** Anything came, if only a sign of life. */
  readonly heard: () => void;
  readonly received: (bytes: number) => void;
  readonly sent: (bytes: number) => void;
};

/** What went over all links with a device since this start; times are UTC milliseconds. */
export type LinkTraffic = {
  readonly deviceId: string;
  /** Of whole messages; what TLS and the network add is not counted. */
  readonly bytesIn: number;
  readonly bytesOut: number;
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
      heard: () => this.#put(deviceId, { lastHeardMs: this.#nowMs() }),
      received: (bytes) => {
        this.#put(deviceId, { bytesIn: this.#of(deviceId).bytesIn + bytes });
        this.#onChange();
      },
      sent: (bytes) => {
        this.#put(deviceId, { bytesOut: this.#of(deviceId).bytesOut + bytes });
        this.#onChange();
      },
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
    return (
      this.#byDevice.get(deviceId) ?? { deviceId, bytesIn: 0, bytesOut: 0, lastHeardMs: null, program: null }
    );
  }

  #put(deviceId: string, more: Partial<LinkTraffic>): void {
    this.#byDevice.set(deviceId, { ...this.#of(deviceId), ...more });
  }
}

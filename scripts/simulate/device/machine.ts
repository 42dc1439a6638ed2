import type { Chance } from '../world/chance.ts';
import type { SimDisk } from '../world/disk.ts';
import type { Host, Network } from '../world/network.ts';
import type { Owner, VirtualTime } from '../world/virtual-time.ts';

/** What all devices of a simulated world share. */
export type World = {
  readonly time: VirtualTime;
  readonly network: Network;
  readonly chance: Chance;
};

/** A machine of a simulated world: its place on the network, its disk, and its clock, which may be wrong. */
export type Machine = {
  readonly host: Host;
  readonly disk: SimDisk;
  readonly clock: MachineClock;
};

/** Runs a little fast or slow, and may be set wrong. */
export class MachineClock {
  readonly #time: VirtualTime;
  readonly #driftPpm: number;
  readonly #startMs: number;
  #offMs = 0;

  constructor(time: VirtualTime, driftPpm: number) {
    this.#time = time;
    this.#driftPpm = driftPpm;
    this.#startMs = time.nowMs;
  }

  readonly nowMs = (): number => {
    const { nowMs } = this.#time;
    return Math.round(nowMs + ((nowMs - this.#startMs) * this.#driftPpm) / 1_000_000 + this.#offMs);
  };

  /** As when somebody sets it. */
  jump(byMs: number): void {
    this.#offMs += byMs;
  }

  setRight(): void {
    this.#offMs = 0;
  }
}

/** A process of a machine begins. */
export const beginProcess = ({ host, clock }: Machine, name: string): Owner => ({
  name: `${host.name}/${name}`,
  nowMs: clock.nowMs,
  alive: true,
  heardMs: 0,
});

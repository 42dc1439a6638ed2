import type { Held } from './wire-message.ts';

/** So many series are kept for one device: those that were confirmed last. It has one for each life of its journal. */
const SERIES_MAX = 1_000;

/** What each device was told, or is to be told, that this one holds: the highest place of each of its series. */
export class HeldTable {
  readonly #byDevice = new Map<string, Map<string, Held>>();

  keep(deviceId: string, held: Held): void {
    const kept = this.#byDevice.get(deviceId) ?? new Map<string, Held>();
    this.#byDevice.set(deviceId, kept);
    const before = kept.get(held.series);
    // Put in anew: the series confirmed last stands last.
    kept.delete(held.series);
    kept.set(held.series, before !== undefined && before.sequence > held.sequence ? before : held);
    const [oldest] = kept.keys();
    if (kept.size > SERIES_MAX && oldest !== undefined) kept.delete(oldest);
  }

  of(deviceId: string): readonly Held[] {
    return [...(this.#byDevice.get(deviceId)?.values() ?? [])];
  }
}

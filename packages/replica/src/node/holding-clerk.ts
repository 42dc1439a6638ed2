import type { CarrierPort } from '../carrier/carrier-port.ts';
import { signHolding } from '../holding/holding.ts';
import type { DeviceKeys } from '../key/device-key.ts';
import type { Held } from '../store/entry-table.ts';

export type HoldingClerkDeps = {
  readonly carrier: CarrierPort;
  readonly keys: DeviceKeys;
  readonly heldOf: (series: string) => Held | null;
  readonly authorOf: (series: string) => string | null;
  /** Whether a link to the device stands: then it was told directly. */
  readonly isLinked: (deviceId: string) => boolean;
  readonly nowMs: () => number;
  readonly later: (run: () => void, delayMs: number) => () => void;
};

/** How long what came is gathered: others only count by it. */
const GATHER_MS = 2_000;

/** Signs how far this device holds the series of authors who are not linked, for others to pass on. */
export const createHoldingClerk = (deps: HoldingClerkDeps) => {
  const { carrier, keys, heldOf, authorOf, isLinked, nowMs, later } = deps;
  let due = new Set<string>();
  let cancel: (() => void) | null = null;

  const say = (): void => {
    cancel = null;
    const series = due;
    due = new Set();
    for (const each of series) {
      const author = authorOf(each);
      const held = heldOf(each);
      if (author === null || held === null || author === keys.deviceId || isLinked(author)) continue;
      const holding = signHolding({ series: each, ...held, atMs: nowMs() }, keys);
      carrier.send({ type: 'holding', holding });
    }
  };

  return {
    /** What is held of a series is on the disk. */
    held: (series: string): void => {
      due.add(series);
      cancel ??= later(say, GATHER_MS);
    },
    close: (): void => cancel?.(),
  };
};
export type HoldingClerk = ReturnType<typeof createHoldingClerk>;

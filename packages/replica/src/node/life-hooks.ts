import type { DocumentRef } from '../carrier/carrier-port.ts';
import type { Held } from '../store/entry-table.ts';

/** What the carrier says that may tell a device of another life of its own. */
export type LifeHooks = {
  /** All that this document holds was taken, since the carrier started. */
  readonly compared: (ref: DocumentRef) => void;
  /** Whoever could be asked has said what it holds. */
  readonly asked: () => void;
  /** A device says that it holds this entry, of whatever series. */
  readonly held: (by: string, series: string, entry: Held) => void;
  /** Another machine that runs now has proven this device's key. */
  readonly metClone: () => void;
};

/** For a device that writes nothing. */
export const NO_LIFE: LifeHooks = {
  compared: () => undefined,
  asked: () => undefined,
  held: () => undefined,
  metClone: () => undefined,
};

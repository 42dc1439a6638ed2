import type { TillStore } from '../store/till-store.ts';
import type { CopyState } from './node-port.ts';

/** How far each other device says it holds this till's own series. Told again when a link comes back. */
export const createCopyBoard = (store: TillStore, ownSeries: () => string | null) => {
  const copies = new Map<string, number>();
  return {
    /** False when it says nothing new, or names an entry that is not ours. */
    held: (by: string, series: string, sequence: number, hash: Uint8Array): boolean => {
      if (series !== ownSeries() || sequence <= (copies.get(by) ?? 0)) return false;
      if (!store.entries.has(series, sequence, hash)) return false;
      copies.set(by, sequence);
      return true;
    },
    all: (): readonly CopyState[] => [...copies].map(([deviceId, sequence]) => ({ deviceId, sequence })),
  };
};
export type CopyBoard = ReturnType<typeof createCopyBoard>;

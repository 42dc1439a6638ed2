import { equalBytes } from '../cbor/bytes.ts';
import type { TillStore } from '../store/till-store.ts';
import type { CopyState } from './node-port.ts';

/** How far each other device says it holds this till's own series. Told again when a link comes back. */
export const createCopyBoard = (store: TillStore, ownSeries: () => string | null) => {
  /** By series, then by device. */
  const boards = new Map<string, Map<string, number>>();
  const present = (): Map<string, number> => {
    const series = ownSeries() ?? '';
    const board = boards.get(series) ?? new Map<string, number>();
    boards.set(series, board);
    return board;
  };
  return {
    /**
     * What a device said last counts, also when it is less: its disk may have been replaced. False when it
     * says nothing new, or names an entry that is not ours.
     */
    held: (by: string, series: string, sequence: number, hash: Uint8Array): boolean => {
      if (series !== ownSeries() || present().get(by) === sequence) return false;
      if (!store.entries.hashesAt(series, sequence).some((own) => equalBytes(own, hash))) return false;
      present().set(by, sequence);
      return true;
    },
    all: (): readonly CopyState[] => [...present()].map(([deviceId, sequence]) => ({ deviceId, sequence })),
  };
};
export type CopyBoard = ReturnType<typeof createCopyBoard>;

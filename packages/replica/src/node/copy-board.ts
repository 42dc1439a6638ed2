import { equalBytes } from '../cbor/bytes.ts';
import type { TillStore } from '../store/till-store.ts';
import type { CopyState } from './node-port.ts';

export type CopyBoardOptions = {
  readonly store: TillStore;
  /** Null: this device writes none. */
  readonly presentSeries: () => string | null;
  /** Whether a series is of this device, in whatever life. */
  readonly isOwn: (series: string) => boolean;
};

/** How far each other device says it holds what this one wrote. Told again when a link comes back. */
export const createCopyBoard = ({ store, presentSeries, isOwn }: CopyBoardOptions) => {
  /** By series, then by device. */
  const boards = new Map<string, Map<string, number>>();
  const boardOf = (series: string): Map<string, number> => {
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
      if (!isOwn(series) || boardOf(series).get(by) === sequence) return false;
      if (!store.entries.hashesAt(series, sequence).some((own) => equalBytes(own, hash))) return false;
      boardOf(series).set(by, sequence);
      return true;
    },
    /** Of the present series. */
    all: (): readonly CopyState[] =>
      [...boardOf(presentSeries() ?? '')].map(([deviceId, sequence]) => ({ deviceId, sequence })),
    /** How far a device holds a series of this one; 0: it did not say. */
    heldBy: (deviceId: string, series: string): number => boards.get(series)?.get(deviceId) ?? 0,
  };
};
export type CopyBoard = ReturnType<typeof createCopyBoard>;

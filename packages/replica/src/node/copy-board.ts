import { equalBytes } from '../cbor/bytes.ts';
import type { PeerShare } from '../carrier/carrier-port.ts';
import { SEGMENT_ENTRIES } from '../document/segment.ts';
import type { TillStore } from '../store/till-store.ts';
import type { CopyState } from './node-port.ts';

const NOTHING: PeerShare['waiting'] = { documents: 0, records: 0 };

/** Up to where a series stands in ledgers that are held whole; 0 where two lives share it, since places are counted. */
const throughOf = ({ entries }: TillStore, series: string, own: PeerShare['own']): number => {
  if (entries.firstFork(series) !== null) return 0;
  const counts = new Map(
    own.filter((each) => each.series === series).map((each) => [each.segment, each.entries]),
  );
  let through = 0;
  for (let segment = 0; counts.has(segment); segment += 1) {
    through += counts.get(segment) ?? 0;
    if ((counts.get(segment) ?? 0) < SEGMENT_ENTRIES) break;
  }
  return Math.min(through, entries.last(series)?.sequence ?? 0);
};

export type CopyBoardOptions = {
  readonly store: TillStore;
  /** Null: this device writes none. */
  readonly presentSeries: () => string | null;
  /** Whether a series is of this device, in whatever life. */
  readonly isOwn: (series: string) => boolean;
  /** What was told does not hold any more. */
  readonly changed: () => void;
};

/** How far each other device says it holds what this one wrote. Told again when a link comes back. */
export const createCopyBoard = ({ store, presentSeries, isOwn, changed }: CopyBoardOptions) => {
  /** By device: documents of which it is not known to hold all that is here. */
  const behind = new Map<string, number>();
  /** By device: what waits for its metered link. */
  const waiting = new Map<string, PeerShare['waiting']>();
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
    /**
     * `stores`: what it said is on its disk, so the entries of its ledgers are held. `isSettled`: the documents
     * hold all that is in till.db; before, nobody knows what it lacks. True: it says something new.
     */
    shared: (share: PeerShare & { isSettled: boolean }, stores: boolean): boolean => {
      const { deviceId, own } = share;
      waiting.set(deviceId, share.waiting);
      const before = behind.get(deviceId);
      const documents = share.isSettled ? share.behind : undefined;
      if (documents === undefined) behind.delete(deviceId);
      else behind.set(deviceId, documents);
      const news = stores
        ? [...new Set(own.map(({ series }) => series))].map((series) => {
            const sequence = throughOf(store, series, own);
            if (sequence === 0 || boardOf(series).get(deviceId) === sequence) return false;
            boardOf(series).set(deviceId, sequence);
            return true;
          })
        : [];
      return before !== documents || news.includes(true);
    },
    /** What was told of documents does not hold any more. */
    documentsChanged: (): void => {
      if (behind.size === 0) return;
      behind.clear();
      changed();
    },
    /** Documents of which a device is not known to hold all; null: nothing is known of them now. */
    behind: (deviceId: string): number | null => behind.get(deviceId) ?? null,
    /** The link to it was marked otherwise: what waits is told anew. */
    waitingChanged: (deviceId: string): void => void waiting.delete(deviceId),
    waiting: (deviceId: string): PeerShare['waiting'] => waiting.get(deviceId) ?? NOTHING,
    /** Of the present series. */
    all: (): readonly CopyState[] =>
      [...boardOf(presentSeries() ?? '')].map(([deviceId, sequence]) => ({ deviceId, sequence })),
    /** How far a device holds a series of this one; 0: it did not say. */
    heldBy: (deviceId: string, series: string): number => boards.get(series)?.get(deviceId) ?? 0,
  };
};
export type CopyBoard = ReturnType<typeof createCopyBoard>;

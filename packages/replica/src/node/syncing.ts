import type { TillStore } from '../store/till-store.ts';

/** While more comes, one sync serves what came in this time: nobody waits for a confirmation, and each costs a wait. */
const GATHER_MS = 500;

export type SyncingDeps = {
  readonly store: Pick<TillStore, 'sync' | 'endGathered'>;
  /** All entries of these series that were taken are on the disk. */
  readonly durable: (series: ReadonlySet<string>) => void;
  readonly alarm: (code: string, message: string) => void;
};

/** Syncs what peers sent: at once when nothing more waits, else now and then. */
export const createSyncing = ({ store, durable, alarm }: SyncingDeps) => {
  let series = new Set<string>();
  let timer: NodeJS.Timeout | null = null;

  const stop = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const sync = (): void => {
    stop();
    // What is gathered and not committed would be read as held.
    store.endGathered();
    if (series.size === 0) return;
    const taken = series;
    series = new Set();
    try {
      store.sync();
    } catch (error) {
      // Nothing is confirmed that a power cut could take; it is tried again with what comes next.
      for (const each of taken) series.add(each);
      alarm('INGEST-UNSYNCED', `What peers sent could not be synced: ${String(error)}`);
      return;
    }
    durable(taken);
  };

  return {
    due: (taken: ReadonlySet<string>): void => {
      for (const each of taken) series.add(each);
      if (series.size > 0) timer ??= setTimeout(sync, GATHER_MS);
    },
    /** At once. */
    sync,
    /** Tells again what is held of these series, as soon as it is on the disk. */
    tellAgain: (held: Iterable<string>): void => {
      for (const each of held) series.add(each);
      sync();
    },
    close: stop,
  };
};

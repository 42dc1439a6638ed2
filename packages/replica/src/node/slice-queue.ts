/** How long what comes from peers may hold the main process at once: a sale always goes first. */
export const SLICE_MS = 5;

export type SliceQueue<T> = {
  readonly push: (items: readonly T[]) => void;
  readonly length: () => number;
  /** Resolves when everything pushed so far was worked on. */
  readonly drained: () => Promise<void>;
  readonly close: () => void;
};

/**
 * Works through items in slices, yielding to the event loop between them. `work` takes items from the
 * front of the list it is given until `mayGoOn` says no, and returns how many it took (at least one).
 */
export const createSliceQueue = <T>(
  work: (items: readonly T[], mayGoOn: () => boolean) => number,
  monotonicMs: () => number,
): SliceQueue<T> => {
  let items: T[] = [];
  let running = false;
  let closed = false;
  let waiting: (() => void)[] = [];

  const pump = (): void => {
    if (closed || items.length === 0) {
      running = false;
      const done = waiting;
      waiting = [];
      for (const resolve of done) resolve();
      return;
    }
    const until = monotonicMs() + SLICE_MS;
    const taken = work(items, () => monotonicMs() < until);
    items = items.slice(Math.max(1, taken));
    setImmediate(pump);
  };

  return {
    push: (more) => {
      for (const item of more) items.push(item);
      if (!running && items.length > 0) {
        running = true;
        setImmediate(pump);
      }
    },
    length: () => items.length,
    drained: () => (running ? new Promise<void>((resolve) => void waiting.push(resolve)) : Promise.resolve()),
    close: () => {
      closed = true;
      items = [];
    },
  };
};

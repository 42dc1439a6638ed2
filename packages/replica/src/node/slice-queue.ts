/** How long what comes from peers may hold the main process at once: a sale always goes first. */
export const SLICE_MS = 5;

/** What became of a slice: how many items are done with, and how long to wait before the next. */
export type Worked = { readonly taken: number; readonly pauseMs: number };

export type SliceQueue<T> = {
  /** `isUrgent`: they go before all that waits. */
  readonly push: (items: readonly T[], isUrgent?: boolean) => void;
  /** Resolves when everything pushed so far was worked on, or the queue was closed. */
  readonly drained: () => Promise<void>;
  readonly close: () => void;
};

/** Items behind the cursor are let go of when there are this many. */
const SPENT_KEPT = 4_096;

/**
 * Works through items in slices, yielding to the event loop between them. `work` takes items of the list
 * it is given from `from` on until `mayGoOn` says no. `emptied` is called when nothing is left.
 */
export const createSliceQueue = <T>(
  work: (items: readonly T[], from: number, mayGoOn: () => boolean) => Worked,
  monotonicMs: () => number,
  emptied: () => void = () => undefined,
): SliceQueue<T> => {
  let items: T[] = [];
  let next = 0;
  let running = false;
  let closed = false;
  let timer: NodeJS.Timeout | null = null;
  let waiting: (() => void)[] = [];

  const settle = (): void => {
    running = false;
    items = [];
    next = 0;
    const done = waiting;
    waiting = [];
    for (const resolve of done) resolve();
  };
  const pump = (): void => {
    timer = null;
    if (closed || next >= items.length) {
      if (!closed) emptied();
      // It may have put something back.
      if (closed || next >= items.length) return settle();
      setImmediate(pump);
      return;
    }
    const until = monotonicMs() + SLICE_MS;
    const { taken, pauseMs } = work(items, next, () => monotonicMs() < until);
    next += taken;
    if (next >= SPENT_KEPT) {
      items = items.slice(next);
      next = 0;
    }
    if (pauseMs > 0) timer = setTimeout(pump, pauseMs);
    else setImmediate(pump);
  };

  return {
    push: (more, isUrgent = false) => {
      if (closed) return;
      if (isUrgent) items.splice(next, 0, ...more);
      else for (const item of more) items.push(item);
      if (!running && items.length > 0) {
        running = true;
        setImmediate(pump);
      }
    },
    drained: () => (running ? new Promise<void>((resolve) => void waiting.push(resolve)) : Promise.resolve()),
    close: () => {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      settle();
    },
  };
};

/** Work of one kind, done one piece after another. */
export type WorkLane<W> = {
  readonly add: (work: W) => void;
  /** Has everything that failed tried again, after what was never tried. */
  readonly retry: () => void;
  /** Pieces that are not done. */
  readonly waiting: () => number;
  /** Begins nothing more. */
  readonly stop: () => void;
};

/**
 * `attempt` gives what is to be tried again, or null when it is done; it does not reject. What fails waits
 * until somebody asks for it again, and holds up nothing that comes after it.
 */
export const createWorkLane = <W>(attempt: (work: W) => Promise<W | null>): WorkLane<W> => {
  const fresh: W[] = [];
  const due: W[] = [];
  let failed: W[] = [];
  let doing = 0;
  let stopped = false;

  const run = async (): Promise<void> => {
    if (doing > 0) return;
    for (;;) {
      const work = stopped ? undefined : (fresh.shift() ?? due.shift());
      if (work === undefined) return;
      doing = 1;
      const again = await attempt(work);
      doing = 0;
      if (again !== null) failed.push(again);
    }
  };

  return {
    add: (work) => {
      fresh.push(work);
      void run();
    },
    retry: () => {
      due.push(...failed);
      failed = [];
      void run();
    },
    waiting: () => fresh.length + due.length + failed.length + doing,
    stop: () => {
      stopped = true;
    },
  };
};

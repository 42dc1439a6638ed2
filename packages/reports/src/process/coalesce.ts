/**
 * Runs a job again and again, never twice at once: however often it is asked for during a run, one
 * more run follows. A run that fails ends it: every later asking gets the same failure.
 */
export const coalesced = (job: () => Promise<void>): (() => Promise<void>) => {
  let runs: Promise<void> = Promise.resolve();
  let asked = false;
  return () => {
    if (!asked) {
      asked = true;
      runs = runs.then(() => {
        asked = false;
        return job();
      });
    }
    return runs;
  };
};

/**
 * Runs a job at once when it was quiet, else `gapMs` after its last run began: what comes in a flood is
 * taken together, what comes alone does not wait.
 */
export const spaced = (
  run: () => void,
  gapMs: number,
): { readonly due: () => void; readonly stop: () => void } => {
  let timer: NodeJS.Timeout | null = null;
  let lastMs = Number.NEGATIVE_INFINITY;
  let stopped = false;
  const runNow = (): void => {
    timer = null;
    lastMs = performance.now();
    run();
  };
  return {
    due: () => {
      if (stopped || timer !== null) return;
      const waitMs = lastMs + gapMs - performance.now();
      if (waitMs <= 0) runNow();
      else timer = setTimeout(runNow, Math.ceil(waitMs));
    },
    stop: () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
};

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

import type { Timers } from './timers.ts';

/** Time that a test turns. */
export const handTimers = () => {
  let nowMs = 0;
  let waiting: { readonly atMs: number; readonly run: () => void }[] = [];
  const timers: Timers = {
    nowMs: () => nowMs,
    later: (run, delayMs) => {
      const entry = { atMs: nowMs + delayMs, run };
      waiting.push(entry);
      return () => void (waiting = waiting.filter((each) => each !== entry));
    },
    soon: (run) => void setImmediate(run),
  };
  return {
    timers,
    /** What is due until then runs in its order, each at its moment. */
    turnTo: (ms: number): void => {
      for (;;) {
        const [next] = waiting
          .filter(({ atMs }) => atMs <= ms)
          .toSorted((one, other) => one.atMs - other.atMs);
        if (next === undefined) break;
        waiting = waiting.filter((each) => each !== next);
        nowMs = next.atMs;
        next.run();
      }
      nowMs = ms;
    },
  };
};

/** How long the loop may be held before a sale gets its turn. */
const HOLD_MS = 5;

/** For long work in one go: `await pace()` now and then, and whatever waits goes first. */
export const createPacer = (monotonicMs: () => number): (() => Promise<void> | undefined) => {
  let until = monotonicMs() + HOLD_MS;
  return () => {
    if (monotonicMs() < until) return undefined;
    return new Promise<void>((resolve) => {
      setImmediate(() => {
        until = monotonicMs() + HOLD_MS;
        resolve();
      });
    });
  };
};

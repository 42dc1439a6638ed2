/** Does something once after so many ms, unless it is called off by what this returns. */
export type Timer = (delayMs: number, act: () => void) => () => void;

export const browserTimer: Timer = (delayMs, act) => {
  const due = setTimeout(act, delayMs);
  return () => clearTimeout(due);
};

export const wait = (timer: Timer, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    timer(delayMs, resolve);
  });

import type { NodeOptions } from './node-core.ts';

/** The process's own timers. */
export const processLater: NonNullable<NodeOptions['later']> = (run, delayMs) => {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
};

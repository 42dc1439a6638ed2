import type { Change } from './node-port.ts';

/** Who wants to hear of changes. Told once per turn and kind, after the commit that made them. */
export const createListenerList = () => {
  const listeners = new Set<(change: Change) => void>();
  let due = new Set<Change>();
  const tell = (): void => {
    const changes = due;
    due = new Set();
    for (const change of changes) for (const listener of listeners) listener(change);
  };
  return {
    add: (listener: (change: Change) => void): (() => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** Nobody is told any more: what they would look at is about to be shut. */
    close: (): void => listeners.clear(),
    changed: (...changes: readonly Change[]): void => {
      if (due.size === 0 && changes.length > 0) setImmediate(tell);
      for (const change of changes) due.add(change);
    },
  };
};
export type ListenerList = ReturnType<typeof createListenerList>;

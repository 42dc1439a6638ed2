import type { Timer } from './timer.ts';

type Due = { readonly atMs: number; readonly act: () => void };

/** Time that passes when a test says so. */
export const createTestTimer = () => {
  let nowMs = 0;
  let waiting: readonly Due[] = [];
  const timer: Timer = (delayMs, act) => {
    const due: Due = { atMs: nowMs + delayMs, act };
    waiting = [...waiting, due];
    return () => {
      waiting = waiting.filter((other) => other !== due);
    };
  };
  /** Lets promises that are settled be heard of. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return {
    timer,
    settle,
    /** How long until each thing that is due, shortest first. */
    delays: (): readonly number[] => waiting.map(({ atMs }) => atMs - nowMs).sort((a, b) => a - b),
    pass: async (ms: number): Promise<void> => {
      await settle();
      const end = nowMs + ms;
      for (;;) {
        const next = [...waiting].sort((a, b) => a.atMs - b.atMs).find(({ atMs }) => atMs <= end);
        if (next === undefined) break;
        waiting = waiting.filter((other) => other !== next);
        nowMs = next.atMs;
        next.act();
        await settle();
      }
      nowMs = end;
    },
  };
};

import type { Timer } from './timer.ts';

/**
 * Asks again and again, the next time so many ms after the last answer, whatever it was. Returns what ends it; an
 * answer that comes after that is nobody's.
 */
export const poll = <T>(
  ask: () => Promise<T>,
  told: (answer: T) => void,
  timer: Timer,
  everyMs: number,
): (() => void) => {
  let over = false;
  let cancel = (): void => undefined;
  const next = async (): Promise<void> => {
    const answer = await ask();
    if (over) return;
    told(answer);
    cancel = timer(everyMs, () => void next());
  };
  void next();
  return () => {
    over = true;
    cancel();
  };
};

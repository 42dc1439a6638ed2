import type { Timers } from '../link/timers.ts';

/** How long saving may hold up the end: a disk that is full stays full. */
const LAST_SAVE_MS = 3_000;

/** Does what is left to do before the end, one after the other, each as long as there is time at all. */
export const inTheEnd = async (
  { later }: Pick<Timers, 'later'>,
  ...steps: readonly (() => Promise<unknown> | undefined)[]
): Promise<void> => {
  let cancel = (): void => undefined;
  const late = new Promise<void>((resolve) => {
    cancel = later(resolve, LAST_SAVE_MS);
  });
  for (const step of steps) await Promise.race([step(), late]);
  cancel();
};

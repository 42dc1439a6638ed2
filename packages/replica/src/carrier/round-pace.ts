import type { Handle } from './loading-conflict.ts';
import { Pacer, type PacerOptions } from './pacer.ts';

/**
 * Each change of a document starts a round of messages to every peer, ten times a second; and every peer that hears
 * of it does the same. In a shop where all are linked that is most of the work there is. So the rounds go by our
 * own pace: the Repo's listener is taken off the handle and called by the pacer.
 */
export const paceRounds = (handle: Handle, options: PacerOptions): Pacer => {
  const rounds = handle.listeners('change');
  if (rounds.length !== 1) throw new Error(`The Repo has ${rounds.length} listeners where it had one.`);
  handle.off('change');
  return new Pacer(options, () => {
    for (const round of rounds) (round as () => void)();
  });
};

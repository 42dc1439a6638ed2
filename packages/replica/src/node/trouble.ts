import { Fault } from '../fault.ts';
import type { Worked } from './slice-queue.ts';

/** More than one slice ever holds. */
const ONE_BY_ONE = 1_000;
/** After the disk refused: short enough to catch up soon, and longer each time, since all is checked again. */
const PAUSE_FIRST_MS = 1_000;
const PAUSE_MAX_MS = 15_000;

/** The disk refused, which passes; a row that cannot be opened any more does not. */
const isOfDisk = (error: unknown): boolean =>
  error instanceof Fault && /^(?:DISK|DATABASE)-/.test(error.code);

/**
 * What becomes of objects that could not be stored: none is given up because of the disk, and one that
 * cannot be taken at all is found by taking them one by one, and left out until the next start.
 */
export const createTrouble = (alarm: (code: string, message: string) => void) => {
  /** So many more go by themselves. */
  let alone = 0;
  let isLost = false;
  /** How often in a row the disk refused. */
  let refusals = 0;
  const paused = (): Worked => {
    const pauseMs = Math.min(PAUSE_FIRST_MS * 2 ** refusals, PAUSE_MAX_MS);
    refusals += 1;
    return { taken: 0, pauseMs };
  };
  const tell = (error: unknown): void => {
    const reason = error instanceof Error ? error.message : 'for a reason that is not known';
    alarm('INGEST-FAILED', `What peers sent could not be stored: ${reason}`);
  };
  return {
    /** How many of those that wait may go together. */
    most: (waiting: number): number => (alone > 0 ? 1 : waiting),
    took: (count: number): void => {
      alone = Math.max(0, alone - count);
    },
    /** What was gathered is committed. */
    stored: (): void => {
      refusals = 0;
    },
    /** Of the slice that failed, what the queue shall do. */
    failed: (error: unknown, waiting: number): Worked => {
      tell(error);
      if (isOfDisk(error)) return paused();
      const isIt = alone > 0;
      alone = isIt ? alone - 1 : Math.min(waiting, ONE_BY_ONE);
      return { taken: isIt ? 1 : 0, pauseMs: 0 };
    },
    /** What was gathered was not committed, and waits again. */
    lost: (error: unknown): void => {
      tell(error);
      isLost = true;
    },
    /** After a loss, once. */
    pause: (): Worked | null => {
      if (!isLost) return null;
      isLost = false;
      return paused();
    },
  };
};

import type { AlarmBoard } from '../node/alarm-board.ts';
import type { SlotPublisher } from './slot-publisher.ts';

/** Slots are published this long after stock moved, so that a sale's lines are one publication. */
const GATHER_MS = 1_000;
/**
 * What the next publication waits for each slot of the last: a quiet till publishes within a second, a
 * busy one spends a few percent of its time on it, and a product that moved ten times is published once.
 */
const PAUSE_PER_SLOT_MS = 50;
const LONGEST_PAUSE_MS = 30_000;

/** When slots are published: soon after stock moved, and before the till closes. */
export const createPublishing = (publisher: SlotPublisher, alarms: AlarmBoard) => {
  let timer: NodeJS.Timeout | null = null;
  let pauseMs = GATHER_MS;
  let running: Promise<void> = Promise.resolve();
  const publish = async (): Promise<void> => {
    try {
      const published = await publisher.publish();
      pauseMs = Math.min(Math.max(GATHER_MS, published * PAUSE_PER_SLOT_MS), LONGEST_PAUSE_MS);
    } catch (error) {
      // Unpublished slots stay marked in till.db and are published at the next occasion.
      alarms.raise('SLOTS-UNPUBLISHED', `Stock levels could not be published: ${String(error)}`);
    }
  };
  const run = (): void => {
    timer = null;
    running = running.then(publish);
  };
  return {
    due: (): void => {
      timer ??= setTimeout(run, pauseMs);
    },
    close: async (): Promise<void> => {
      if (timer !== null) clearTimeout(timer);
      run();
      await running;
    },
  };
};

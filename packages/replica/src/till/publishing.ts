import type { AlarmBoard } from '../node/alarm-board.ts';
import type { SlotPublisher } from './slot-publisher.ts';

/** Slots are published this long after stock moved, so that a busy minute is a few publications. */
const GATHER_MS = 1_000;

/** When slots are published: soon after stock moved, and before the till closes. */
export const createPublishing = (publisher: SlotPublisher, alarms: AlarmBoard) => {
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  let running: Promise<void> = Promise.resolve();
  const run = (): void => {
    timer = null;
    running = running.then(publisher.publish).catch((error: unknown) => {
      // Unpublished slots stay marked in till.db and are published at the next occasion.
      alarms.raise('SLOTS-UNPUBLISHED', `Stock levels could not be published: ${String(error)}`);
    });
  };
  return {
    due: (): void => {
      if (!closed) timer ??= setTimeout(run, GATHER_MS);
    },
    /** Publishes what is left. */
    close: async (): Promise<void> => {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      run();
      await running;
    },
  };
};

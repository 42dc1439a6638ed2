import type { AlarmBoard } from '../node/alarm-board.ts';
import type { SlotPublisher } from './slot-publisher.ts';

/** A till that was quiet for so long publishes what moved: a sale's lines are one publication. */
const QUIET_MS = 1_000;
/**
 * A till that sells without a pause publishes at the latest so long after stock moved. What it costs every
 * other device is the number of slots, and a product that moved ten times meanwhile is one of them.
 */
const BUSY_MS = 30_000;

export type PublishingDeps = {
  readonly publisher: SlotPublisher;
  readonly alarms: AlarmBoard;
  /** Whether any other device is linked. */
  readonly isHeard: () => boolean;
};

/**
 * When slots are published: soon after the till came to rest, now and then while it does not, and before it closes.
 * Nobody reads them while nobody is linked: then they wait for the first link, so that a day alone is one publication.
 */
export const createPublishing = ({ publisher, alarms, isHeard }: PublishingDeps) => {
  let timer: NodeJS.Timeout | null = null;
  let firstMs = 0;
  let lastMs = 0;
  let closed = false;
  let waitsForLink = false;
  let running: Promise<void> = Promise.resolve();
  const run = (): void => {
    timer = null;
    waitsForLink = false;
    running = running.then(publisher.publish).catch((error: unknown) => {
      // Unpublished slots stay marked in till.db and are published at the next occasion.
      alarms.raise('SLOTS-UNPUBLISHED', `Stock levels could not be published: ${String(error)}`);
    });
  };
  const look = (): void => {
    const waitMs = Math.min(lastMs + QUIET_MS, firstMs + BUSY_MS) - performance.now();
    if (waitMs >= 1) timer = setTimeout(look, Math.ceil(waitMs));
    else if (isHeard()) run();
    else {
      timer = null;
      waitsForLink = true;
    }
  };
  const due = (): void => {
    if (closed) return;
    lastMs = performance.now();
    if (timer !== null) return;
    firstMs = lastMs;
    timer = setTimeout(look, QUIET_MS);
  };
  return {
    due,
    /** Somebody may be linked now. */
    linksChanged: (): void => {
      if (waitsForLink && isHeard()) due();
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

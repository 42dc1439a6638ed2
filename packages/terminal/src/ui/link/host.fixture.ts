import type { Command } from '@tillmesh/model';
import type { CommandReply } from '../../api/view.ts';
import { createCommandQueue } from './command-queue.ts';
import type { Reply } from './refusal.ts';
import { createTestTimer } from './timer.fixture.ts';

type Sent = Reply<readonly CommandReply[]>;

export const DONE: CommandReply = { ok: true, answer: { kind: 'done' } };
export const answered = (...value: readonly CommandReply[]): Sent => ({ status: 'answered', value });
export const REFUSAL = {
  code: 'PRODUCT-UNKNOWN',
  message: 'No product has this code.',
  nextStep: 'Search.',
} as const;

/** A host whose answers the test gives, one request at a time, and the queue that sends to it. */
export const createTestHost = () => {
  const requests: (readonly Command[])[] = [];
  const open: ((reply: Sent) => void)[] = [];
  const reached: boolean[] = [];
  const time = createTestTimer();
  let ids = 0;
  const { send } = createCommandQueue({
    post: (commands) => {
      requests.push(commands);
      return new Promise((resolve) => {
        open.push(resolve);
      });
    },
    freshId: () => {
      ids += 1;
      return String(ids).padStart(32, '0');
    },
    timer: time.timer,
    onReach: (now) => {
      reached.push(now);
    },
  });
  return {
    send,
    requests,
    /** What was told about the host, in order. */
    reached,
    time,
    /** Answers the oldest open request and lets what follows from it happen. */
    answer: async (reply: Sent): Promise<void> => {
      open.shift()?.(reply);
      await time.settle();
    },
    /** Every command that was sent so far, those sent again counted again. */
    commands: (): readonly Command[] => requests.flat(),
  };
};

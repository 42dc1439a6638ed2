import type { Answer, Command, CommandBody } from '@tillmesh/model';
import type { CommandReply } from '../../api/view.ts';
import type { Refusal, Reply } from './refusal.ts';
import { type Timer, wait } from './timer.ts';

export type Outcome =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly refusal: Refusal };

export type QueuePorts = {
  readonly post: (commands: readonly Command[]) => Promise<Reply<readonly CommandReply[]>>;
  /** 32 hexadecimal digits nobody used before. */
  readonly freshId: () => string;
  readonly timer: Timer;
  /** Told after every attempt whether the host answered, and while one lasts too long that it did not. */
  readonly onReach: (reached: boolean) => void;
};

type Waiting = { readonly command: Command; readonly settle: (outcome: Outcome) => void };

/** The host takes at most this many commands in one request. */
const MAX_BATCH = 200;
const FIRST_DELAY_MS = 150;
const LONGEST_DELAY_MS = 2_000;
/** The host answers in milliseconds; after this long the person is told that it does not. */
const PATIENCE_MS = 2_000;

const outcomeOf = (reply: CommandReply): Outcome =>
  reply.ok ? { ok: true, answer: reply.answer } : { ok: false, refusal: reply.rejection };

/**
 * Sends commands in the order they were given, one request at a time; what is given meanwhile goes
 * with the next request. A request without an answer is sent again with the same ids until there is
 * one: the host gives the same answer to the same id, so nothing is done twice.
 */
export const createCommandQueue = (
  ports: QueuePorts,
): { readonly send: (body: CommandBody) => Promise<Outcome> } => {
  const waiting: Waiting[] = [];
  let running = false;

  /** It is not asked a second time while it may still answer the first. */
  const attempt = async (batch: readonly Waiting[]): Promise<Reply<readonly CommandReply[]>> => {
    const callOff = ports.timer(PATIENCE_MS, () => ports.onReach(false));
    const reply = await ports.post(batch.map(({ command }) => command));
    callOff();
    ports.onReach(reply.status !== 'unanswered');
    return reply;
  };

  const deliver = async (batch: readonly Waiting[]): Promise<void> => {
    let delayMs = FIRST_DELAY_MS;
    for (;;) {
      const reply = await attempt(batch);
      if (reply.status === 'refused') {
        for (const { settle } of batch) settle({ ok: false, refusal: reply.refusal });
        return;
      }
      if (reply.status === 'answered') {
        batch.forEach(({ settle }, index) => {
          const own = reply.value[index];
          if (own === undefined) throw new Error('the host left a command without an answer');
          settle(outcomeOf(own));
        });
        return;
      }
      await wait(ports.timer, delayMs);
      delayMs = Math.min(2 * delayMs, LONGEST_DELAY_MS);
    }
  };

  const run = async (): Promise<void> => {
    if (running) return;
    running = true;
    while (waiting.length > 0) await deliver(waiting.splice(0, MAX_BATCH));
    running = false;
  };

  return {
    send: (body) =>
      new Promise((settle) => {
        waiting.push({ command: { ...body, id: ports.freshId() }, settle });
        void run();
      }),
  };
};

import type { Command } from '@tillmesh/model';
import { describe, expect, it } from 'vitest';
import type { CommandReply } from '../../api/view.ts';
import { createCommandQueue, type QueuePorts } from './command-queue.ts';
import type { Reply } from './refusal.ts';

type Sent = Reply<readonly CommandReply[]>;
const DONE: CommandReply = { ok: true, answer: { kind: 'done' } };

/** A host whose answers the test gives, one request at a time. */
const createHost = () => {
  const requests: (readonly Command[])[] = [];
  const open: ((reply: Sent) => void)[] = [];
  const waits: number[] = [];
  const reached: boolean[] = [];
  let ids = 0;
  const ports: QueuePorts = {
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
    wait: (delayMs) => {
      waits.push(delayMs);
      return Promise.resolve();
    },
    onReach: (now) => {
      reached.push(now);
    },
  };
  /** Answers the oldest open request and lets what follows from it happen. */
  const answer = async (reply: Sent): Promise<void> => {
    open.shift()?.(reply);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { ports, requests, waits, reached, answer };
};

const answered = (...value: readonly CommandReply[]): Sent => ({ status: 'answered', value });

describe('commands on their way', () => {
  it('[SCREEN-20] go one request at a time, in order, and what came meanwhile goes together', async () => {
    const host = createHost();
    const { send } = createCommandQueue(host.ports);
    const all = Promise.all(['1', '2', '3'].map((code) => send({ kind: 'basket.add', code })));
    expect(host.requests).toHaveLength(1);
    await host.answer(answered(DONE));
    expect(host.requests[1]?.map((command) => (command.kind === 'basket.add' ? command.code : ''))).toEqual([
      '2',
      '3',
    ]);
    await host.answer(answered(DONE, { ok: true, answer: { kind: 'line', line: 3 } }));
    expect(await all).toEqual([
      { ok: true, answer: { kind: 'done' } },
      { ok: true, answer: { kind: 'done' } },
      { ok: true, answer: { kind: 'line', line: 3 } },
    ]);
  });

  it('[SCREEN-21] are sent again with the same ids until there is an answer', async () => {
    const host = createHost();
    const { send } = createCommandQueue(host.ports);
    const sent = send({ kind: 'payment.take', tender: 'cash', tenderedMinor: 500 });
    await host.answer({ status: 'unanswered' });
    await host.answer({ status: 'unanswered' });
    await host.answer(answered(DONE));
    expect(await sent).toEqual({ ok: true, answer: { kind: 'done' } });
    expect(new Set(host.requests.map(([command]) => command?.id)).size).toBe(1);
    expect(host.waits).toEqual([150, 300]);
    expect(host.reached).toEqual([false, false, true]);
  });

  it('[SCREEN-21] wait at most two seconds between tries', async () => {
    const host = createHost();
    const { send } = createCommandQueue(host.ports);
    const sent = send({ kind: 'session.sign-out' });
    for (let attempt = 0; attempt < 8; attempt += 1) await host.answer({ status: 'unanswered' });
    await host.answer(answered(DONE));
    await sent;
    expect(Math.max(...host.waits)).toBe(2_000);
  });

  it('[SCREEN-22] a refusal ends the command, its own or that of the whole request', async () => {
    const host = createHost();
    const { send } = createCommandQueue(host.ports);
    const refusal = {
      code: 'PRODUCT-UNKNOWN',
      message: 'No product has this code.',
      nextStep: 'Search.',
    } as const;
    const own = send({ kind: 'basket.add', code: 'x' });
    await host.answer(answered({ ok: false, rejection: refusal }));
    expect(await own).toEqual({ ok: false, refusal });
    const whole = send({ kind: 'basket.add', code: 'y' });
    await host.answer({ status: 'refused', refusal });
    expect(await whole).toEqual({ ok: false, refusal });
  });

  it('[SCREEN-20] never puts more than 200 into one request', async () => {
    const host = createHost();
    const { send } = createCommandQueue(host.ports);
    const all = Promise.all(
      Array.from({ length: 402 }, () => send({ kind: 'basket.add', code: '5012345678900' })),
    );
    for (let round = 0; round < 4; round += 1) {
      await host.answer(answered(...(host.requests[round] ?? []).map(() => DONE)));
    }
    await all;
    expect(host.requests.map(({ length }) => length)).toEqual([1, 200, 200, 1]);
    expect(new Set(host.requests.flat().map(({ id }) => id)).size).toBe(402);
  });
});

import { describe, expect, it } from 'vitest';
import { answered, createTestHost, DONE, REFUSAL } from './host.fixture.ts';

describe('commands on their way', () => {
  it('[SCREEN-20] go one request at a time, in order, and what came meanwhile goes together', async () => {
    const host = createTestHost();
    const all = Promise.all(['1', '2', '3'].map((code) => host.send({ kind: 'basket.add', code })));
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
    const host = createTestHost();
    const sent = host.send({ kind: 'payment.take', tender: 'cash', tenderedMinor: 500 });
    for (const delayMs of [150, 300]) {
      await host.answer({ status: 'unanswered' });
      expect(host.time.delays()).toEqual([delayMs]);
      await host.time.pass(delayMs);
    }
    await host.answer(answered(DONE));
    expect(await sent).toEqual({ ok: true, answer: { kind: 'done' } });
    expect(host.requests).toHaveLength(3);
    expect(new Set(host.commands().map(({ id }) => id)).size).toBe(1);
    expect(host.reached).toEqual([false, false, true]);
  });

  it('[SCREEN-21] wait at most two seconds between tries', async () => {
    const host = createTestHost();
    const sent = host.send({ kind: 'session.sign-out' });
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      await host.answer({ status: 'unanswered' });
      const [delayMs = 0] = host.time.delays();
      waits.push(delayMs);
      await host.time.pass(delayMs);
    }
    await host.answer(answered(DONE));
    await sent;
    expect(Math.max(...waits)).toBe(2_000);
  });

  it('[SCREEN-22] a refusal ends the command, its own or that of the whole request', async () => {
    const host = createTestHost();
    const own = host.send({ kind: 'basket.add', code: 'x' });
    await host.answer(answered({ ok: false, rejection: REFUSAL }));
    expect(await own).toEqual({ ok: false, refusal: REFUSAL });
    const whole = host.send({ kind: 'basket.add', code: 'y' });
    await host.answer({ status: 'refused', refusal: REFUSAL });
    expect(await whole).toEqual({ ok: false, refusal: REFUSAL });
  });

  it('[SCREEN-20] never puts more than 200 into one request', async () => {
    const host = createTestHost();
    const all = Promise.all(
      Array.from({ length: 402 }, () => host.send({ kind: 'basket.add', code: '5012345678900' })),
    );
    for (let round = 0; round < 4; round += 1) {
      await host.answer(answered(...(host.requests[round] ?? []).map(() => DONE)));
    }
    await all;
    expect(host.requests.map(({ length }) => length)).toEqual([1, 200, 200, 1]);
    expect(new Set(host.commands().map(({ id }) => id)).size).toBe(402);
  });
});

describe('a host that hangs', () => {
  it('[SCREEN-24] is said to be away after two seconds, is not asked again, and is there when it answers', async () => {
    const host = createTestHost();
    const sent = host.send({ kind: 'payment.take', tender: 'cash', tenderedMinor: 500 });
    await host.time.pass(1_999);
    expect(host.reached).toEqual([]);
    await host.time.pass(1);
    expect(host.reached).toEqual([false]);
    await host.time.pass(60_000);
    expect(host.requests).toHaveLength(1);
    await host.answer(answered(DONE));
    expect(await sent).toEqual({ ok: true, answer: { kind: 'done' } });
    expect(host.reached).toEqual([false, true]);
  });

  it('[SCREEN-24] is not spoken of when it answers in time', async () => {
    const host = createTestHost();
    const sent = host.send({ kind: 'session.sign-out' });
    await host.time.pass(1_999);
    await host.answer(answered(DONE));
    await sent;
    await host.time.pass(10_000);
    expect(host.reached).toEqual([true]);
    expect(host.time.delays()).toEqual([]);
  });
});

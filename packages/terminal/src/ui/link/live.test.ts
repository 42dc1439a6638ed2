import type { Command } from '@tillmesh/model';
import { describe, expect, it } from 'vitest';
import type { CommandReply, CommandsAnswer, CommandsAsk, LiveMessage } from '../../api/view.ts';
import { createCommandQueue } from './command-queue.ts';
import { DONE, REFUSAL } from './host.fixture.ts';
import { connectLive, type LiveSocket } from './live.ts';
import { createTestTimer } from './timer.fixture.ts';

const COMMAND: Command = { kind: 'session.sign-out', id: '0'.repeat(32) };

/** The host's end of one connection, in the test's hands. */
class TestSocket extends EventTarget implements LiveSocket {
  readonly asked: CommandsAsk[] = [];
  readonly send = (text: string): void => {
    this.asked.push(JSON.parse(text) as CommandsAsk);
  };
  open(): void {
    this.dispatchEvent(new Event('open'));
  }
  say(message: LiveMessage | CommandsAnswer): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }
  close(): void {
    this.dispatchEvent(new Event('close'));
  }
}

/** A page's link whose sockets, time and tokens the test holds. */
const createTestLink = () => {
  const sockets: TestSocket[] = [];
  const heard: LiveMessage[] = [];
  const reached: boolean[] = [];
  const time = createTestTimer();
  let tokens = 0;
  const link = connectLive({
    dial: () => {
      const socket = new TestSocket();
      sockets.push(socket);
      return socket;
    },
    renewToken: () => {
      tokens += 1;
      return Promise.resolve(true);
    },
    timer: time.timer,
    onMessage: (message) => heard.push(message),
    onReach: (now) => reached.push(now),
  });
  return {
    link,
    heard,
    reached,
    time,
    socket: (place: number): TestSocket => sockets[place]!,
    dialled: () => sockets.length,
    renewed: () => tokens,
  };
};

describe('the live connection', () => {
  it('[SCREEN-25] takes commands while it stands, and says when it does not', () => {
    const { link, socket } = createTestLink();
    expect(link.ask([COMMAND])).toBe(null);
    socket(0).open();
    expect(link.ask([COMMAND])).not.toBe(null);
    expect(socket(0).asked).toEqual([{ ask: 1, commands: [COMMAND] }]);
    socket(0).close();
    expect(link.ask([COMMAND])).toBe(null);
  });

  it('[SCREEN-25] brings each answer to whoever asked, in any order, and hands on what the host says', async () => {
    const { link, socket, heard, reached } = createTestLink();
    socket(0).open();
    const first = link.ask([COMMAND]);
    const second = link.ask([COMMAND]);
    socket(0).say({ topic: 'catalog', value: { revision: 7 } });
    socket(0).say({ answer: 2, refusal: REFUSAL });
    socket(0).say({ answer: 1, results: [DONE] });
    // Nobody waits for this one any more.
    socket(0).say({ answer: 1, results: [] });
    expect(await first).toEqual({ status: 'answered', value: [DONE] });
    expect(await second).toEqual({ status: 'refused', refusal: REFUSAL });
    expect(heard).toEqual([{ topic: 'catalog', value: { revision: 7 } }]);
    expect(new Set(reached)).toEqual(new Set([true]));
  });

  it('[SCREEN-25] tells whoever waits that it broke, and dials again with a new token', async () => {
    const page = createTestLink();
    page.socket(0).open();
    const owed = page.link.ask([COMMAND]);
    page.socket(0).close();
    expect(await owed).toEqual({ status: 'unanswered' });
    expect(page.reached).toEqual([false]);
    await page.time.pass(200);
    expect([page.dialled(), page.renewed()]).toEqual([2, 1]);
    page.socket(1).open();
    page.socket(1).say({ topic: 'catalog', value: { revision: 1 } });
    expect(page.reached).toEqual([false, true]);
  });

  it('[SCREEN-25] waits longer from break to break, two seconds at most, until the host speaks', async () => {
    const page = createTestLink();
    const waits: number[] = [];
    for (let place = 0; place < 6; place += 1) {
      page.socket(place).close();
      const [delayMs = 0] = page.time.delays();
      waits.push(delayMs);
      await page.time.pass(delayMs);
    }
    expect(waits).toEqual([200, 400, 800, 1_600, 2_000, 2_000]);
    page.socket(6).say({ topic: 'catalog', value: { revision: 1 } });
    page.socket(6).close();
    expect(page.time.delays()).toEqual([200]);
  });
});

describe('a command over it', () => {
  const createPage = () => {
    const page = createTestLink();
    const posted: (readonly Command[])[] = [];
    const answers: boolean[] = [];
    let ids = 0;
    const queue = createCommandQueue({
      post: (commands) => {
        const asked = page.link.ask(commands);
        if (asked !== null) return asked;
        posted.push(commands);
        return Promise.resolve({ status: 'unanswered' });
      },
      freshId: () => {
        ids += 1;
        return String(ids).padStart(32, '0');
      },
      timer: page.time.timer,
      onReach: (now) => answers.push(now),
    });
    return { ...page, send: queue.send, posted, answers };
  };
  const paid: CommandReply = {
    ok: true,
    answer: { kind: 'paid', paymentId: null, changeMinor: 0, dueMinor: 0, saleId: 's', label: 'l' },
  };

  it('[SCREEN-21] whose answer is lost in mid-command is asked again with its id', async () => {
    const page = createPage();
    page.socket(0).open();
    const sent = page.send({ kind: 'payment.take', tender: 'cash', tenderedMinor: 500 });
    const [lost] = page.socket(0).asked;
    page.socket(0).close();
    await page.time.pass(150);
    // No connection yet: it goes by a request of its own, with the same id.
    expect(page.posted).toEqual([lost?.commands]);
    await page.time.pass(50);
    page.socket(1).open();
    await page.time.pass(300);
    expect(page.socket(1).asked).toEqual([{ ask: 1, commands: lost?.commands }]);
    page.socket(1).say({ answer: 1, results: [paid] });
    expect(await sent).toEqual(paid);
    expect(page.answers).toEqual([false, false, true]);
  });

  it('[SCREEN-24] is not sent again while the connection stands, however long the host takes', async () => {
    const page = createPage();
    page.socket(0).open();
    const sent = page.send({ kind: 'payment.take', tender: 'cash', tenderedMinor: 500 });
    await page.time.pass(30_000);
    // Other news does not stand for the answer that is owed.
    page.socket(0).say({ topic: 'catalog', value: { revision: 2 } });
    expect(page.answers).toEqual([false]);
    expect(page.socket(0).asked).toHaveLength(1);
    page.socket(0).say({ answer: 1, results: [paid] });
    await sent;
    expect(page.answers).toEqual([false, true]);
  });
});

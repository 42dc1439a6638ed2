import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { Fault } from '../fault.ts';
import { handTimers } from '../link/hand-timers.fixture.ts';
import { makeIdentity } from '../link/identity.fixture.ts';
import { listen } from '../link/listener.ts';
import { PortKeeper } from './port-keeper.ts';

const { tls } = makeIdentity();
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const hold = async (): Promise<{ readonly port: number; readonly letGo: () => Promise<void> }> => {
  const server: Server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const letGo = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  ends.push(letGo);
  return { port: (server.address() as AddressInfo).port, letGo };
};

/** What a keeper says, as it comes, and time that passes whenever it waits. */
const keeper = () => {
  const { timers, turnTo } = handTimers();
  const told: string[] = [];
  let heard = (): void => undefined;
  const tell = (what: string): void => {
    told.push(`${timers.nowMs()} ${what}`);
    heard();
  };
  const made = new PortKeeper({
    listen: (address) =>
      listen({
        address,
        tls,
        greetingMs: 1_000,
        isOpen: () => true,
        admit: () => null,
        onSocket: () => undefined,
        onTrouble: () => undefined,
      }),
    later: (run, delayMs) => {
      const cancel = timers.later(run, delayMs);
      setImmediate(() => turnTo(timers.nowMs() + delayMs));
      return cancel;
    },
    onListening: () => tell('listening'),
    onFailed: (error) => tell(error instanceof Fault ? error.code : String(error)),
  });
  ends.push(() => made.stop());
  const until = (what: string): Promise<void> =>
    new Promise((resolve) => {
      heard = () => told.some((one) => one.endsWith(what)) && resolve();
      heard();
    });
  return { made, told, until };
};

it('[LINK-41] a port that cannot be had is tried five times in a second, told, and had as soon as it is free', async () => {
  const { port, letGo } = await hold();
  const { made, told, until } = keeper();
  await made.start({ host: '127.0.0.1', port });
  expect([told, made.port]).toEqual([['800 LISTEN-FAILED'], null]);
  await letGo();
  await until('listening');
  expect(made.port).toBe(port);
  expect(Number(told[1]?.split(' ')[0]) % 5_000).toBe(800);
});

it('[LINK-41] a port that is free at once is had at once', async () => {
  const { made, told } = keeper();
  await made.start({ host: '127.0.0.1', port: 0 });
  expect(told).toEqual(['0 listening']);
  expect(made.port).toBeGreaterThan(0);
});

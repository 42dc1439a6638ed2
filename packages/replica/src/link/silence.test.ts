import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { handTimers } from './hand-timers.fixture.ts';
import { rawPeer, TestMesh } from './mesh.fixture.ts';
import { encodeJoin, encodePeer } from './wire-message.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A device linked to one that never answers a ping, with the time that a real device has. */
const linkedToFrozen = async () => {
  const time = handTimers();
  const m = new TestMesh('m', { timers: time.timers });
  ends.push(() => m.end());
  const { socket } = await rawPeer(m, 'frozen', false);
  socket.send(encodeJoin('frozen'));
  await m.heard('up frozen');
  return { ...time, m, socket };
};

/** The last sign of life: when it is answered it was heard. */
const live = async (socket: WebSocket): Promise<void> => {
  socket.ping();
  await once(socket, 'pong');
};

it('[LINK-03] a peer that froze, whenever it did, is gone 8 seconds later at most and not before 6', async () => {
  for (const frozenMs of [2_000, 2_001, 3_000, 3_999]) {
    const { m, socket, turnTo, timers } = await linkedToFrozen();
    turnTo(frozenMs);
    await live(socket);
    while (m.count('down frozen: silent') === 0 && timers.nowMs() < 60_000) turnTo(timers.nowMs() + 1);
    const silentMs = timers.nowMs() - frozenMs;
    expect([frozenMs, silentMs]).toEqual([frozenMs, 8_000 - (frozenMs - 2_000)]);
    expect(silentMs).toBeGreaterThanOrEqual(6_000);
  }
});

/** A metered link with a peer that answers no ping: whom this device dialled, or who dialled it. */
const meteredWithFrozen = async (dialledBy: 'us' | 'them') => {
  const time = handTimers();
  const m = new TestMesh('m', { timers: time.timers });
  ends.push(() => m.end());
  if (dialledBy === 'them') {
    const { socket } = await rawPeer(m, 'frozen', false);
    socket.send(encodeJoin('frozen', { extent: 'sales' }));
    await m.heard('up frozen');
    return { ...time, m, socket };
  }
  m.mesh.setMetered([{ deviceId: 'frozen', extent: 'sales' }]);
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong: false });
  ends.push(() => server.close());
  await once(server, 'listening');
  const linked = once(server, 'connection') as Promise<[WebSocket]>;
  await m.dial(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`, 'frozen');
  const [socket] = await linked;
  ends.push(() => socket.terminate());
  socket.send(encodePeer('frozen', 'm'));
  await m.heard('up frozen');
  return { ...time, m, socket };
};

it.each(['us', 'them'] as const)(
  '[METER-05] over a metered link a peer that froze is gone after 10 seconds at most and not before 7.5, dialled by %s',
  async (dialledBy) => {
    for (const frozenMs of [4_500, 4_501, 6_000, 6_999]) {
      const { m, socket, turnTo, timers } = await meteredWithFrozen(dialledBy);
      turnTo(frozenMs);
      await live(socket);
      while (m.count('down frozen: silent') === 0 && timers.nowMs() < 60_000) turnTo(timers.nowMs() + 1);
      const silentMs = timers.nowMs() - frozenMs;
      expect(silentMs).toBeLessThanOrEqual(10_000);
      expect(silentMs).toBeGreaterThanOrEqual(7_500);
    }
  },
);

it('[METER-05] two that are quiet on a metered link need one ping in 5 seconds, and while they talk none', async () => {
  const time = handTimers();
  const [m, z] = [new TestMesh('m', time), new TestMesh('z', time)];
  ends.push(
    () => m.end(),
    () => z.end(),
  );
  m.mesh.setMetered([{ deviceId: 'z', extent: 'sales' }]);
  await m.dial(await z.url('m'), 'z');
  await Promise.all([m.heard('up z'), z.heard('up m')]);
  const framesOf = (): number => m.traffic.list()[0]?.frames ?? 0;
  /** As many turns as a ping and its pong need. */
  const settle = async (): Promise<void> => {
    for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  const during = async (talk: () => void): Promise<number> => {
    const before = framesOf();
    for (let beats = 0; beats < 40; beats += 1) {
      talk();
      await settle();
      time.turnTo(time.timers.nowMs() + 1_250);
      await settle();
    }
    return framesOf() - before;
  };
  await during(() => undefined);
  expect(await during(() => undefined)).toBe(20);
  const talk = (): void => {
    m.mesh.sendHolding('z', new Uint8Array(8));
    z.mesh.sendHolding('m', new Uint8Array(8));
  };
  // Each word is one frame, and there is no ping.
  expect(await during(talk)).toBe(80);
  // Who only listens pings at each beat, and so the other hears of it without asking behind its own bulk.
  const listening = (): void => z.mesh.sendHolding('m', new Uint8Array(8));
  expect(await during(listening)).toBe(40 + 2 * 20);
  expect(m.count('down z: silent') + z.count('down m: silent')).toBe(0);
});

it('[LINK-03] a peer that is not read for a while is not silent, and is silent when it is read again and says nothing', async () => {
  const time = handTimers();
  const [m, z] = [
    new TestMesh('m', { timers: time.timers }),
    new TestMesh('z', { timers: handTimers().timers }),
  ];
  ends.push(
    () => m.end(),
    () => z.end(),
  );
  const socket = new WebSocket(await z.url('m'));
  await once(socket, 'open');
  m.mesh.attach(socket, 'z', 'us');
  await m.heard('up z');
  socket.pause();
  m.mesh.probe();
  time.turnTo(60_000);
  expect(m.count('down z: silent') + m.count('down z: no answer')).toBe(0);
  socket.resume();
  time.turnTo(70_000);
  expect(m.count('down z: silent')).toBe(1);
});

it('[NEAR-10] a link that is asked to show that it stands, and does not, is gone within 2 seconds', async () => {
  const { m, turnTo } = await linkedToFrozen();
  m.mesh.probe('other');
  turnTo(2_500);
  expect(m.count('down frozen: no answer')).toBe(0);
  m.mesh.probe();
  turnTo(4_500);
  expect(m.count('down frozen: no answer')).toBe(1);
});

import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { handTimers } from './hand-timers.fixture.ts';
import { rawPeer, TestMesh } from './mesh.fixture.ts';
import { encodeJoin } from './wire-message.ts';

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

import { once } from 'node:events';
import { encode } from 'cborg';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { closed, rawPeer, TestMesh } from './mesh.fixture.ts';
import { encodeJoin } from './wire-message.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const meshOf = (selfId: string): TestMesh => {
  const test = new TestMesh(selfId);
  ends.push(() => test.end());
  return test;
};

it.each([
  ['the reason of two bytes a character', 'é'.repeat(200), 'é'.repeat(52)],
  ['the reason of four bytes a character', '🧾'.repeat(60), '🧾'.repeat(26)],
])(
  '[LINK-15] a link that ends for %s is told as ended, and the device links again',
  async (_case, long, cut) => {
    const m = meshOf('m');
    const bad = await rawPeer(m, 'z');
    bad.socket.send(encodeJoin('z'));
    await m.heard('candidate z');
    bad.socket.send(encode({ type: 'error', senderId: 'z', message: long }));
    const [code, reason] = (await once(bad.socket, 'close')) as [number, Buffer];
    expect([code, reason.toString()]).toEqual([4002, `the peer reports: ${cut}`]);
    expect(m.events.slice(-3)).toEqual([
      'disconnected z',
      `down z: the peer reports: ${long}`,
      'ended theirs z 4002',
    ]);
    expect(m.alarms).toEqual([]);
    const again = await rawPeer(m, 'z');
    again.socket.send(encodeJoin('z'));
    await m.until(() => m.count('candidate z') === 2);
  },
);

it('[LINK-15] a link whose socket cannot be closed is cut and told as ended, and others end as well', async () => {
  const [m, y, z] = [meshOf('m'), meshOf('y'), meshOf('z')];
  const socket = new WebSocket(await z.url('m'));
  await once(socket, 'open');
  socket.close = () => {
    throw new Error('not now');
  };
  m.mesh.attach(socket, 'z', 'us');
  await m.dial(await y.url('m'), 'y');
  await Promise.all([m.heard('candidate z'), m.heard('candidate y')]);
  m.mesh.dropAll('a test');
  expect(m.events.slice(-6)).toEqual([
    'alarm LINK-BROKEN',
    'disconnected z',
    'down z: a test',
    'disconnected y',
    'down y: a test',
    'ended ours y 4004',
  ]);
  await closed(socket);
});

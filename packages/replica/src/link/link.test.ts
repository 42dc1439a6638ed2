import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { encode } from 'cborg';
import { afterEach, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { CLOSE_VERSION } from './link-end.ts';
import { closed, rawPeer, TestMesh } from './mesh.fixture.ts';
import { encodeHeld, encodeJoin } from './wire-message.ts';

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

it('[LINK-05] a peer of another protocol is not linked, is told why, and is shown', async () => {
  const m = meshOf('m');
  const { socket, frames } = await rawPeer(m, 'z');
  socket.send(encode({ type: 'join', senderId: 'z', supportedProtocolVersions: ['2'] }));
  await closed(socket);
  const other = await rawPeer(m, 'z');
  other.socket.send(encodeHeld('z', 'm', { series: 's', sequence: 1, hash: new Uint8Array(32) }));
  await closed(other.socket);
  expect(m.events.filter((event) => !event.startsWith('ended'))).toEqual([
    'other version z: it speaks version 2 of the protocol, this device 1',
  ]);
  expect(frames).toEqual([expect.objectContaining({ type: 'error', reason: 'version 1 is spoken here' })]);
});

it('[LINK-05] a peer that says it has no common version, or just leaves for that, is shown as of another', async () => {
  const m = meshOf('m');
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  ends.push(() => server.close());
  server.on('connection', (socket, { url }) =>
    socket.once('message', () => {
      if (url === '/says') socket.send(encode({ type: 'error', senderId: 'says', message: 'only 2' }));
      else socket.close(CLOSE_VERSION);
    }),
  );
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  for (const peer of ['says', 'leaves']) await m.dial(`ws://127.0.0.1:${port}/${peer}`, peer);
  await Promise.all([m.heard('ended ours says 4006'), m.heard('ended ours leaves 4006')]);
  expect(m.events.filter((event) => event.startsWith('other')).toSorted()).toEqual([
    'other version leaves: it speaks no version of the protocol that is spoken here',
    'other version says: no common protocol: only 2',
  ]);
});

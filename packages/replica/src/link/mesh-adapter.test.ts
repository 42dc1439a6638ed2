import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { DocumentId, PeerId } from '@automerge/automerge-repo';
import { encode } from 'cborg';
import { afterEach, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { FRAME_MAX_BYTES } from './frame.ts';
import { closed, QUICK, rawPeer, TestMesh } from './mesh.fixture.ts';
import type { MeshOptions } from './mesh-option.ts';
import { encodeHeld, encodeJoin, encodeObjects, encodePeer, encodeRepoMessage } from './wire-message.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const meshOf = (selfId: string, options: Partial<MeshOptions> = {}): TestMesh => {
  const test = new TestMesh(selfId, options);
  ends.push(() => test.end());
  return test;
};

/** What the Repo gives to the adapter. */
const repoSends = (test: TestMesh, documentId: string, size: number): void => {
  const names = { senderId: 'm' as PeerId, targetId: 'z' as PeerId, documentId: documentId as DocumentId };
  test.mesh.send({ type: 'sync', ...names, data: new Uint8Array(size) });
};

const sync = (senderId: string, documentId = 'doc'): Uint8Array =>
  encodeRepoMessage({ type: 'sync', senderId, targetId: 'm', documentId, data: Uint8Array.of(1) });

/** A device that can be dialled and then answers no ping. */
const frozenServer = async (deviceId: string): Promise<string> => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong: false });
  server.on('connection', (socket) => {
    ends.push(() => socket.terminate());
    socket.once('message', () => socket.send(encodePeer(deviceId, 'm')));
  });
  ends.push(() => server.close());
  await once(server, 'listening');
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
};

it('[LINK-02] two devices that dialled each other keep the one link that the lower id dialled', async () => {
  const [a, b] = [meshOf('a'), meshOf('b')];
  const [urlA, urlB] = await Promise.all([a.url('b'), b.url('a')]);
  await Promise.all([a.dial(urlB, 'b'), b.dial(urlA, 'a')]);
  await Promise.all([a.heard('ended theirs b 4001'), b.heard('ended ours a 4001')]);
  await Promise.all([a.heard('candidate b'), b.heard('candidate a')]);
  a.mesh.confirm('b', { series: 's', sequence: 1, hash: new Uint8Array(32) });
  b.mesh.confirm('a', { series: 's', sequence: 2, hash: new Uint8Array(32) });
  await Promise.all([b.heard('held a s 1'), a.heard('held b s 2')]);
  expect([...a.events, ...b.events].filter((event) => event.startsWith('ended'))).toHaveLength(2);
  // Whichever link stood first: its loss was told before the return.
  expect(a.count('candidate b') - a.count('disconnected b')).toBe(1);
  expect(b.count('candidate a') - b.count('disconnected a')).toBe(1);
});

it('[LINK-02] the better of two links replaces the other: lost first, then a candidate again', async () => {
  const [m, z] = [meshOf('m'), meshOf('z')];
  const worse = await rawPeer(m, 'z');
  worse.socket.send(encodeJoin('z'));
  await m.heard('candidate z');
  await m.dial(await z.url('m'), 'z');
  await closed(worse.socket);
  const told = m.events.filter((event) => /^(candidate|disconnected) z/.test(event));
  expect(told).toEqual(['candidate z', 'disconnected z', 'candidate z']);
});

it('[LINK-02] the worse of two links is closed and nothing is told', async () => {
  const [m, z] = [meshOf('m'), meshOf('z')];
  await m.dial(await z.url('m'), 'z');
  await m.heard('candidate z');
  const worse = await rawPeer(m, 'z');
  worse.socket.send(encodeJoin('z'));
  await closed(worse.socket);
  expect(m.mesh.hasLink('z')).toBe(true);
  expect(m.events.filter((event) => /^(candidate|disconnected) z/.test(event))).toEqual(['candidate z']);
});

it('[LINK-02] a better link that does not answer any more makes room for the worse one', async () => {
  const m = meshOf('m', { timing: { ...QUICK, heartbeatMs: 60_000, silenceMs: 60_000 } });
  await m.dial(await frozenServer('z'), 'z');
  await m.heard('candidate z');
  const first = await rawPeer(m, 'z');
  first.socket.send(encodeJoin('z'));
  await m.heard('down z: no answer');
  const second = await rawPeer(m, 'z');
  second.socket.send(encodeJoin('z'));
  await m.until(() => m.count('candidate z') === 2);
  expect(m.mesh.hasLink('z')).toBe(true);
});

it('[LINK-02] a device that dials again takes the place of its own older link', async () => {
  const m = meshOf('m');
  const older = await rawPeer(m, 'z');
  older.socket.send(encodeJoin('z'));
  await m.heard('candidate z');
  const newer = await rawPeer(m, 'z');
  newer.socket.send(encodeJoin('z'));
  await closed(older.socket);
  expect(m.mesh.hasLink('z')).toBe(true);
  newer.socket.send(sync('z'));
  await m.heard('message sync');
});

it('[LINK-03] a peer that has gone silent is dropped; pings alone keep a link', async () => {
  const m = meshOf('m', { timing: QUICK });
  const alive = await rawPeer(m, 'alive');
  alive.socket.send(encodeJoin('alive'));
  const frozen = await rawPeer(m, 'frozen', false);
  frozen.socket.send(encodeJoin('frozen'));
  await m.heard('candidate frozen');
  await m.heard('down frozen: silent');
  expect(m.mesh.hasLink('alive')).toBe(true);
});

it('[LINK-03] a peer that never greets is dropped', async () => {
  const m = meshOf('m', { timing: { ...QUICK, greetingMs: 30 } });
  const { socket } = await rawPeer(m, 'z');
  await closed(socket);
  expect(m.events.filter((event) => !event.startsWith('ended'))).toEqual([]);
});

it.each<[string, Uint8Array | string]>([
  ['CBOR null', Uint8Array.of(0xf6)],
  ['no CBOR', Uint8Array.of(0xff, 1, 2)],
  ['nothing', new Uint8Array()],
  ['text', 'hello'],
  ['a message without a type', encode({ senderId: 'z' })],
  [
    'more parts than any message has',
    encode({ type: 'join', senderId: 'z', x: Array.from({ length: 200 }, () => []) }),
  ],
  ['random bytes', Uint8Array.from({ length: 5_000 }, (_, at) => (at * 7_919 + 31 * (at >> 3)) & 255)],
  ['a nest', Uint8Array.from({ length: 100_000 }, () => 0x81)],
])('[LINK-04] %s ends the link of its sender and harms no other', async (_case, frame) => {
  const m = meshOf('m');
  const good = await rawPeer(m, 'good');
  good.socket.send(encodeJoin('good'));
  await m.heard('candidate good');
  const bad = await rawPeer(m, 'z');
  bad.socket.send(encodeJoin('z'));
  await m.heard('candidate z');
  bad.socket.send(frame);
  await closed(bad.socket);
  expect(m.events).toContain('disconnected z');
  expect(m.alarms).toMatchObject([{ code: 'LINK-UNREADABLE', peer: 'z' }]);
  good.socket.send(sync('good'));
  await m.heard('message sync');
});

it('[LINK-05] whoever sends in the name of another loses the link, with an alarm', async () => {
  const m = meshOf('m');
  const bad = await rawPeer(m, 'z');
  bad.socket.send(encodeJoin('z'));
  await m.heard('candidate z');
  bad.socket.send(encodeHeld('another', 'm', { series: 's', sequence: 1, hash: new Uint8Array(32) }));
  await closed(bad.socket);
  const late = await rawPeer(m, 'y');
  late.socket.send(encodeJoin('another'));
  await closed(late.socket);
  expect(m.alarms.map(({ code, peer }) => [code, peer])).toEqual([
    ['LINK-SENDER', 'z'],
    ['LINK-SENDER', 'y'],
  ]);
  expect(m.events.filter((event) => event.startsWith('held'))).toEqual([]);
});

it('[LINK-06] a document that is not open is declined, one that may not be held is muted both ways', async () => {
  const m = meshOf('m', {
    holderOf: () => ({ kind: 'till', branchId: 'south' }),
    documentOf: (id) =>
      id === 'open'
        ? { kind: 'catalog', branchId: null }
        : id === 'foreign'
          ? { kind: 'ledger', branchId: 'north' }
          : null,
  });
  m.mesh.connect('m' as PeerId);
  const { socket, frames } = await rawPeer(m, 'z');
  socket.send(encodeJoin('z'));
  await m.heard('candidate z');
  socket.send(sync('z', 'unknown'));
  socket.send(
    encodeRepoMessage({
      type: 'request',
      senderId: 'z',
      targetId: 'm',
      documentId: 'foreign',
      data: Uint8Array.of(1),
    }),
  );
  socket.send(sync('z', 'foreign'));
  socket.send(sync('z', 'foreign'));
  socket.send(encode({ type: 'ephemeral', senderId: 'z', targetId: 'm', documentId: 'open', count: 1 }));
  socket.send(sync('z', 'open'));
  await m.heard('message sync');
  repoSends(m, 'foreign', 1);
  repoSends(m, 'open', 1);
  while (frames.length < 4) await once(socket, 'message');
  expect(m.events.filter((event) => event.startsWith('message'))).toEqual(['message sync']);
  expect(m.alarms).toMatchObject([{ code: 'DOCUMENT-NOT-ALLOWED', peer: 'z', documentId: 'foreign' }]);
  expect(frames).toMatchObject([
    { type: 'peer' },
    { type: 'doc-unavailable', documentId: 'unknown' },
    { type: 'doc-unavailable', documentId: 'foreign' },
    { type: 'sync', documentId: 'open' },
  ]);
});

it('[CHANGE-13] a flood about one document mutes it, with an alarm, and nothing else', async () => {
  const m = meshOf('m');
  const bad = await rawPeer(m, 'z');
  bad.socket.send(encodeJoin('z'));
  await m.heard('candidate z');
  for (let sent = 0; sent < 1_000; sent += 1) bad.socket.send(sync('z', 'd'));
  bad.socket.send(sync('z', 'another'));
  await m.heard('alarm SYNC-FLOOD');
  const seen = m.count('message sync');
  await m.until(() => m.count('message sync') > seen);
  expect(m.alarms).toMatchObject([{ code: 'SYNC-FLOOD', peer: 'z', documentId: 'd' }]);
  // Each is read in a turn of its own, so a few of the time that passes are let through too.
  expect(m.count('message sync')).toBeLessThan(800);
  expect(m.mesh.hasLink('z')).toBe(true);
});

it('[CHANGE-12] objects reach whoever may hold their document, and a parted document no message of changes', async () => {
  const m = meshOf('m', { holderOf: () => ({ kind: 'till', branchId: 'north' }) });
  m.mesh.connect('m' as PeerId);
  const { socket, frames } = await rawPeer(m, 'z');
  socket.send(encodeJoin('z'));
  await m.heard('candidate z');
  m.mesh.part('z', 'd');
  socket.send(sync('z', 'd'));
  await m.heard('parted z d');
  socket.send(encodeObjects('z', 'm', { documentId: 'd', objects: new Uint8Array() }));
  await m.heard('objects z d');
  repoSends(m, 'd', 1);
  m.mesh.sendObjects('z', { documentId: 'd', objects: Uint8Array.of(1) });
  m.mesh.sendObjects('away', { documentId: 'd', objects: Uint8Array.of(1) });
  while (frames.length < 2) await once(socket, 'message');
  expect(frames[1]).toMatchObject({ type: 'objects', documentId: 'd', objects: Uint8Array.of(1) });
  expect(m.events.filter((event) => event.startsWith('message'))).toEqual([]);
  m.mesh.mute('z', 'd', 'CHANGE-REFUSED', 'a test');
  m.mesh.sendObjects('z', { documentId: 'd', objects: Uint8Array.of(2) });
  socket.send(encodeObjects('z', 'm', { documentId: 'd', objects: new Uint8Array() }));
  socket.send(sync('z', 'e'));
  await m.heard('message sync');
  expect(m.count('objects z d')).toBe(1);
  expect(frames).toHaveLength(2);
});

it('[LINK-07] a document that needs too large a frame is muted, with an alarm, and nothing else', async () => {
  const m = meshOf('m');
  const { socket, frames } = await rawPeer(m, 'z');
  socket.send(encodeJoin('z'));
  await m.heard('candidate z');
  repoSends(m, 'large', FRAME_MAX_BYTES);
  repoSends(m, 'large', 10);
  repoSends(m, 'small', 10);
  while (frames.length < 2) await once(socket, 'message');
  expect(m.alarms).toMatchObject([{ code: 'FRAME-TOO-LARGE', documentId: 'large' }]);
  expect(frames[1]).toMatchObject({ type: 'sync', documentId: 'small' });
});

it('[LINK-07] a peer that does not read what it is sent is dropped', async () => {
  const m = meshOf('m');
  const { socket } = await rawPeer(m, 'z');
  socket.send(encodeJoin('z'));
  await m.heard('candidate z');
  socket.pause();
  for (let sent = 0; m.mesh.hasLink('z') && sent < 40; sent++) {
    repoSends(m, 'd', 4_000_000);
  }
  expect(m.events).toContain('down z: the peer does not read what it is sent');
});

it('[LINK-08] an adapter is ready at once and sends nothing to who is away', async () => {
  const m = meshOf('m');
  expect(m.mesh.isReady()).toBe(true);
  await m.mesh.whenReady();
  repoSends(m, 'd', 1);
  expect(m.events.filter((event) => !event.startsWith('ended'))).toEqual([]);
});

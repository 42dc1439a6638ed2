import { connect, type ConnectionOptions } from 'node:tls';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { dial } from './dial.ts';
import { expired, makeIdentity, tillWith, type TestIdentity } from './identity.fixture.ts';
import { listen } from './listener.ts';
import type { Member } from './member-proof.ts';
import { PeerTable, type AllowedPeer } from './peer.ts';
import { judgePeer, type Judgement, ORGANISATION_HEADER } from './pinned-tls.ts';
import type { Listener, LinkSocket, PeerProof } from './transport.ts';

const HOST = '127.0.0.1';
const server = makeIdentity();
const client = makeIdentity();
const table = new PeerTable();

let listener: Listener;
let isOpen = true;
let judged: Judgement[] = [];
let arrived: string[] = [];
let meant: (string | null)[] = [];
let sockets: LinkSocket[] = [];

const admit = (proof: PeerProof): AllowedPeer | null => {
  const judgement = judgePeer(proof, table, Date.now());
  judged.push(judgement);
  return judgement.type === 'known' ? judgement.peer : null;
};

beforeEach(async () => {
  isOpen = true;
  [judged, arrived, sockets, meant] = [[], [], [], []];
  table.replace([tillWith('client', 'north', client), tillWith('server', 'north', server)]);
  listener = await listen({
    address: { host: HOST, port: 0 },
    tls: server.tls,
    greetingMs: 500,
    isOpen: () => isOpen,
    admit,
    onSocket: (socket, peer, said) => {
      meant.push(said ?? null);
      sockets.push(socket);
      arrived.push(peer.deviceId);
      socket.send(Buffer.from('welcome'));
    },
    onTrouble: () => undefined,
  });
});

afterEach(async () => {
  for (const socket of sockets) socket.terminate();
  await listener.close();
});

/** What comes of dialling the listener with an identity, under the given judgement of it. */
const dialWith = (identity: TestIdentity, judge = admit, member?: Member): Promise<string> =>
  new Promise((resolve) => {
    dial({
      address: { host: HOST, port: listener.port },
      tls: identity.tls,
      greetingMs: 500,
      admit: judge,
      member,
      onOpen: (socket, peer) => {
        sockets.push(socket);
        resolve(`open to ${peer.deviceId}`);
      },
      onFailed: (_cause, refusedBy) =>
        resolve(refusedBy === null ? 'failed' : `refused by ${refusedBy.deviceId}`),
    });
  });

/** All that a bare TLS client is told before the connection ends. */
const rawConversation = async (options: ConnectionOptions, request: string): Promise<string> => {
  const socket = connect({ host: HOST, port: listener.port, rejectUnauthorized: false, ...options });
  let heard = '';
  socket.on('data', (data: Buffer) => (heard += data.toString('latin1')));
  socket.on('error', () => undefined);
  socket.on('secureConnect', () => socket.write(request));
  await new Promise((resolve) => socket.once('close', resolve));
  return heard;
};

const UPGRADE = [
  'GET / HTTP/1.1',
  'Host: till',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  '',
  '',
].join('\r\n');

it('[LINK-09] two devices that list each other link, and each knows the other by its key', async () => {
  expect(await dialWith(client)).toBe('open to server');
  expect(arrived).toEqual(['client']);
  expect(judged.map(({ type }) => type)).toEqual(['known', 'known']);
});

it('[POOL-03] who dials says for which organisation, once the other has shown a listed key; who cannot says none', async () => {
  const member: Member = {
    organisation: 'ab'.repeat(32),
    deviceId: 'client',
    signPrivate: new Uint8Array(32),
    memberOf: () => null,
    random: () => new Uint8Array(32),
  };
  expect(await dialWith(client, admit, member)).toBe('open to server');
  expect(await dialWith(client)).toBe('open to server');
  expect(meant).toEqual(['ab'.repeat(32), null]);
  expect(ORGANISATION_HEADER).toBe('x-tillmesh-organisation');
});

it('[LINK-09] a key that is not listed is refused before the upgrade is answered', async () => {
  const stranger = makeIdentity();
  expect(await dialWith(stranger)).toBe('refused by server');
  expect(await rawConversation(stranger.tls, UPGRADE)).toBe('');
  expect(arrived).toEqual([]);
  const keyHash = Buffer.from(stranger.tlsKeyHash).toString('hex');
  expect(judged).toContainEqual({ type: 'stranger', keyHash, cause: 'no device is listed with its key' });
});

it('[LINK-09] a device without a certificate is refused', async () => {
  expect(await rawConversation({}, UPGRADE)).toBe('');
  expect(judged).toEqual([{ type: 'stranger', keyHash: '', cause: 'it shows no certificate' }]);
});

it('[LINK-09] an expired certificate is refused, though its key is listed', async () => {
  expect(await dialWith(expired(client))).toBe('refused by server');
  expect(judged.at(-1)).toMatchObject({ cause: 'the certificate of client has expired' });
});

it('[LINK-09] a revoked device is refused from then on', async () => {
  expect(await dialWith(client)).toBe('open to server');
  expect(table.replace([tillWith('server', 'north', server)])).toEqual(['client']);
  expect(await dialWith(client)).toBe('refused by server');
});

it('[LINK-09] whoever dials refuses a key it does not list, and asks nothing of it', async () => {
  expect(await dialWith(client, () => null)).toBe('failed');
  expect(arrived).toEqual([]);
});

it('[LINK-09] older TLS is refused', async () => {
  expect(await rawConversation({ ...client.tls, maxVersion: 'TLSv1.2' }, UPGRADE)).toBe('');
  expect([judged, arrived]).toEqual([[], []]);
});

it('[LINK-10] a listed device that asks for no upgrade gets none, and one that asks nothing is dropped', async () => {
  expect(await rawConversation(client.tls, 'GET / HTTP/1.1\r\nHost: till\r\n\r\n')).toMatch(
    /^HTTP\/1.1 426 /,
  );
  expect(await rawConversation(client.tls, '')).toBe('');
  expect(arrived).toEqual([]);
});

it('[LINK-10] a device that is off the network ends connections before the handshake', async () => {
  isOpen = false;
  expect(await dialWith(client)).toBe('failed');
  expect(judged).toEqual([]);
});

/** The dialler's end of a connection. */
const isDialled = (socket: LinkSocket): boolean => socket instanceof WebSocket && socket.url !== '';

it('[LINK-10] a frame beyond 8 MiB ends the connection', async () => {
  await dialWith(client);
  const [ours, theirs] = sockets.toSorted((a, b) => Number(isDialled(b)) - Number(isDialled(a)));
  const code = new Promise<number>((resolve) => theirs?.on('close', resolve));
  ours?.send(new Uint8Array(8 * 1024 * 1024 + 1));
  expect([1006, 1009]).toContain(await code);
});

it('[LINK-10] a port that is taken is told with its code', async () => {
  const again = listen({
    address: { host: HOST, port: listener.port },
    tls: server.tls,
    greetingMs: 500,
    isOpen: () => true,
    admit,
    onSocket: () => undefined,
    onTrouble: () => undefined,
  });
  await expect(again).rejects.toMatchObject({ code: 'LISTEN-FAILED' });
});

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dial } from './dial.ts';
import { makeIdentity, tillWith } from './identity.fixture.ts';
import { listen } from './listener.ts';
import { PeerTable } from './peer.ts';
import { judgePeer } from './pinned-tls.ts';
import { UNPROVED_MAX, UNPROVED_OF_ADDRESS_MAX } from './threshold.ts';
import type { Listener, LinkSocket } from './transport.ts';

const server = makeIdentity();
const client = makeIdentity();
const table = new PeerTable();
table.replace([tillWith('client', 'north', client), tillWith('server', 'north', server)]);
const GREETING_MS = 600;

let listener: Listener;
let sockets: LinkSocket[] = [];
let strangers: Socket[] = [];

beforeEach(() => {
  [sockets, strangers] = [[], []];
});
afterEach(async () => {
  for (const socket of sockets) socket.terminate();
  for (const socket of strangers) socket.destroy();
  await listener.close();
});

const open = async (greetingMs: number): Promise<void> => {
  listener = await listen({
    address: { host: '127.0.0.1', port: 0 },
    tls: server.tls,
    greetingMs,
    isOpen: () => true,
    admit: (proof) => {
      const judgement = judgePeer(proof, table, Date.now());
      return judgement.type === 'known' ? judgement.peer : null;
    },
    onSocket: (socket) => sockets.push(socket),
    onTrouble: () => undefined,
  });
};

/** Somebody who connects and says nothing. */
const stranger = async (localAddress: string): Promise<Socket> => {
  const socket = connect({ host: '127.0.0.1', port: listener.port, localAddress });
  strangers.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
};

const gone = async (socket: Socket | undefined): Promise<void> => {
  if (socket?.closed === false) await once(socket, 'close');
};

const link = (): Promise<string> =>
  new Promise((resolve) => {
    dial({
      address: { host: '127.0.0.1', port: listener.port },
      tls: client.tls,
      greetingMs: 5_000,
      admit: () => tillWith('server', 'north', server),
      onOpen: (socket) => {
        sockets.push(socket);
        resolve('open');
      },
      onFailed: resolve,
    });
  });

it('[LINK-30] of too many from one address that have proved nothing the oldest goes, and a listed device gets in', async () => {
  await open(60_000);
  const crowd: Socket[] = [];
  for (let index = 0; index < UNPROVED_OF_ADDRESS_MAX; index += 1) crowd.push(await stranger('127.0.0.1'));
  const [first, second] = crowd;
  expect(await link()).toBe('open');
  await gone(first);
  await stranger('127.0.0.1');
  expect(second?.closed).toBe(false);
  await stranger('127.0.0.1');
  await gone(second);
});

it('[LINK-30] of too many in all the oldest of the address with most goes, and nobody else', async () => {
  await open(60_000);
  const quiet = await stranger('127.0.1.1');
  const loud: Socket[] = [];
  for (let address = 1; address <= 4; address += 1) {
    for (let index = 0; index < UNPROVED_OF_ADDRESS_MAX - (address === 1 ? 0 : 1); index += 1)
      loud.push(await stranger(`127.0.2.${address}`));
  }
  expect(loud.length + 1).toBe(UNPROVED_MAX - 2);
  for (let address = 1; address <= 3; address += 1) await stranger(`127.0.3.${address}`);
  await gone(loud[0]);
  expect([quiet, ...loud].filter((socket) => socket.closed)).toEqual([loud[0]]);
  expect(await link()).toBe('open');
});

it('[LINK-30] no byte prolongs the time that somebody has to prove a key', async () => {
  await open(GREETING_MS);
  const hello = await stranger('127.0.0.1');
  // The head of a handshake of 16,000 bytes, and then a byte of it now and then.
  hello.write(Uint8Array.from([22, 3, 1, 62, 128, 1, 0, 62, 124]));
  const beganMs = performance.now();
  const drip = setInterval(() => hello.write(Uint8Array.of(0)), 50);
  await gone(hello);
  clearInterval(drip);
  expect(performance.now() - beganMs).toBeGreaterThan(GREETING_MS / 2);
});

it('[LINK-30] a device that proved its key and drips its request is dropped as well', async () => {
  await open(GREETING_MS);
  const socket = connectTls({
    host: '127.0.0.1',
    port: listener.port,
    rejectUnauthorized: false,
    ...client.tls,
  });
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
  socket.write('GET / HTTP/1.1\r\nHost: ');
  const drip = setInterval(() => socket.write('a'), 50);
  await once(socket, 'close');
  clearInterval(drip);
  expect(sockets).toEqual([]);
});

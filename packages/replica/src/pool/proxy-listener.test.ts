import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createDeviceKeys, type DeviceKeys } from '../key/device-key.ts';
import { systemRandom } from '../key/random.ts';
import { dialUrl } from '../link/dial-url.ts';
import type { Member } from '../link/member-proof.ts';
import { UNPROVED_OF_ADDRESS_MAX } from '../link/threshold.ts';
import type { LinkSocket } from '../link/transport.ts';
import { listenBehindProxy, UNPROVEN_MAX } from './proxy-listener.ts';

const [relayKeys, tillKeys] = [createDeviceKeys(), createDeviceKeys()];
const memberOf = (keys: DeviceKeys): Member => ({
  organisation: 'ab'.repeat(32),
  deviceId: keys.deviceId,
  signPrivate: keys.signPrivate,
  memberOf: (deviceId) => [relayKeys, tillKeys].find((each) => each.deviceId === deviceId)?.public ?? null,
  random: systemRandom,
});
const peer = { deviceId: 'peer', kind: 'till', branchId: null, tlsKeyHash: new Uint8Array(32) } as const;

let listener: Awaited<ReturnType<typeof listenBehindProxy>>;
let taken: LinkSocket[] = [];
let opened: { readonly terminate: () => void }[] = [];
beforeEach(async () => {
  [taken, opened] = [[], []];
  const address = { host: '127.0.0.1', port: 0 };
  const options = {
    address,
    tls: { key: '', cert: '' },
    greetingMs: 60_000,
    isOpen: () => true,
    admit: () => peer,
    onSocket: (socket: LinkSocket) => void taken.push(socket),
    onTrouble: () => undefined,
  };
  listener = await listenBehindProxy({
    address,
    greetingMs: 60_000,
    places: () => [{ tenant: 'one', options, member: memberOf(relayKeys) }],
    useToken: () => Promise.resolve({ tenant: 'one', device: tillKeys.deviceId }),
    onRefused: () => undefined,
    onVisitor: () => undefined,
  });
});
afterEach(async () => {
  for (const socket of opened) socket.terminate();
  await listener.close();
});

const url = (): string => `ws://127.0.0.1:${listener.port}/`;

/** Somebody who says nothing. `from`: as the proxy says it. */
const stranger = async (from: string | null, path = ''): Promise<WebSocket> => {
  const headers = from === null ? {} : { 'x-forwarded-for': from };
  const socket = new WebSocket(`${url()}${path}`, { headers });
  opened.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'open');
  return socket;
};

const crowd = async (count: number, from: (index: number) => string | null): Promise<WebSocket[]> => {
  const sockets: WebSocket[] = [];
  for (let index = 0; index < count; index += 1) sockets.push(await stranger(from(index)));
  return sockets;
};

const gone = async (socket: WebSocket | undefined): Promise<void> => {
  if (socket?.readyState !== WebSocket.CLOSED) await once(socket!, 'close');
};

const link = (): Promise<string> =>
  new Promise((resolve) => {
    dialUrl({
      address: { host: 'relay', port: 0, url: url() },
      tls: { key: '', cert: '' },
      greetingMs: 30_000,
      member: memberOf(tillKeys),
      admit: () => peer,
      onOpen: (socket) => {
        opened.push(socket);
        resolve('open');
      },
      onFailed: resolve,
    });
  });

it('[PROXY-06] of too many from one address that the proxy names the oldest goes, whatever stands before it', async () => {
  const quiet = await stranger('198.51.100.7');
  const [first, ...others] = await crowd(
    UNPROVED_OF_ADDRESS_MAX,
    (n) => `198.51.100.7, 203.0.113.9:${n + 1}`,
  );
  await stranger('192.0.2.1, 203.0.113.9');
  await gone(first);
  expect([quiet, ...others].filter(({ readyState }) => readyState !== WebSocket.OPEN)).toEqual([]);
});

it('[PROXY-06] a crowd from everywhere keeps out neither a device that signs nor a token', async () => {
  const quiet = await stranger('2001:db8:1:2::1');
  const crowded = await crowd(UNPROVEN_MAX + 8, (n) => (n % 2 === 0 ? `203.0.113.${n >> 5}` : null));
  expect(await link()).toBe('open');
  await stranger('203.0.113.99', '?token=anything');
  expect(taken).toHaveLength(2);
  await gone(crowded[1]);
  expect(quiet.readyState).toBe(WebSocket.OPEN);
});

import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { processPorts } from '../carrier/carrier-ports.ts';
import { dial } from './dial.ts';
import { Dialler } from './dialler.ts';
import { makeIdentity, tillWith } from './identity.fixture.ts';
import { QUICK, TestMesh } from './mesh.fixture.ts';
import type { PeerAddress } from './peer.ts';
import { TLS_POLICY } from './pinned-tls.ts';
import type { LinkTiming, Timers } from './timers.ts';

const client = makeIdentity();
const server = makeIdentity();
const SERVER = tillWith('server', 'north', server);
const TIMING: LinkTiming = { ...QUICK, backOffFirstMs: 5, backOffMaxMs: 10 };

const ends: (() => unknown)[] = [];
let ours: TestMesh;
let told: string[];
/** What waits for something to be told. */
let check: () => void;
/** The connections as the devices that are dialled have them. */
let open: Set<TLSSocket>;

beforeEach(() => {
  told = [];
  check = () => undefined;
  open = new Set();
  ours = new TestMesh('client');
  ends.push(() => ours.end());
});

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const note = (event: string): void => {
  told.push(event);
  check();
};

const until = (find: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    check = () => {
      if (find()) resolve();
    };
    check();
  });

const times = (event: string): number => told.filter((one) => one === event).length;

const hangUp = (): void => {
  for (const socket of open) socket.destroy();
};

/** The device that is dialled. It leaves the first upgrades that are asked of it without an answer. */
const startServer = async (unanswered: number): Promise<PeerAddress> => {
  const theirs = new TestMesh('server');
  const webSockets = new WebSocketServer({ noServer: true });
  const http = createHttpServer();
  http.on('upgrade', (request, socket, head) => {
    note('asked');
    if (times('asked') <= unanswered) return;
    webSockets.handleUpgrade(request, socket, head, (webSocket) =>
      theirs.mesh.attach(webSocket, 'client', 'them'),
    );
  });
  const tls = createTlsServer({ ...TLS_POLICY, ...server.tls, requestCert: true }, (socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    http.emit('connection', socket);
  });
  tls.listen(0, '127.0.0.1');
  await once(tls, 'listening');
  ends.push(async () => {
    hangUp();
    await theirs.end();
    tls.close();
  });
  return { host: '127.0.0.1', port: (tls.address() as AddressInfo).port };
};

const dialler = (options: { timing?: LinkTiming; timers?: Timers } = {}): Dialler => {
  const { timing = TIMING, timers = processPorts().timers } = options;
  const made = new Dialler({
    selfId: 'client',
    tls: client.tls,
    timers,
    timing,
    random: () => 0,
    mesh: ours.mesh,
    dial,
    admit: () => SERVER,
    onRefused: (deviceId, cause) => note(`refused by ${deviceId}: ${cause}`),
    onUnreachable: (deviceId, cause) => note(`unreachable ${deviceId}: ${cause}`),
    onTried: () => note('tried'),
  });
  ends.push(() => made.switch(false));
  return made;
};

it('[LINK-14] a device that left an upgrade unanswered is dialled again, and linked when it answers', async () => {
  const address = await startServer(2);
  dialler().setAddresses([address]);
  await ours.heard('up server');
  expect(times('unreachable server: no answer')).toBeGreaterThanOrEqual(2);
  expect(told.filter((event) => event.startsWith('refused'))).toEqual([]);
});

it('[LINK-14] links switched off and on dial a device anew that left an upgrade unanswered', async () => {
  const address = await startServer(2);
  const made = dialler({
    timing: { ...TIMING, greetingMs: 1_000, backOffFirstMs: 60_000, backOffMaxMs: 60_000 },
  });
  made.setAddresses([address]);
  await until(() => times('unreachable server: no answer') === 1);
  made.switch(false);
  made.switch(true);
  // Broken off while it waits for the answer.
  await until(() => times('asked') === 2);
  made.switch(false);
  made.switch(true);
  await ours.heard('up server');
  expect(ours.mesh.hasLink('server')).toBe(true);
});

it('[LINK-14] of two ways to a device one is gone at a time, and the other is free when that one fails', async () => {
  const [first, second] = await Promise.all([startServer(1), startServer(1)]);
  const { timers } = processPorts();
  let dialled = (): void => undefined;
  const later: Timers['later'] = (run, delayMs) =>
    timers.later(() => {
      run();
      dialled();
    }, delayMs);
  const made = dialler({ timing: { ...TIMING, greetingMs: 30_000 }, timers: { ...timers, later } });
  const further = 'unreachable server: not dialled further';
  made.setAddresses([first]);
  await until(() => times('asked') === 1);
  made.setAddresses([first, second]);
  await until(() => times(further) === 2);
  // Taken back while it is dialled: what waits on the first way is not forgotten for that.
  dialled = () => {
    dialled = () => undefined;
    made.setAddresses([first]);
    made.setAddresses([first, second]);
  };
  await until(() => times(further) === 4);
  expect(times('asked')).toBe(1);
  hangUp();
  await ours.heard('up server');
  expect(times('asked')).toBe(2);
});

import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { processPorts } from '../carrier/carrier-ports.ts';
import { dial } from './dial.ts';
import { Dialler } from './dialler.ts';
import { handTimers } from './hand-timers.fixture.ts';
import { makeIdentity, tillWith } from './identity.fixture.ts';
import { QUICK, rawPeer, TestMesh } from './mesh.fixture.ts';
import type { PeerAddress } from './peer.ts';
import { TLS_POLICY } from './pinned-tls.ts';
import { DEFAULT_TIMING, type LinkTiming, type Timers } from './timers.ts';
import { encodeJoin } from './wire-message.ts';

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
    onMet: (deviceId, { port }) => note(`met ${deviceId} at ${port}`),
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

/** Time that a test turns, and attempts that all fail at once or wait. */
const madeUp = () => {
  const { timers, turnTo } = handTimers();
  const attempts: { readonly atMs: number; readonly host: string; readonly fail: () => void }[] = [];
  let answers = false;
  const made = new Dialler({
    selfId: 'client',
    tls: client.tls,
    timers,
    timing: DEFAULT_TIMING,
    random: () => 1,
    mesh: ours.mesh,
    dial: ({ address, onFailed }) => {
      const fail = (): void => onFailed('no answer', null);
      attempts.push({ atMs: timers.nowMs(), host: address.host, fail });
      if (answers) timers.later(fail, 0);
      return () => undefined;
    },
    admit: () => SERVER,
    onMet: () => undefined,
    onRefused: () => undefined,
    onUnreachable: () => undefined,
    onTried: () => undefined,
  });
  return {
    made,
    turnTo,
    attempts,
    nowMs: timers.nowMs,
    failAtOnce: () => {
      answers = true;
    },
    at: (host: string) => attempts.filter((one) => one.host === host).map(({ atMs }) => atMs),
  };
};

const at = (host: string): PeerAddress => ({ host, port: 7_100 });
const gapsOf = (triedMs: readonly number[]): number[] =>
  triedMs.slice(1).map((ms, index) => ms - (triedMs[index] ?? 0));
const HOUR_MS = 3_600_000;

it('[NEAR-08] an address that was only hinted at is tried ever more seldom, a configured one is not', () => {
  const { made, turnTo, at: triedAt, failAtOnce } = madeUp();
  failAtOnce();
  made.addHints([at('hint')]);
  made.setAddresses([at('given')]);
  turnTo(4 * HOUR_MS);
  const [hint, given] = [gapsOf(triedAt('hint')), gapsOf(triedAt('given'))];
  expect(hint.slice(0, 7)).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000]);
  expect(hint.slice(38, 46)).toEqual([15_000, 15_000, 30_000, 60_000, 120_000, 240_000, 480_000, 600_000]);
  expect([hint.at(-1), given.at(-1)]).toEqual([600_000, 15_000]);
});

it('[NEAR-08] an address that is heard of again is dialled at once, yet once a second, and an attempt on its way goes on', () => {
  const { made, turnTo, at: triedAt, attempts, nowMs } = madeUp();
  made.heardOf(at('a'));
  made.heardOf(at('a'));
  turnTo(5_000);
  made.heardOf(at('a'));
  expect(triedAt('a')).toEqual([0]);
  attempts[0]?.fail();
  made.heardOf(at('a'));
  expect(triedAt('a')).toEqual([0, 5_000]);
  attempts[1]?.fail();
  made.heardOf(at('a'));
  expect([triedAt('a'), nowMs()]).toEqual([[0, 5_000], 5_000]);
});

it('[NEAR-08] when the network is another one, what waits is dialled at once', () => {
  const { made, turnTo, at: triedAt, failAtOnce } = madeUp();
  failAtOnce();
  made.addHints([at('a')]);
  turnTo(2 * HOUR_MS);
  const before = triedAt('a').length;
  made.startOver();
  expect(triedAt('a').slice(before)).toEqual([2 * HOUR_MS]);
  turnTo(2 * HOUR_MS + 1_000);
  expect(triedAt('a').length - before).toBeGreaterThan(2);
});

it('[NEAR-08] of hints without end 128 are kept, and configured addresses stay', () => {
  const { made, attempts } = madeUp();
  made.setAddresses([at('given')]);
  for (let index = 0; index < 1_000; index += 1) made.heardOf(at(`h${index}`));
  made.switch(false);
  const before = attempts.length;
  made.switch(true);
  const kept = attempts.slice(before).map(({ host }) => host);
  expect(kept).toHaveLength(129);
  expect(kept).toContain('given');
  expect(kept).toContain('h999');
});

it('[NEAR-09] of many addresses of one device each is tried, one is linked, and where it was met is told', async () => {
  const addresses = await Promise.all([startServer(0), startServer(0), startServer(0)]);
  const made = dialler();
  made.setAddresses(addresses.slice(0, 1));
  for (const address of addresses) made.heardOf(address);
  await ours.heard('up server');
  await until(() => addresses.every(({ port }) => times(`met server at ${port}`) > 0));
  expect([ours.count('up server'), times('asked')]).toEqual([1, 1]);
  // The one that is linked goes down: another one is up.
  hangUp();
  await ours.until((events) => events.filter((event) => event === 'up server').length === 2);
  expect(ours.count('candidate server') - ours.count('disconnected server')).toBe(1);
});

it('[NEAR-10] a device that answers at another address makes its old link show that it stands, and is linked there if it does not', async () => {
  const address = await startServer(0);
  ours = new TestMesh('client', {
    timing: { ...TIMING, heartbeatMs: 60_000, silenceMs: 60_000 },
    onDown: (deviceId, cause) => {
      note(`down ${deviceId}: ${cause}`);
      made.lost(deviceId);
    },
  });
  ends.push(() => ours.end());
  const made = dialler();
  const { socket } = await rawPeer(ours, 'server', false);
  socket.send(encodeJoin('server'));
  await ours.heard('up server');
  made.heardOf(address);
  await ours.until((events) => events.filter((event) => event === 'up server').length === 2);
  expect([told.includes('down server: no answer'), times('asked')]).toEqual([true, 1]);
});

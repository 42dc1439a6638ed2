import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:tls';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Air } from '../discovery/discovery.fixture.ts';
import type { Sighting } from '../discovery/discovery-port.ts';
import { makeIdentity } from '../link/identity.fixture.ts';
import { TLS_POLICY } from '../link/pinned-tls.ts';
import { DEFAULT_TIMING } from '../link/timers.ts';
import { createCarrier } from './carrier.ts';
import type { CarrierConfig } from './carrier-port.ts';
import { processPorts } from './carrier-ports.ts';
import { type TestDevice, TestOrganisation } from './device.fixture.ts';

const TIMING = { ...DEFAULT_TIMING, backOffFirstMs: 10, backOffMaxMs: 50 };

let organisation: TestOrganisation;
let air: Air;
beforeEach(() => {
  organisation = new TestOrganisation();
  air = new Air();
});
afterEach(() => organisation.end());

/** A device at an address of loopback, which finds and is found there. */
const deviceAt = (host: string, name: string, other?: string): TestDevice => {
  const start = (config: CarrierConfig) =>
    createCarrier(
      { ...config, listen: { host, port: 0, onlyWithOthers: true }, isDiscovering: true },
      { ...processPorts(), timing: TIMING, openDiscovery: air.at(host) },
    );
  return organisation.device(name, { start, ...(other === undefined ? {} : { organisation: other }) });
};

/** All that is announced, as somebody who only listens hears it. */
const overheard = (): Sighting[] => {
  const heard: Sighting[] = [];
  const { timers, random } = processPorts();
  air
    .at('127.0.0.9')({ at: '::', timers, random, onSilent: () => undefined, onMoved: () => undefined })
    .browse('tillmesh', { found: (sighting) => heard.push(sighting), gone: () => undefined });
  return heard;
};

const allow = (devices: readonly TestDevice[]): void => {
  const allowed = devices.map(({ self }) => self);
  for (const device of devices) device.send({ type: 'peers', allowed, dial: [] });
};

it('[NEAR-06] devices that are told no address find each other and link, as soon as more than one is listed', async () => {
  const heard = overheard();
  const [a, b, c] = [deviceAt('127.0.0.1', 'a'), deviceAt('127.0.0.2', 'b'), deviceAt('127.0.0.3', 'c')];
  a.send({ type: 'peers', allowed: [a.self], dial: [] });
  await a.until(() => a.all('asked').length > 0);
  expect([a.all('ready'), a.all('listening'), heard]).toEqual([[{ type: 'ready', port: null }], [], []]);
  allow([a, b, c]);
  await Promise.all([a.linked(b), a.linked(c), b.linked(a), b.linked(c), c.linked(a), c.linked(b)]);
  const ports = [a, b, c].flatMap((device) => device.all('listening').map(({ port }) => port));
  expect(new Set(heard.map(({ address }) => address.port))).toEqual(new Set(ports));
  expect([heard.length, ports.length]).toEqual([3, 3]);
});

it('[NEAR-05] an announcement says nothing of the shop, and who is of another one is neither dialled nor told of', async () => {
  const heard = overheard();
  const [a, b] = [deviceAt('127.0.0.1', 'a'), deviceAt('127.0.0.2', 'b')];
  const stranger = deviceAt('127.0.0.3', 'stranger', 'cd'.repeat(32));
  const listedThere = { ...a.self, deviceId: 'other', tlsKeyHash: new Uint8Array(32) };
  stranger.send({ type: 'peers', allowed: [stranger.self, listedThere], dial: [] });
  await stranger.until(() => stranger.all('listening').length > 0);
  allow([a, b]);
  await Promise.all([a.linked(b), b.linked(a)]);
  expect([a, b, stranger].flatMap((device) => device.alarms())).toEqual([]);
  expect(heard).toHaveLength(3);
  for (const { text } of heard) {
    expect(Object.keys(text)).toEqual(['salt', 'hint']);
    for (const value of Object.values(text)) expect(value).toMatch(/^[0-9a-f]{16}$/);
  }
  expect(new Set(heard.flatMap(({ text }) => Object.values(text))).size).toBe(6);
});

it('[NEAR-05] whoever repeats the words of a member is dialled, shows a key that nobody lists, and is told of to nobody', async () => {
  const [a, b] = [deviceAt('127.0.0.1', 'a'), deviceAt('127.0.0.2', 'b')];
  const heard = overheard();
  a.send({ type: 'peers', allowed: [a.self, b.self], dial: [] });
  await a.until(() => a.all('listening').length > 0);
  const mirror = createServer({ ...TLS_POLICY, ...makeIdentity().tls, requestCert: true });
  mirror.listen(0, '127.0.0.1');
  await once(mirror, 'listening');
  const { timers, random } = processPorts();
  const liar = air.at('127.0.0.1')({
    at: '::',
    timers,
    random,
    onSilent: () => undefined,
    onMoved: () => undefined,
  });
  const dialled = once(mirror, 'connection') as Promise<[Socket]>;
  const { port } = mirror.address() as AddressInfo;
  liar.announce({ type: 'tillmesh', port, text: heard[0]?.text ?? {} });
  const [socket] = await dialled;
  // It ends when the key was seen.
  if (!socket.closed) await once(socket, 'close');
  mirror.close();
  b.send({ type: 'peers', allowed: [a.self, b.self], dial: [] });
  await a.linked(b);
  const shown = a.all('links').flatMap(({ links }) => links.map(({ deviceId }) => deviceId));
  expect([a.alarms(), [...new Set(shown)]]).toEqual([[], ['b']]);
});

it('[NEAR-07] where a device proved its key is told, and a hint of it links again without anything else', async () => {
  const [a, b] = [deviceAt('127.0.0.1', 'a'), deviceAt('127.0.0.2', 'b')];
  allow([a, b]);
  await Promise.all([a.linked(b), b.linked(a)]);
  const met = await a.until(() => a.all('met').at(0) ?? undefined);
  expect(met).toEqual({
    type: 'met',
    deviceId: 'b',
    address: { host: '127.0.0.2', port: b.all('listening')[0]?.port },
  });
  air.cut('127.0.0.1', true);
  await a.restart();
  a.send({ type: 'hints', addresses: [met.address] });
  a.send({ type: 'peers', allowed: [a.self, b.self], dial: [] });
  await a.linked(b);
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeIdentity } from '../link/identity.fixture.ts';
import { createCarrier } from './carrier.ts';
import type { CarrierConfig, CarrierPort } from './carrier-port.ts';
import { processPorts } from './carrier-ports.ts';
import {
  bytes,
  catalog,
  digest,
  everywhere,
  introduce,
  ledger,
  north,
  numbered,
  type TestDevice,
  TestOrganisation,
  toldOf,
} from './device.fixture.ts';

let organisation: TestOrganisation;

beforeEach(() => {
  organisation = new TestOrganisation();
});

afterEach(() => organisation.end());

it('[CARR-05] a relay between two tills passes on what it cannot read', async () => {
  const [a, b] = [organisation.device('a'), organisation.device('b')];
  const relay = organisation.device('relay', { kind: 'relay', branchId: null });
  await Promise.all([a, relay, b].map((device) => device.open([north, everywhere])));
  await introduce(
    [a, relay, b],
    [
      [a, relay],
      [b, relay],
    ],
  );
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 3) });
  b.send({ type: 'put', ref: catalog, objects: [{ key: 'p/core', bytes: bytes(1) }] });
  await Promise.all([toldOf(b, 3), toldOf(a, 1)]);
  expect(b.told()).toEqual(numbered(0, 3));
  expect(a.told()).toEqual([{ key: 'p/core', bytes: bytes(1) }]);
  expect(b.stateOf('a')).toBe('away');
});

it('[CARR-06] with the link switched off each goes on alone, and all is merged when it is on again', async () => {
  const [a, b] = [organisation.device('a'), organisation.device('b')];
  await Promise.all([a.open([north]), b.open([north])]);
  await introduce([a, b], [[a, b]]);
  await Promise.all([a.linked(b), b.linked(a)]);
  a.send({ type: 'link-switch', on: false });
  await Promise.all([a.until(() => a.stateOf('b') === 'away'), b.until(() => b.stateOf('a') === 'away')]);
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 20) });
  b.send({ type: 'put', ref: ledger, objects: numbered(20, 40) });
  await Promise.all([a.flush(), b.flush()]);
  expect([a.told(), b.told()]).toEqual([[], []]);
  a.send({ type: 'link-switch', on: true });
  await Promise.all([toldOf(a, 20), toldOf(b, 20)]);
  expect(digest(await a.read(ledger))).toEqual(digest(numbered(0, 40)));
  expect(digest(await b.read(ledger))).toEqual(digest(numbered(0, 40)));
});

it('[CARR-07] a document that is opened later than at the peer still gets all, and then what is new', async () => {
  const [a, b] = [organisation.device('a'), organisation.device('b')];
  await a.open([north]);
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 20) });
  await introduce([a, b], [[b, a]]);
  await Promise.all([a.linked(b), b.linked(a)]);
  a.send({ type: 'put', ref: ledger, objects: numbered(20, 21) });
  await a.flush();
  await b.open([north]);
  await toldOf(b, 21);
  a.send({ type: 'put', ref: ledger, objects: numbered(21, 22) });
  b.send({ type: 'put', ref: ledger, objects: numbered(22, 23) });
  await Promise.all([toldOf(b, 22), toldOf(a, 1)]);
  expect(digest(b.told())).toEqual(digest(numbered(0, 22)));
});

it('[CARR-08] the ledger of another branch reaches no till, directly or asked for; a relay gets it', async () => {
  const a = organisation.device('a', { branchId: 'north' });
  const b = organisation.device('b', { branchId: 'south' });
  const relay = organisation.device('relay', { kind: 'relay', branchId: null });
  await Promise.all([a.open([north, everywhere]), relay.open([north, everywhere])]);
  b.send({ type: 'open', documents: [north] });
  await b.open([everywhere]);
  expect(b.alarms()).toEqual(['DOCUMENT-NOT-ALLOWED']);
  // A till that believes it may: its own view of the branch is wrong.
  const liar = organisation.device('liar', { branchId: 'north' });
  await liar.open([north]);
  const devices = [a, b, relay, liar];
  await introduce(devices, [
    [b, a],
    [b, relay],
    [relay, a],
    [liar, a],
  ]);
  const truth = devices
    .map((device) => device.self)
    .map((self) => (self.deviceId === 'liar' ? { ...self, branchId: 'south' } : self));
  a.send({ type: 'peers', allowed: truth, dial: [] });
  await a.linked(liar);
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 2) });
  a.send({ type: 'put', ref: catalog, objects: [{ key: 'p/core', bytes: bytes(1) }] });
  await Promise.all([toldOf(relay, 3), toldOf(b, 1)]);
  await a.until(() => a.alarms().includes('DOCUMENT-NOT-ALLOWED'));
  expect(b.told()).toEqual([{ key: 'p/core', bytes: bytes(1) }]);
  expect(liar.told()).toEqual([]);
});

it('[CARR-10] a confirmation reaches the peer, and one for a peer that is away when it is back', async () => {
  const [a, b] = [organisation.device('a'), organisation.device('b')];
  const hash = new Uint8Array(32).fill(7);
  const held = (series: string, sequence: number): void =>
    a.send({ type: 'confirm', to: 'b', series, sequence, hash });
  await Promise.all([a.port(), b.port()]);
  a.send({ type: 'peers', allowed: [b.self], dial: [] });
  held('s', 1);
  held('s', 3);
  held('s', 2);
  held('t', 9);
  await introduce([a, b], [[b, a]]);
  await b.until(() => b.all('held').length === 2);
  held('s', 4);
  await b.until(() => b.all('held').length === 3);
  expect(b.all('held')).toEqual([
    { type: 'held', by: 'a', series: 's', sequence: 3, hash },
    { type: 'held', by: 'a', series: 't', sequence: 9, hash },
    { type: 'held', by: 'a', series: 's', sequence: 4, hash },
  ]);
});

it('[CARR-10] what was confirmed is told again when a link is back, to a device that was restarted too', async () => {
  const [a, b] = [organisation.device('a'), organisation.device('b')];
  const hash = new Uint8Array(32).fill(7);
  const confirm = (series: string, sequence: number): void =>
    a.send({ type: 'confirm', to: 'b', series, sequence, hash });
  const told = () => b.all('held').map(({ series, sequence }) => [series, sequence]);
  await introduce([a, b], [[b, a]]);
  await Promise.all([a.linked(b), b.linked(a)]);
  confirm('s', 1);
  confirm('t', 5);
  confirm('s', 2);
  await b.until(() => told().length === 3);
  await b.restart();
  b.send({ type: 'peers', allowed: [a.self, b.self], dial: [await a.address()] });
  await b.until(() => told().length === 2);
  expect(told()).toEqual([
    ['t', 5],
    ['s', 2],
  ]);
  a.send({ type: 'link-switch', on: false });
  await a.until(() => a.stateOf('b') === 'away');
  confirm('s', 3);
  a.send({ type: 'link-switch', on: true });
  await b.until(() => told().length === 4);
  expect(told().slice(2)).toEqual([
    ['t', 5],
    ['s', 3],
  ]);
});

it('[CARR-11] a device that is taken from the list is dropped at once and not taken back', async () => {
  const [a, b] = [organisation.device('a'), organisation.device('b')];
  await Promise.all([a.open([north]), b.open([north])]);
  await introduce([a, b], [[b, a]]);
  await Promise.all([a.linked(b), b.linked(a)]);
  a.send({ type: 'peers', allowed: [a.self], dial: [] });
  await b.until(() => b.stateOf('a') === 'refused');
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 1) });
  await a.until(() => a.alarms().includes('LINK-REFUSED'));
  expect(b.told()).toEqual([]);
  const shown = a
    .all('links')
    .at(-1)
    ?.links.map(({ deviceId, state }) => [deviceId.slice(0, 4), state]);
  expect(shown).toEqual([['key:', 'refused']]);
});

it('[CARR-12] a key that nobody lists is refused by whoever is dialled and whoever dials', async () => {
  const [a, b] = [organisation.device('a'), organisation.device('b')];
  await Promise.all([a.open([north]), b.open([north])]);
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 1) });
  const pretender = { ...b.self, tlsKeyHash: makeIdentity().tlsKeyHash };
  a.send({ type: 'peers', allowed: [a.self, pretender], dial: [] });
  b.send({ type: 'peers', allowed: [a.self, b.self], dial: [await a.address()] });
  await a.until(() => a.alarms().includes('LINK-REFUSED'));
  await b.until(() => b.stateOf('a') === 'refused');
  a.send({ type: 'peers', allowed: [a.self, b.self], dial: [] });
  b.send({
    type: 'peers',
    allowed: [b.self, { ...a.self, tlsKeyHash: pretender.tlsKeyHash }],
    dial: [await a.address()],
  });
  await b.until(() => b.alarms().includes('LINK-REFUSED'));
  expect([a.stateOf('b'), b.told()]).toEqual(['away', []]);
});

it('[LINK-09] a device of another organisation is refused, its own certificate and list notwithstanding', async () => {
  const [a, b, stranger] = [
    organisation.device('a'),
    organisation.device('b'),
    organisation.device('s', { organisation: 'cd'.repeat(32) }),
  ];
  await Promise.all([a.open([north]), b.open([north]), stranger.open([north])]);
  stranger.send({ type: 'put', ref: ledger, objects: numbered(0, 2) });
  a.send({ type: 'put', ref: ledger, objects: numbered(2, 4) });
  await introduce([a, b], [[b, a]]);
  stranger.send({ type: 'peers', allowed: [a.self, stranger.self], dial: [await a.address()] });
  await a.until(() => a.alarms().includes('LINK-REFUSED'));
  await stranger.until(() => stranger.stateOf('a') === 'refused');
  await toldOf(b, 2);
  expect([a.told(), stranger.told()]).toEqual([[], []]);
});

it('[CARR-21] once a start it is told that all were asked: who could not be reached, who is linked, and nobody', async () => {
  const [a, b, alone] = [organisation.device('a'), organisation.device('b'), organisation.device('alone')];
  const hash = new Uint8Array(32).fill(7);
  alone.send({ type: 'peers', allowed: [], dial: [] });
  await alone.until(() => alone.all('asked').length === 1);
  await introduce([b], []);
  b.send({ type: 'peers', allowed: [a.self, b.self], dial: [] });
  b.send({ type: 'confirm', to: 'a', series: 's', sequence: 4, hash });
  await a.port();
  const nobody = { host: '127.0.0.1', port: 1 };
  a.send({ type: 'peers', allowed: [a.self, b.self], dial: [nobody, await b.address()] });
  await a.until(() => a.all('asked').length === 1);
  const order = a.said.flatMap(({ type }) => (type === 'held' || type === 'asked' ? [type] : []));
  expect(order).toEqual(['held', 'asked']);
  a.send({ type: 'peers', allowed: [a.self, b.self], dial: [nobody] });
  a.send({ type: 'link-switch', on: false });
  await a.until(() => a.stateOf('b') === 'away');
  expect(a.all('asked')).toHaveLength(1);
});

/** A carrier whose long timers, traffic among them, end at once. */
const telling = (config: CarrierConfig): CarrierPort => {
  const ports = processPorts();
  const later: typeof ports.timers.later = (run, delayMs) =>
    ports.timers.later(run, delayMs === 5_000 ? 1 : delayMs);
  return createCarrier(config, { ...ports, timers: { ...ports.timers, later } });
};

it('[HELD-32] by the heads that devices name it is told who holds all that is here, and how much of the own ledgers', async () => {
  const start = telling;
  const [a, b] = [organisation.device('a', { start }), organisation.device('b', { start })];
  await Promise.all([a.open([north, everywhere]), b.open([north, everywhere])]);
  const allowed = [a.self, b.self];
  const signers = { rootKey: null, devices: [], series: [{ series: 'series', deviceId: 'a' }] };
  const shareOf = (device: TestDevice) => device.all('traffic').at(-1)?.shares[0];
  a.send({ type: 'peers', allowed, dial: [await b.address()], signers });
  b.send({ type: 'peers', allowed, dial: [], signers });
  await a.linked(b);
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 7) });
  a.send({ type: 'put', ref: catalog, objects: [{ key: 'p/core', bytes: bytes(1) }] });
  const own = [{ series: 'series', segment: 0, entries: 7 }];
  await a.until(() => shareOf(a)?.behind === 0);
  expect(shareOf(a)).toMatchObject({ deviceId: 'b', behind: 0, own });
  await b.until(() => shareOf(b)?.behind === 0);
  expect(shareOf(b)).toMatchObject({ deviceId: 'a', behind: 0, own: [] });
  // What is written while it is away it does not hold.
  a.send({ type: 'link-switch', on: false });
  await a.until(() => a.stateOf('b') === 'away');
  a.send({ type: 'put', ref: catalog, objects: [{ key: 'q/core', bytes: bytes(2) }] });
  await a.until(() => shareOf(a)?.behind === 1);
  expect(shareOf(a)).toMatchObject({ deviceId: 'b', behind: 1, own });
});

it('[LINK-31] a carrier tells what went over its links, what runs at the other end, and whom it dials in vain', async () => {
  const start = (config: CarrierConfig): CarrierPort => telling({ ...config, program: '9.8.7' });
  const [a, b] = [organisation.device('a', { start }), organisation.device('b', { start: telling })];
  await Promise.all([a.open([north]), b.open([north])]);
  const gone = { host: '127.0.0.1', port: 9 };
  const allowed = [a.self, b.self];
  a.send({ type: 'peers', allowed, dial: [await b.address(), gone] });
  b.send({ type: 'peers', allowed, dial: [] });
  await Promise.all([a.linked(b), b.linked(a)]);
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 100) });
  await toldOf(b, 100);
  const seenBy = (device: TestDevice, other: string) =>
    device
      .all('traffic')
      .at(-1)
      ?.peers.find(({ deviceId }) => deviceId === other);
  await Promise.all([
    a.until(() => (seenBy(a, 'b')?.bytesOut ?? 0) > 300),
    b.until(() => (seenBy(b, 'a')?.bytesIn ?? 0) > 300),
  ]);
  expect(seenBy(b, 'a')?.program).toEqual({ version: '9.8.7', protocol: 5 });
  expect(seenBy(a, 'b')?.program).toBeNull();
  expect(seenBy(a, 'b')?.lastHeardMs).not.toBeNull();
  const dials = await a.until(() => {
    const told = a.all('traffic').at(-1)?.dials;
    return told?.some(({ cause, nextMs }) => cause !== null && nextMs !== null) === true && told;
  });
  expect(dials.map(({ address, deviceId }) => [address, deviceId])).toEqual([['127.0.0.1:9', null]]);
  expect(dials[0]?.cause).toContain('ECONNREFUSED');
});

import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { getAllChanges, load } from '@automerge/automerge';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { digestOf, objectHash } from '../document/object-digest.ts';
import { makeIdentity } from '../link/identity.fixture.ts';
import type { CarriedObject, DocumentRef } from './carrier-port.ts';
import { introduce, TestOrganisation, type TestDevice } from './device.fixture.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const ledger: DocumentRef = { kind: 'ledger', parts: ['series', '0'] };
const catalog: DocumentRef = { kind: 'catalog', parts: ['0', '1'] };
const north = { ref: ledger, branchId: 'north' };
const everywhere = { ref: catalog, branchId: null };

let organisation: TestOrganisation;

beforeEach(() => {
  organisation = new TestOrganisation();
});

afterEach(() => organisation.end());

const numbered = (from: number, to: number): CarriedObject[] =>
  Array.from({ length: to - from }, (_, index) => ({
    bytes: bytes((from + index) >> 8, (from + index) & 255),
  }));

const digest = (objects: readonly CarriedObject[]): ReturnType<typeof digestOf> =>
  digestOf(objects.map((object) => objectHash(object.bytes)));

/** Resolves when a device has been told of so many objects. */
const toldOf = (device: TestDevice, count: number): Promise<unknown> =>
  device.until(() => device.told().length >= count);

it('[CARR-01] a document is opened empty, takes objects, and gives them back', async () => {
  const a = organisation.device('a');
  expect(await a.open([north])).toMatchObject([{ ref: ledger, ...digest([]) }]);
  const objects = numbered(0, 5);
  a.send({ type: 'put', ref: ledger, objects });
  expect(await a.read(ledger)).toEqual(objects);
  expect(await a.open([north])).toMatchObject([{ ref: ledger, ...digest(objects) }]);
  expect(a.told()).toEqual([]);
});

it('[CARR-01] open, put and read may be sent at once, before anything was answered', async () => {
  const a = organisation.device('a');
  a.send({ type: 'open', documents: [north] });
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 3) });
  expect(await a.read(ledger)).toEqual(numbered(0, 3));
});

it('[CARR-02] putting again changes nothing: list kinds skip bytes that are there', async () => {
  const a = organisation.device('a');
  await a.open([north]);
  a.send({ type: 'put', ref: ledger, objects: [...numbered(0, 3), ...numbered(1, 2)] });
  await a.flush();
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 4) });
  expect(await a.read(ledger)).toEqual(numbered(0, 4));
});

it('[CARR-02] putting again changes nothing: map kinds keep a key that holds these bytes', async () => {
  const a = organisation.device('a');
  await a.open([everywhere]);
  const put = (key: string, value: number): void =>
    a.send({ type: 'put', ref: catalog, objects: [{ key, bytes: bytes(value) }] });
  put('p/core', 1);
  put('p/core', 2);
  put('q/core', 3);
  await a.flush();
  put('p/core', 2);
  const read = await a.read(catalog);
  expect(read.toSorted((x, y) => x.bytes[0]! - y.bytes[0]!)).toEqual([
    { key: 'p/core', bytes: bytes(2) },
    { key: 'q/core', bytes: bytes(3) },
  ]);
});

it('[CARR-02] what is put into one document at once is one change', async () => {
  const a = organisation.device('a');
  await a.open([north, everywhere]);
  for (let from = 0; from < 1000; from += 250) {
    a.send({ type: 'put', ref: ledger, objects: numbered(from, from + 250) });
    a.send({ type: 'put', ref: catalog, objects: [{ key: `p${from}`, bytes: bytes(1) }] });
  }
  await a.flush();
  await a.carrier.close();
  const database = new DatabaseSync(a.config.databaseFile);
  const rows = database.prepare("SELECT data FROM chunk WHERE instr(key, x'736e617073686f74')").all();
  database.close();
  const changes = rows.map((row) => getAllChanges(load(row['data'] as Uint8Array)).length);
  // The genesis, and one.
  expect(changes).toEqual([2, 2]);
});

it('[CARR-03] what is flushed is there after a restart', async () => {
  const a = organisation.device('a');
  await a.open([north, everywhere]);
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 300) });
  a.send({ type: 'put', ref: catalog, objects: [{ key: 'p/core', bytes: bytes(7) }] });
  await a.flush();
  await a.restart();
  expect(await a.open([north, everywhere])).toMatchObject([
    { ref: ledger, ...digest(numbered(0, 300)) },
    { ref: catalog, count: 1 },
  ]);
  expect(await a.read(ledger)).toEqual(numbered(0, 300));
});

it('[CARR-04] two devices that wrote apart hold the same, and each is told what it lacked', async () => {
  const [a, b] = [organisation.device('a'), organisation.device('b')];
  await Promise.all([a.open([north, everywhere]), b.open([north, everywhere])]);
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 400) });
  b.send({ type: 'put', ref: ledger, objects: numbered(400, 800) });
  a.send({ type: 'put', ref: catalog, objects: [{ key: 'p/core', bytes: bytes(1) }] });
  b.send({ type: 'put', ref: catalog, objects: [{ key: 'p/core', bytes: bytes(2) }] });
  await introduce([a, b], [[a, b]]);
  await Promise.all([toldOf(a, 401), toldOf(b, 401)]);
  const ledgerOf = async (device: TestDevice): Promise<unknown> => digest(await device.read(ledger));
  expect(await ledgerOf(a)).toEqual(digest(numbered(0, 800)));
  expect(await ledgerOf(b)).toEqual(await ledgerOf(a));
  const values = (await a.read(catalog)).map((object) => object.bytes[0] ?? 0);
  expect(values.toSorted((x, y) => x - y)).toEqual([1, 2]);
  const own = numbered(0, 400).map((object) => objectHash(object.bytes));
  expect(a.told().filter((object) => own.includes(objectHash(object.bytes)))).toEqual([]);
  expect(a.all('objects').find(({ complete }) => !complete)).toMatchObject({ from: 'b' });
  expect(a.alarms()).toEqual([]);
  expect(b.alarms()).toEqual([]);
});

it('[CARR-04] nothing is told twice, and no slice is longer than 256', async () => {
  const [a, b] = [organisation.device('a'), organisation.device('b')];
  await Promise.all([a.open([north]), b.open([north])]);
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 1000) });
  // Both put these: two insertions of one object.
  b.send({ type: 'put', ref: ledger, objects: numbered(0, 10) });
  await introduce([a, b], [[a, b]]);
  await toldOf(b, 990);
  a.send({ type: 'put', ref: ledger, objects: numbered(1000, 1001) });
  await toldOf(b, 991);
  const hashes = b.told().map((object) => objectHash(object.bytes));
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(b.told()).toHaveLength(991);
  expect(a.told()).toEqual([]);
  const slices = b.all('objects').map(({ objects }) => objects.length);
  expect(Math.max(...slices)).toBeLessThanOrEqual(256);
});

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

it('[CARR-09] what cannot be carried is refused with an alarm, and nothing else is harmed', async () => {
  const a = organisation.device('a');
  await a.open([north, everywhere]);
  a.send({ type: 'put', ref: { kind: 'ledger', parts: ['only one'] }, objects: numbered(0, 1) });
  a.send({ type: 'put', ref: { kind: 'ledger', parts: ['not', 'open'] }, objects: numbered(0, 1) });
  a.send({ type: 'read', ref: { kind: 'ledger', parts: ['not', 'open'] } });
  a.send({
    type: 'put',
    ref: catalog,
    objects: [{ bytes: bytes(1) }, { key: '__proto__', bytes: bytes(1) }],
  });
  a.send({ type: 'put', ref: ledger, objects: [{ key: 'k', bytes: bytes(1) }, { bytes: bytes() }] });
  a.send({
    type: 'put',
    ref: ledger,
    objects: [{ bytes: new Uint8Array(1024 * 1024 + 1) }, ...numbered(0, 1)],
  });
  expect(await a.read(ledger)).toEqual(numbered(0, 1));
  expect(await a.read(catalog)).toEqual([]);
  expect(a.alarms()).toEqual([
    'DOCUMENT-REF-INVALID',
    'DOCUMENT-NOT-OPEN',
    'DOCUMENT-NOT-OPEN',
    'OBJECT-KEY-INVALID',
    'OBJECT-KEY-INVALID',
    'OBJECT-KEY-INVALID',
    'OBJECT-SIZE-INVALID',
    'OBJECT-SIZE-INVALID',
  ]);
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

/** Changes stored chunks behind the back of a device that is stopped. */
const tamper = async (device: TestDevice, edit: (database: DatabaseSync) => void): Promise<void> => {
  await device.carrier.close();
  const database = new DatabaseSync(device.config.databaseFile);
  edit(database);
  database.close();
  await device.restart();
};

const sha256 = (bytesOf: Uint8Array): Uint8Array => createHash('sha256').update(bytesOf).digest();

it('[CARR-19] a damaged chunk takes only its own objects, and putting again brings them back', async () => {
  const a = organisation.device('a');
  await a.open([north]);
  for (let from = 0; from < 400; from += 200) {
    a.send({ type: 'put', ref: ledger, objects: numbered(from, from + 200) });
    await a.flush();
  }
  await tamper(a, (database) => {
    database.exec('UPDATE chunk SET data = zeroblob(10) WHERE id = (SELECT max(id) FROM chunk)');
  });
  const [opened] = await a.open([north]);
  expect(opened?.count).toBeLessThan(400);
  expect(a.alarms()).toEqual(['CHUNK-QUARANTINED']);
  expect(a.all('alarm')[0]).toMatchObject({ ref: ledger });
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 400) });
  await a.flush();
  await a.restart();
  expect(await a.open([north])).toMatchObject([digest(numbered(0, 400))]);
  expect(a.alarms()).toEqual([]);
});

it('[CARR-19] a document that does not load is begun anew, filled again, and shared as before', async () => {
  const [a, b] = [organisation.device('a'), organisation.device('b')];
  await Promise.all([a.open([north]), b.open([north])]);
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 20) });
  await a.flush();
  const broken = Uint8Array.from({ length: 300 }, (_, index) => index);
  await tamper(a, (database) => {
    const update = database.prepare(
      "UPDATE chunk SET data = ?, sha256 = ? WHERE instr(key, x'736e617073686f74')",
    );
    update.run(broken, sha256(broken));
  });
  expect(await a.open([north])).toMatchObject([{ count: 0 }]);
  expect(a.alarms()).toEqual(['DOCUMENT-QUARANTINED']);
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 10) });
  b.send({ type: 'put', ref: ledger, objects: numbered(10, 30) });
  await introduce([a, b], [[b, a]]);
  await Promise.all([toldOf(a, 20), toldOf(b, 10)]);
  await a.flush();
  await a.restart();
  expect(await a.open([north])).toMatchObject([digest(numbered(0, 30))]);
  expect(a.alarms()).toEqual([]);
});

import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { getAllChanges, load } from '@automerge/automerge';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { objectHash } from '../document/object-digest.ts';
import {
  bytes,
  catalog,
  digest,
  everywhere,
  introduce,
  ledger,
  north,
  numbered,
  TestOrganisation,
  toldOf,
  type TestDevice,
} from './device.fixture.ts';

let organisation: TestOrganisation;

beforeEach(() => {
  organisation = new TestOrganisation();
});

afterEach(() => organisation.end());

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

it('[CARR-04] of many values that were written apart under one key each is passed on and told', async () => {
  const devices = ['a', 'b', 'c', 'd', 'e'].map((name) => organisation.device(name));
  await Promise.all(devices.map((device) => device.open([everywhere])));
  for (const [number, device] of devices.entries())
    device.send({ type: 'put', ref: catalog, objects: [{ key: 'p/core', bytes: bytes(number) }] });
  const [a, b, c, d, e] = devices;
  if (a === undefined || b === undefined || c === undefined || d === undefined || e === undefined)
    throw new Error('five devices are needed');
  await introduce(devices, [
    [a, b],
    [b, c],
    [c, d],
    [d, e],
  ]);
  await Promise.all(devices.map((device) => toldOf(device, 4)));
  for (const [number, device] of devices.entries()) {
    const told = device.told().map((object) => object.bytes[0]);
    expect(told).toHaveLength(4);
    expect(new Set(told)).toEqual(new Set([0, 1, 2, 3, 4].filter((other) => other !== number)));
  }
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

it('[CARR-19] a document of which nothing is left is opened while a peer that holds it is linked', async () => {
  const [a, b] = [organisation.device('a'), organisation.device('b')];
  await Promise.all([a.open([north]), b.open([north])]);
  await introduce([a, b], [[b, a]]);
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 200) });
  await toldOf(b, 200);
  await a.flush();
  await tamper(a, (database) => {
    database.exec('UPDATE chunk SET data = zeroblob(10)');
  });
  await introduce([a, b], [[b, a]]);
  await a.linked(b);
  await a.open([north]);
  expect(new Set(a.alarms())).toEqual(new Set(['CHUNK-QUARANTINED']));
  a.send({ type: 'put', ref: ledger, objects: numbered(0, 210) });
  await toldOf(b, 210);
  // What both wrote stands twice, and is one thing.
  expect(digest(await a.read(ledger))).toEqual(digest(numbered(0, 210)));
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

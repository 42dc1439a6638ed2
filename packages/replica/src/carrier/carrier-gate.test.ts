import { clone, getHeads, load, save, change } from '@automerge/automerge';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ChunkStore } from '../chunk-store/chunk-store.ts';
import { SqliteChunkTable } from '../chunk-store/sqlite-chunk-table.ts';
import { documentIdOf } from '../document/document-id.ts';
import type { CarriedObject, DocumentKind, DocumentRef } from '../document/document-ref.ts';
import { genesisOf } from '../document/genesis.ts';
import { writeObjects, type CarrierDocument } from '../document/layout.ts';
import { objectHash } from '../document/object-digest.ts';
import { shapeOf } from '../document/shape.ts';
import { objectOf, REFS, signers } from '../gate/shop-objects.fixture.ts';
import { introduce, TestOrganisation, toldOf, type TestDevice } from './device.fixture.ts';

let organisation: TestOrganisation;

beforeEach(() => {
  organisation = new TestOrganisation();
});

afterEach(() => organisation.end());

const BRANCH = 'a'.repeat(32);
const documents = (['ledger', 'catalog', 'stock'] as const).map((kind) => ({
  ref: REFS[kind],
  branchId: BRANCH,
}));
const objectsOf = (kind: DocumentKind, from: number, to: number): CarriedObject[] =>
  Array.from({ length: to - from }, (_, index) => objectOf(kind, from + index));

/** A device that judges what it is sent; `hostile`: it puts and sends what it likes. */
const deviceOf = async (name: string, hostile = false): Promise<TestDevice> => {
  const device = organisation.device(name, { branchId: BRANCH, signed: !hostile });
  device.send({ type: 'peers', allowed: [], dial: [], signers });
  await device.open(documents);
  return device;
};

const hashesIn = async (device: TestDevice, ref: DocumentRef): Promise<string[]> =>
  (await device.read(ref)).map(({ bytes }) => objectHash(bytes)).toSorted();

it('[CHANGE-09] who sends a bad change is named with the document, and muted there; all else goes on', async () => {
  const [hostile, victim, third] = [await deviceOf('h', true), await deviceOf('v'), await deviceOf('t')];
  victim.send({ type: 'put', ref: REFS.ledger, objects: objectsOf('ledger', 0, 5) });
  await victim.flush();
  hostile.send({ type: 'put', ref: REFS.ledger, objects: [{ bytes: new Uint8Array(300) }] });
  hostile.send({ type: 'put', ref: REFS.catalog, objects: objectsOf('catalog', 0, 3) });
  await introduce(
    [hostile, victim, third],
    [
      [hostile, victim],
      [third, victim],
    ],
  );
  await toldOf(third, 8);
  const refused = await victim.until(() => victim.all('alarm').find(({ code }) => code === 'CHANGE-REFUSED'));
  expect(refused).toMatchObject({ peer: 'h', ref: REFS.ledger });
  expect(victim.alarms()).toEqual(['CHANGE-REFUSED']);
  expect(third.alarms()).toEqual([]);
  // Muted both ways: the hostile device hears nothing new of that document, and of others it does.
  victim.send({ type: 'put', ref: REFS.ledger, objects: objectsOf('ledger', 5, 6) });
  victim.send({ type: 'put', ref: REFS.stock, objects: objectsOf('stock', 0, 2) });
  await hostile.until(() => hostile.told().some(({ key }) => key === 'page/1'));
  await toldOf(third, 11);
  expect(await victim.read(REFS.ledger)).toHaveLength(6);
  const news = objectHash(objectsOf('ledger', 5, 6)[0]?.bytes ?? new Uint8Array());
  expect(hostile.told().map(({ bytes }) => objectHash(bytes))).not.toContain(news);
});

const TWIN = 'ab'.repeat(16);

/** Puts a document onto the disk of a device that is stopped: what the same writer wrote differently there. */
const plant = async (
  device: TestDevice,
  kind: DocumentKind,
  objects: readonly CarriedObject[],
): Promise<void> => {
  await device.carrier.close();
  const base = clone<Record<string, unknown>>(load(genesisOf(kind)), TWIN);
  const document: CarrierDocument = change(base, (draft) => void writeObjects(draft, shapeOf(kind), objects));
  const table = new SqliteChunkTable(device.config.databaseFile);
  const store = new ChunkStore({
    table,
    nowMs: () => 0,
    later: (run) => void setImmediate(run),
    onAlarm: ({ message }) => {
      throw new Error(message);
    },
  });
  const documentId = documentIdOf(device.config.organisation, REFS[kind]);
  const saved = store.save([documentId, 'snapshot', getHeads(document).join()], save(document));
  store.hurry();
  await saved;
  store.close();
  await device.restart();
  device.send({ type: 'peers', allowed: [], dial: [], signers });
  await device.open(documents);
};

/** Resolves when a device holds these or was told of them. */
const knows = (
  device: TestDevice,
  objects: readonly CarriedObject[],
  own: readonly CarriedObject[],
): Promise<unknown> =>
  device.until(() => {
    const known = new Set([...device.told(), ...own].map(({ bytes }) => objectHash(bytes)));
    return objects.every(({ bytes }) => known.has(objectHash(bytes)));
  });

it.each<[DocumentKind, number]>([
  ['ledger', 0],
  // Of twelve values under nine keys the later stand.
  ['catalog', 3],
])(
  '[CHANGE-11] [CHANGE-12] two changes in one place of a %s document: nobody is named, and all end with the same',
  async (kind, first) => {
    const [a, b, third] = [await deviceOf('a'), await deviceOf('b'), await deviceOf('c')];
    const [ofA, ofB] = [objectsOf(kind, 0, 5), objectsOf(kind, 5, 10)];
    await plant(a, kind, ofA);
    await plant(b, kind, ofB);
    await introduce(
      [a, b, third],
      [
        [a, b],
        [third, b],
      ],
    );
    await a.until(() => a.alarms().includes('DOCUMENT-TWINS'));
    const [newOfA, newOfB] = [objectsOf(kind, 10, 11), objectsOf(kind, 11, 12)];
    a.send({ type: 'put', ref: REFS[kind], objects: newOfA });
    b.send({ type: 'put', ref: REFS[kind], objects: newOfB });
    a.send({ type: 'put', ref: REFS.stock, objects: objectsOf('stock', 0, 1) });
    const expected = objectsOf(kind, first, 12);
    await knows(a, expected, [...ofA, ...newOfA]);
    await knows(b, expected, [...ofB, ...newOfB]);
    await knows(third, expected, []);
    const hashes = expected.map(({ bytes }) => objectHash(bytes)).toSorted();
    for (const device of [a, b, third]) expect(await hashesIn(device, REFS[kind])).toEqual(hashes);
    // All else goes on between the two.
    await knows(b, objectsOf('stock', 0, 1), []);
    for (const device of [a, b]) {
      expect(device.all('alarm')).toMatchObject([{ code: 'DOCUMENT-TWINS', ref: REFS[kind] }]);
      expect(device.all('alarm')[0]).not.toHaveProperty('peer');
    }
    expect(third.alarms()).toEqual([]);
  },
);

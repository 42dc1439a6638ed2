import type { Wire } from '@tillmesh/model';
import { expect, it } from 'vitest';
import { fromHex, utf8 } from '../cbor/bytes.ts';
import { LABEL, OBJECT_TYPE } from '../cose/label.ts';
import { sign1, sign1Header } from '../cose/sign1.ts';
import type { CarriedObject, DocumentKind } from '../document/document-ref.ts';
import type { DeviceKeys } from '../key/device-key.ts';
import { asRoot, organisationId, shops } from '../statement/registry.fixture.ts';
import { signStatement } from '../statement/statement.ts';
import { namedIn } from './named-signer.ts';
import { ObjectGate } from './object-gate.ts';
import { packObjects, packsOf, unpackObjects } from './object-pack.ts';
import {
  entry,
  KINDS,
  objectOf,
  other,
  REFS,
  signers,
  statement,
  stranger,
  till,
  value,
} from './shop-objects.fixture.ts';
import { type Signers, SignerTable } from './signers.ts';

const pause = (): Promise<void> => Promise.resolve();

const gateFor = (known: Signers = signers): { table: SignerTable; gate: ObjectGate } => {
  const table = new SignerTable(known);
  return { table, gate: new ObjectGate({ organisationId, signers: table, holds: () => false, pause }) };
};

/** Null: they pass; else why not. */
const judge = async (
  kind: DocumentKind,
  objects: readonly CarriedObject[],
  gate = gateFor().gate,
): Promise<string | null> => {
  const verdict = await gate.judge({ documentId: kind, ref: REFS[kind], from: 'z', objects });
  if (verdict.type === 'good') return null;
  return verdict.type === 'bad' ? verdict.reason : verdict.type;
};

/** What a version to come might write: another header, with a good signature. */
const TYPES: Readonly<Record<DocumentKind, number>> = {
  registry: OBJECT_TYPE.statement,
  directory: OBJECT_TYPE.statement,
  ledger: OBJECT_TYPE.entry,
  catalog: OBJECT_TYPE.value,
  stock: OBJECT_TYPE.value,
};
const newer = (kind: DocumentKind, keys: DeviceKeys): CarriedObject => {
  const fields = new Map<number, Wire>([
    [LABEL.format, [TYPES[kind], 2]],
    [-65_600, 'news'],
  ]);
  const bytes = sign1(sign1Header(fromHex(keys.deviceId), fields), utf8('what it says'), keys.signPrivate);
  return TYPES[kind] === OBJECT_TYPE.value ? { key: 'k', bytes } : { bytes };
};

it.each(KINDS)('[CHANGE-06] what its signer wrote for a %s document passes', async (kind) => {
  const objects = Array.from({ length: 12 }, (_, number) => objectOf(kind, number));
  expect(await judge(kind, objects)).toBeNull();
  const flipped = objects.map(({ bytes, ...rest }) => {
    const other1 = Uint8Array.from(bytes);
    other1[other1.length - 40] = (other1[other1.length - 40] ?? 0) ^ 1;
    return { ...rest, bytes: other1 };
  });
  for (const object of flipped) expect(await judge(kind, [object])).not.toBeNull();
});

it('[CHANGE-06] in a ledger only entries of its series and segment by the series own device', async () => {
  expect(await judge('ledger', [entry(1)])).toBeNull();
  expect(await judge('ledger', [entry(2_000)])).toBeNull();
  expect(await judge('ledger', [entry(2_001)])).toBe('an entry of another segment');
  expect(await judge('ledger', [entry(1, { keys: other })])).toContain('of the device of this series');
  expect(await judge('ledger', [entry(1, { series: `${till.deviceId.slice(0, 8)}00000009` })])).toBe(
    'an entry of another series',
  );
  expect(await judge('ledger', [statement(1)])).not.toBeNull();
  const { gate } = gateFor({ ...signers, series: [] });
  expect(await judge('ledger', [entry(1)], gate)).not.toBeNull();
});

it('[CHANGE-06] a value stands under its own subject, and in stock by the series own device', async () => {
  expect(await judge('catalog', [value('p/core', 1, other)])).toBeNull();
  expect(await judge('catalog', [value('p/core', 1, till, { subject: 'q/core' })])).toContain(
    'under another key',
  );
  expect(await judge('stock', [value('page/1', 1, other)])).toContain('of the device of this series');
  expect(await judge('stock', [value('page/1', 1, till, { subject: 'page/2' })])).toContain(
    'under another key',
  );
});

it.each(KINDS)(
  '[CHANGE-07] what a newer version wrote with a good signature passes in a %s document',
  async (kind) => {
    expect(await judge(kind, [newer(kind, till)])).toBeNull();
    const { bytes, ...rest } = newer(kind, till);
    const broken = Uint8Array.from(bytes);
    broken[broken.length - 1] = (broken[broken.length - 1] ?? 0) ^ 1;
    expect(await judge(kind, [{ ...rest, bytes: broken }])).not.toBeNull();
  },
);

it('[CHANGE-07] what is signed by nobody known waits in registry, directory and catalogue for the registry to tell more', async () => {
  const { gate, table } = gateFor();
  const statements = [statement(1), statement(1, stranger)];
  expect(await judge('registry', statements, gate)).toBe('unknown');
  expect(await judge('directory', statements, gate)).toBe('unknown');
  expect(await judge('catalog', [value('p/core', 1), value('p/core', 1, stranger)], gate)).toBe('unknown');
  expect(await judge('ledger', [entry(1, { keys: stranger })], gate)).toContain(
    'of the device of this series',
  );
  expect(await judge('stock', [value('page/1', 1, stranger)], gate)).toContain(
    'of the device of this series',
  );
  const { deviceId, signKey } = stranger.public;
  table.replace({ ...signers, devices: [...signers.devices, { deviceId, signKey }] });
  expect(await judge('directory', statements, gate)).toBeNull();
});

const flipLast = (bytes: Uint8Array): Uint8Array => {
  const flipped = Uint8Array.from(bytes);
  flipped[flipped.length - 1] = (flipped[flipped.length - 1] ?? 0) ^ 1;
  return flipped;
};

it('[CHANGE-07] a blank device takes the registry by the keys that its own statements show, and learns them with it', async () => {
  const { gate, table } = gateFor({ rootKey: null, devices: [], series: [] });
  const objects = shops.statements.map((bytes) => ({ bytes }));
  expect(await judge('registry', objects, gate)).toBeNull();
  // Judged is not taken up: what is refused in the end has told nothing.
  expect([table.rootKey, table.keyOf(till.deviceId)]).toEqual([null, null]);
  expect(await judge('registry', [...objects, { bytes: flipLast(statement(1).bytes) }], gate)).toContain(
    'signature',
  );
  expect(table.learn(namedIn(objects, organisationId))).toBe(true);
  expect(table.keyOf(till.deviceId)).toEqual(till.public.signKey);
  expect(table.rootKey).toEqual(signers.rootKey);
  expect(table.learn(namedIn(objects, organisationId))).toBe(false);
  expect(await judge('directory', [{ bytes: flipLast(statement(1).bytes) }], gate)).toContain('signature');
});

it('[CHANGE-07] only the key of this organisation is its root key', async () => {
  const table = new SignerTable({ rootKey: null, devices: [], series: [] });
  const gate = new ObjectGate({ organisationId: 'f'.repeat(64), signers: table, holds: () => false, pause });
  expect(
    await judge(
      'registry',
      shops.statements.map((bytes) => ({ bytes })),
      gate,
    ),
  ).toBe('unknown');
});

it('[CHANGE-07] who holds the same registry knows the same signers, in whatever order it came, and however many', () => {
  const devices = Array.from({ length: 12_000 }, (_, n) => ({
    deviceId: n.toString(16).padStart(32, '0'),
    signKey: new Uint8Array(32).fill(n & 255),
  }));
  const [one, other1] = [new SignerTable(), new SignerTable()];
  for (const device of devices) one.learn({ rootKey: null, devices: [device] });
  other1.learn({ rootKey: null, devices: devices.toReversed() });
  for (const { deviceId, signKey } of devices) {
    expect(one.keyOf(deviceId)).toBe(signKey);
    expect(other1.keyOf(deviceId)).toBe(signKey);
  }
});

it('[CHANGE-07] whom a statement of a newer version names is known by the key that it shows', () => {
  const { deviceId, signKey } = stranger.public;
  const stated = (id: string): CarriedObject => ({
    bytes: signStatement(
      {
        kind: 'device',
        version: 7,
        parents: [],
        clock: { utcMs: 1, counter: 0 },
        body: new Map<number, Wire>([
          [1, fromHex(id)],
          [3, signKey],
          [99, 'news'],
        ]),
      },
      asRoot,
      null,
    ),
  });
  expect(namedIn([stated(deviceId)], organisationId).devices).toEqual([{ deviceId, signKey }]);
  expect(namedIn([stated(till.deviceId)], organisationId).devices).toEqual([]);
});

it('[CHANGE-07] the same objects over and over are noticed', async () => {
  const table = new SignerTable(signers);
  const gate = new ObjectGate({ organisationId, signers: table, holds: () => true, pause });
  const many = Array.from({ length: 20_000 }, () => objectOf('ledger', 1));
  expect(await judge('ledger', many, gate)).toBeNull();
  expect(await judge('ledger', many.slice(0, 1), gate)).toBe('again');
});

it('[CHANGE-12] objects travel in bounded pieces, and what is no piece is known as such', () => {
  const large = { bytes: new Uint8Array(300 * 1024).fill(1) };
  const objects = [
    ...Array.from({ length: 2_500 }, (_, at) => ({ key: `k${at}`, bytes: Uint8Array.of(at & 255) })),
    large,
  ];
  const packs = packsOf(objects);
  expect(packs.map((pack) => pack.length)).toEqual([1_000, 1_000, 500, 1]);
  expect(packs.flatMap((pack) => unpackObjects(packObjects(pack)) ?? [])).toEqual(objects);
  expect(unpackObjects(new Uint8Array())).toEqual([]);
  const packed = packObjects([{ key: 'k', bytes: Uint8Array.of(1, 2) }]);
  for (let length = 1; length < packed.length; length += 1)
    expect(unpackObjects(packed.subarray(0, length))).toBeNull();
  expect(unpackObjects(packObjects([{ bytes: new Uint8Array() }]))).toBeNull();
  expect(
    unpackObjects(packObjects(Array.from({ length: 1_001 }, () => ({ bytes: Uint8Array.of(1) })))),
  ).toBeNull();
  const badKey = Uint8Array.from(packed);
  badKey[4] = 0xff;
  expect(unpackObjects(badKey)).toBeNull();
});

import { createHash } from 'node:crypto';
import type { Wire } from '@tillmesh/model';
import type { CarriedObject, DocumentKind, DocumentRef } from '../document/document-ref.ts';
import { entryHash, sealEntry } from '../entry/entry.ts';
import { createDeviceKeys, type DeviceKeys } from '../key/device-key.ts';
import { seededRandom } from '../key/random.fixture.ts';
import { directoryRef, ledgerRef, registryRef, stockRef } from '../node/document-map.ts';
import { segmentStatement } from '../node/directory.ts';
import { NORTH, NOW_MS } from '../statement/chain-of-shops.fixture.ts';
import { shops, whole } from '../statement/registry.fixture.ts';
import { signValue } from '../value/value.ts';
import type { Signers } from './signers.ts';

// Real objects of the chain of shops, as many as wanted, for every kind of document.

export const { till, other } = shops.devices;
export const stranger: DeviceKeys = createDeviceKeys(seededRandom('stranger'));
const SERIES: string = shops.series.till;
const ORGANISATION_KEY = shops.organisation.organisationKey;
const BRANCH_KEY = (() => {
  const key = shops.branchKeys[NORTH];
  if (key === undefined) throw new Error('The shop has no north branch.');
  return key;
})();

export const signers: Signers = {
  rootKey: whole.rootKey,
  devices: [...whole.devices.values()].map(({ deviceId, signKey }) => ({ deviceId, signKey })),
  series: [...whole.series.values()].map(({ series, deviceId }) => ({ series, deviceId })),
};

export const REFS: Readonly<Record<DocumentKind, DocumentRef>> = {
  registry: registryRef,
  directory: directoryRef(NORTH),
  ledger: ledgerRef(SERIES, 0),
  catalog: { kind: 'catalog', parts: ['0', '0'] },
  stock: stockRef(NORTH, SERIES),
};
export const KINDS = Object.keys(REFS) as readonly DocumentKind[];

const clock = { utcMs: NOW_MS, counter: 0 };
const idOf = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 32);

export const entry = (
  sequence: number,
  { keys = till, series = SERIES }: { keys?: DeviceKeys; series?: string } = {},
): CarriedObject => ({
  bytes: sealEntry(
    {
      series,
      sequence,
      previous: sequence === 1 ? new Uint8Array(0) : entryHash(Uint8Array.of(sequence & 255)),
      clock,
      registryHeads: [],
      payload: {
        kind: 'stock.moved',
        version: 1,
        utcMs: NOW_MS,
        offsetMinutes: 60,
        businessDate: '2026-05-04',
        shiftId: null,
        staffId: null,
        approverId: null,
        commandId: idOf(`command ${sequence}`),
        body: new Map<number, Wire>([[1, 'x'.repeat(40)]]),
      },
    },
    keys,
    BRANCH_KEY,
    seededRandom(`entry ${sequence} ${keys.deviceId}`),
  ),
});

export const value = (
  key: string,
  number: number,
  keys: DeviceKeys = till,
  { subject = key, size = 0 }: { subject?: string; size?: number } = {},
): CarriedObject => ({
  key,
  bytes: signValue(
    {
      subject,
      parents: [],
      clock: { utcMs: NOW_MS + number, counter: 0 },
      staffId: null,
      version: 1,
      body: new Map<number, Wire>([
        [1, number],
        [2, 'x'.repeat(size)],
      ]),
    },
    keys,
    ORGANISATION_KEY,
    seededRandom(`value ${key} ${number} ${keys.deviceId}`),
  ),
});

export const statement = (number: number, keys: DeviceKeys = till): CarriedObject => ({
  bytes: segmentStatement(
    {
      series: SERIES,
      segment: number + 1,
      sealSequence: (number + 1) * 2_000,
      sealHash: idOf('seal').repeat(2),
    },
    clock,
    keys,
  ),
});

const made = new Map<string, CarriedObject>();

/** A sound object of a kind: another one for each number, and the same when it is asked for again. */
export const objectOf = (kind: DocumentKind, number: number): CarriedObject => {
  const name = `${kind} ${number}`;
  const object = made.get(name) ?? makeObject(kind, number);
  made.set(name, object);
  return object;
};

const makeObject = (kind: DocumentKind, number: number): CarriedObject => {
  switch (kind) {
    case 'registry': {
      const stated = shops.statements[number];
      return stated === undefined ? statement(number) : { bytes: stated };
    }
    case 'directory':
      return statement(number);
    case 'ledger':
      return entry((number % 2_000) + 1);
    case 'catalog':
      return value(`${idOf(`product ${number % 9}`)}/core`, number);
    case 'stock':
      return value(`page/${number % 9}`, number);
  }
};

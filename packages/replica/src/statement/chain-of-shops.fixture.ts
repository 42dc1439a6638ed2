import { type Branch, CASH, type EffectiveRate, profileDefaults, type TaxClass } from '@tillmesh/model';
import type { DataKey } from '../key/data-key.ts';
import { createDeviceKeys, type DeviceKeys } from '../key/device-key.ts';
import { seededRandom } from '../key/random.fixture.ts';
import type { PinHash } from '../pin/pin.ts';
import {
  addBranch,
  addDevice,
  createOrganisation,
  grantAdmin,
  type NewOrganisation,
  setPriceList,
  setStaff,
  setStaffPin,
  setTender,
  stateSeries,
} from './organisation.ts';
import { statementHash } from './statement.ts';
import { statementWriter } from './writer.ts';

export const NOW_MS = 1_767_225_600_000;
export const ids = (character: string): string => character.repeat(32);

const taxClassOf = (id: string, name: string, rate: EffectiveRate): TaxClass => ({
  id,
  name,
  mark: '',
  taxes: [{ id, name, compound: false, rates: [rate] }],
});

export const branchOf = (id: string, name: string): Branch => ({
  id,
  name,
  country: 'GB',
  currency: 'GBP',
  zone: 'Europe/London',
  cutoffMinutes: 240,
  pricesIncludeTax: true,
  taxRounding: 'rate',
  roundingMode: 'half-away',
  taxClasses: [
    taxClassOf('standard', 'Standard', { from: '2011-01-04', ratePpm: 200_000 }),
    taxClassOf('zero', 'Zero', { from: '1973-04-01', ratePpm: 0 }),
  ],
  priceListId: 'retail',
  ...profileDefaults('GB'),
  legalEntities: [],
  promotions: [],
});

/** Not a real hash: tests of the registry need none. */
export const pin: PinHash = {
  salt: new Uint8Array(16).fill(1),
  hash: new Uint8Array(32).fill(2),
  memoryKib: 19_456,
  passes: 2,
  parallelism: 1,
};

export const [NORTH, SOUTH] = [ids('a'), ids('b')];
export const ADA = ids('c');

export type ChainOfShops = {
  readonly organisation: NewOrganisation;
  readonly branchKeys: Readonly<Record<string, DataKey>>;
  /** `till` is an admin of the north branch, `other` a plain till of the south. */
  readonly devices: Readonly<Record<'till' | 'other' | 'relay' | 'reporter', DeviceKeys>>;
  readonly series: Readonly<Record<'till' | 'other', string>>;
  readonly statements: readonly Uint8Array[];
};

/** Two branches with a till each, a relay and a reporter: the same bytes every time. */
export const chainOfShops = (): ChainOfShops => {
  const random = seededRandom('chain of shops');
  const organisation = createOrganisation({ name: 'Corner Shops', mark: 'demo', nowMs: NOW_MS, random });
  const { writer, organisationKey } = organisation;
  const branchKeys = {
    [NORTH]: addBranch(organisation, branchOf(NORTH, 'North')),
    [SOUTH]: addBranch(organisation, branchOf(SOUTH, 'South')),
  };
  const [till, other, relay, reporter] = ['till', 'other', 'relay', 'reporter'].map((name) =>
    createDeviceKeys(seededRandom(name)),
  ) as [DeviceKeys, DeviceKeys, DeviceKeys, DeviceKeys];
  const shared = { purpose: 'organisation', dataKey: organisationKey };
  const ofBranch = (id: string) => ({ purpose: id, dataKey: branchKeys[id]! });
  const tillOf = (keys: DeviceKeys, branchId: string, code: string) =>
    addDevice(organisation, { keys: keys.public, kind: 'till', branchId, code, name: `Till ${code}` }, [
      shared,
      ofBranch(branchId),
    ]);
  tillOf(till, NORTH, 'N1');
  tillOf(other, SOUTH, 'S1');
  addDevice(organisation, { keys: relay.public, kind: 'relay', branchId: null, code: 'R' }, []);
  addDevice(organisation, { keys: reporter.public, kind: 'reporter', branchId: null, code: 'B' }, [
    shared,
    ofBranch(NORTH),
    ofBranch(SOUTH),
  ]);
  grantAdmin(organisation, till.deviceId);
  setPriceList(organisation, { id: 'retail', name: 'Retail', currency: 'GBP', priority: 0 });
  setTender(organisation, CASH);
  setStaff(organisation, { id: ADA, name: 'Ada Planted', role: 'owner', branchIds: [], active: true });
  setStaffPin(organisation, ADA, { branchId: NORTH, branchKey: branchKeys[NORTH]! }, pin);
  setStaffPin(organisation, ADA, { branchId: SOUTH, branchKey: branchKeys[SOUTH]! }, pin);
  const series = {
    till: `${till.deviceId.slice(0, 8)}00000001`,
    other: `${other.deviceId.slice(0, 8)}00000002`,
  };
  const heads = [statementHash(writer.statements.at(-1)!)];
  const own = ([keys, id, branchId]: readonly [DeviceKeys, string, string]): readonly Uint8Array[] => {
    const signer = { kind: 'device', keys } as const;
    const seriesWriter = statementWriter({
      signer,
      heads,
      clock: { utcMs: 0, counter: 0 },
      nowMs: NOW_MS,
      random,
    });
    stateSeries(seriesWriter, id, branchId);
    return seriesWriter.statements;
  };
  const stated = (
    [
      [till, series.till, NORTH],
      [other, series.other, SOUTH],
    ] as const
  ).flatMap(own);
  return {
    organisation,
    branchKeys,
    devices: { till, other, relay, reporter },
    series,
    statements: [...writer.statements, ...stated],
  };
};

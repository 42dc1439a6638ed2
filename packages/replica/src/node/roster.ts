import {
  type Branch,
  CASH,
  DEFAULT_ROLES,
  type LabelFormat,
  type PriceList,
  type Role,
  type Staff,
  type Tender,
} from '@tillmesh/model';
import { toHex } from '../cbor/bytes.ts';
import type { DataKey } from '../key/data-key.ts';
import type { EntryClaim, EntryRight } from '../statement/entry-right.ts';
import type { PinHash } from '../pin/pin.ts';
import { currentKey } from '../statement/organisation.ts';
import {
  pinKey,
  type RegistryState,
  type SeriesRecord,
  type StatementStatus,
} from '../statement/registry-state.ts';
import type { DeviceOff, DeviceView, Organisation, ShopView } from './node-port.ts';

export type RosterDevice = DeviceView & { readonly signKey: Uint8Array; readonly tlsKeyHash: Uint8Array };

/** What the registry says now, as this device can read it: the open part always, the sealed part with its keys. */
export type Roster = {
  readonly organisation: Organisation;
  /** By device id. */
  readonly devices: ReadonlyMap<string, RosterDevice>;
  readonly admins: ReadonlySet<string>;
  /** Devices that were taken off, by id: what of their entries counts. */
  readonly revoked: RegistryState['revoked'];
  /** Whether a device could write an entry, by the heads that it names. */
  readonly entryRight: (claim: EntryClaim) => EntryRight;
  /** By series id. */
  readonly series: ReadonlyMap<string, SeriesRecord>;
  /** Data keys that this device holds, by id in hexadecimal. */
  readonly dataKeys: ReadonlyMap<string, DataKey>;
  /** The key under which new objects are sealed here, by branch id or ORGANISATION. */
  readonly currentKey: (purpose: string) => DataKey | null;
  readonly branches: ReadonlyMap<string, Branch>;
  readonly staff: ReadonlyMap<string, Staff>;
  /** Stated ones, and those that every shop has unless they are stated otherwise; so are the tenders. */
  readonly roles: ReadonlyMap<string, Role>;
  readonly tenders: ReadonlyMap<string, Tender>;
  readonly priceLists: ReadonlyMap<string, PriceList>;
  readonly labelFormats: ReadonlyMap<string, LabelFormat>;
  readonly pinOf: (staffId: string, branchId: string) => PinHash | null;
  readonly state: RegistryState;
  readonly counts: { readonly invalid: number; readonly notUnderstood: number; readonly voided: number };
};

const countOf = (state: RegistryState, ...status: readonly StatementStatus['status'][]): number =>
  [...state.statements.values()].filter((item) => status.includes(item.status)).length;

export const rosterOf = (
  state: RegistryState,
  dataKeys: ReadonlyMap<string, DataKey>,
  entryRight: Roster['entryRight'],
): Roster => ({
  entryRight,
  organisation: {
    id: state.organisationId,
    name: state.settings?.name ?? '',
    mark: state.settings?.mark ?? 'real',
  },
  devices: state.devices,
  admins: state.admins,
  revoked: state.revoked,
  series: state.series,
  dataKeys,
  currentKey: (purpose) => currentKey(state, dataKeys, purpose),
  branches: state.branches,
  staff: state.staff,
  roles: new Map([...DEFAULT_ROLES.map((role) => [role.id, role] as const), ...state.roles]),
  tenders: new Map([[CASH.id, CASH], ...state.tenders]),
  priceLists: state.priceLists,
  labelFormats: state.labelFormats,
  pinOf: (staffId, branchId) => state.pins.get(pinKey(staffId, branchId)) ?? null,
  state,
  counts: {
    invalid: countOf(state, 'invalid'),
    notUnderstood: countOf(state, 'not-understood'),
    voided: countOf(state, 'voided', 'suspended'),
  },
});

const offOf = ({ state, devices }: Roster, deviceId: string): DeviceOff | undefined => {
  const found = state.revoked.get(deviceId);
  if (found === undefined) return undefined;
  const { by, atMs, reason } = found;
  return { state: found.state, by: by !== null && devices.has(by) ? by : null, atMs, reason };
};

const barOf = ({ state, devices }: Roster, deviceId: string): DeviceView['catalogBar'] => {
  const found = state.catalogBars.get(deviceId);
  if (found === undefined) return undefined;
  const { by, atMs } = found;
  return { by: by !== null && devices.has(by) ? by : null, atMs };
};

export const shopViewOf = (roster: Roster): ShopView => ({
  organisation: roster.organisation,
  branches: [...roster.branches.values()],
  devices: [...roster.devices.values()].map(({ deviceId, kind, branchId, code }): DeviceView => {
    const off = offOf(roster, deviceId);
    const catalogBar = barOf(roster, deviceId);
    return {
      deviceId,
      kind,
      branchId,
      code,
      ...(off === undefined ? {} : { off }),
      ...(roster.admins.has(deviceId) ? { admin: true as const } : {}),
      ...(catalogBar === undefined ? {} : { catalogBar }),
    };
  }),
  owners: [...roster.state.owners.values()]
    .sort((a, b) => a.atMs - b.atMs || (a.ownerId < b.ownerId ? -1 : 1))
    .map(({ ownerKey, recoveryKey, fingerprint, state, namedBy, needed, atMs }) => ({
      ownerKey: toHex(ownerKey),
      recoveryKey: toHex(recoveryKey),
      fingerprint,
      state,
      namedBy,
      needed,
      atMs,
    })),
  staff: [...roster.staff.values()],
  roles: [...roster.roles.values()],
  tenders: [...roster.tenders.values()],
  priceLists: [...roster.priceLists.values()],
  labelFormats: [...roster.labelFormats.values()],
});

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readOrganisationFile, type RegistryState } from '@tillmesh/replica';
import { type Cut, openRegistry, readDeviceFolder } from '@tillmesh/replica/port';

/** What the statements on a disk say, and what that device can open: read beside the program that runs there. */
export type RegistryReading = {
  /** The device whose disk it is; without a branch for one that belongs to none. */
  readonly self: { readonly deviceId: string; readonly branchId: string | null };
  /** By device: those that are off or suspended, with the last entries that count of each of their series. */
  readonly off: ReadonlyMap<
    string,
    { readonly state: 'revoked' | 'suspended'; readonly cuts: ReadonlyMap<string, readonly Cut[]> }
  >;
  readonly admins: readonly string[];
  /** By series: whose it is. */
  readonly authors: ReadonlyMap<string, string>;
  /** By hash: what became of each statement; those that are sealed for others are left out. */
  readonly statements: ReadonlyMap<string, string>;
  /** By purpose, a branch's id or `organisation`: the key under which new objects are sealed. */
  readonly newestKeys: ReadonlyMap<string, string>;
  /** Ids of the data keys that it can open. */
  readonly ring: ReadonlySet<string>;
};

/** The statements of the registry on a disk. */
export const statementsIn = (folder: string): readonly Uint8Array[] => {
  const database = new DatabaseSync(join(folder, 'till.db'), { readOnly: true, timeout: 5_000 });
  try {
    return database
      .prepare("SELECT bytes FROM object WHERE document LIKE 'registry/%' AND current = 1 ORDER BY hash")
      .all()
      .map((row) => row['bytes'] as Uint8Array);
  } finally {
    database.close();
  }
};

const readableIn = ({ statements }: RegistryState): ReadonlyMap<string, string> =>
  new Map(
    [...statements]
      .filter(([, { status }]) => status !== 'sealed-unreadable')
      .map(([hash, { status }]) => [hash, status]),
  );

/** `statements`: what it is given to read; default: what lies on its disk. */
export const readRegistry = (
  folder: string,
  statements: readonly Uint8Array[] = statementsIn(folder),
): RegistryReading => {
  const { organisationId } = readOrganisationFile(folder);
  const { deviceId, agreePrivate } = readDeviceFolder(folder, { kind: 'file' }).keys;
  const { state, dataKeys } = openRegistry(statements, organisationId, { recipient: deviceId, agreePrivate });
  return {
    self: { deviceId, branchId: state.devices.get(deviceId)?.branchId ?? null },
    off: new Map([...state.revoked].map(([id, { state: how, cuts }]) => [id, { state: how, cuts }])),
    admins: [...state.admins].sort(),
    authors: new Map([...state.series].map(([series, record]) => [series, record.deviceId])),
    statements: readableIn(state),
    newestKeys: state.currentKeys,
    ring: new Set(dataKeys.keys()),
  };
};

/** Keys that are to be used now and that this device, which stands, cannot open; a sentence each. */
export const keysLacking = (
  name: string,
  { self, newestKeys, ring }: Pick<RegistryReading, 'self' | 'newestKeys' | 'ring'>,
): readonly string[] =>
  [...newestKeys]
    .filter(([purpose]) => purpose === 'organisation' || self.branchId === null || purpose === self.branchId)
    .filter(([, dataKeyId]) => !ring.has(dataKeyId))
    .map(([purpose]) => `${name} lacks the newest key of ${purpose}`);

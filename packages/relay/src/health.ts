import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { programVersion } from '@tillmesh/replica/process/program-version';
import type { PoolFigures, RelayStatus, Tenant } from '@tillmesh/replica';
import type { RelayAlarm } from './run-relay.ts';
import type { TenantSet } from './tenant/tenant-set.ts';

/** What a relay can say of one organisation: nothing that the operator could not see on its disk anyway. */
export type TenantHealth = {
  readonly tenant: string;
  /** The operator's words for it. */
  readonly label: string;
  readonly state: Tenant['state'];
  readonly deviceId: string | null;
  readonly documents: number;
  /** Of these, how many are in memory; null: not told yet. */
  readonly loaded: number | null;
  readonly bytesStored: number;
  readonly devices: number;
  readonly links: RelayStatus['links'];
  readonly alarms: RelayStatus['alarms'];
  /** Since this start: what a device or the disk did that it should not. */
  readonly exceptions: RelayStatus['exceptions'];
  /** What is kept from ending the replica process again. */
  readonly quarantines: RelayStatus['quarantines'];
};

/** `GET /health`: all that a relay can say of itself. Times are UTC milliseconds. */
export type RelayHealth = {
  readonly version: string;
  /** Whether devices can link to it. */
  readonly ready: boolean;
  /** Of the device it is, where it serves one organisation; null where it serves many. */
  readonly deviceId: string | null;
  /** Where devices link; null while none can. */
  readonly linkPort: number | null;
  readonly documents: number;
  readonly bytesStored: number;
  readonly devices: number;
  readonly links: RelayStatus['links'];
  readonly alarms: readonly RelayAlarm[];
  readonly exceptions: RelayStatus['exceptions'];
  readonly quarantines: RelayStatus['quarantines'];
  readonly tenants: readonly TenantHealth[];
};

export const RELAY_VERSION: string = programVersion(new URL('../package.json', import.meta.url));

const STORE_FILES = ['documents.db', 'documents.db-wal'];

/** A file that is not there holds nothing: the log goes when the database is closed well. */
const sizeOf = async (file: string): Promise<number> => {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
};

/** What the documents of one folder take on the disk. */
const bytesStoredIn = async (folder: string): Promise<number> => {
  const sizes = await Promise.all(STORE_FILES.map((name) => sizeOf(join(folder, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
};

const servedHealth = (set: TenantSet, figures: PoolFigures | null): Promise<readonly TenantHealth[]> =>
  Promise.all(
    set.served().map(async ({ tenant, label, folder, node }) => {
      const { port: _port, ...status } = node.status();
      const loaded = figures?.tenants.find((each) => each.tenant === tenant)?.loaded ?? null;
      return {
        tenant,
        label,
        state: 'active' as const,
        ...status,
        loaded,
        bytesStored: await bytesStoredIn(folder),
      };
    }),
  );

/** Of an organisation that is known and not served nothing is open. */
const restingHealth = ({ tenant, label, state }: Tenant): TenantHealth => ({
  tenant,
  label,
  state,
  deviceId: null,
  documents: 0,
  loaded: 0,
  bytesStored: 0,
  devices: 0,
  links: [],
  alarms: [],
  exceptions: [],
  quarantines: [],
});

export const healthOf = async (
  set: TenantSet,
  alarms: readonly RelayAlarm[],
  figures: PoolFigures | null,
): Promise<RelayHealth> => {
  const served = await servedHealth(set, figures);
  const resting = set.tenants().filter(({ tenant }) => !served.some((each) => each.tenant === tenant));
  const ports = set.served().map(({ node }) => node.status().port);
  const sum = (of: (each: TenantHealth) => number): number => served.reduce((all, each) => all + of(each), 0);
  const isOne = set.tenants().length === 0;
  return {
    version: RELAY_VERSION,
    // Of one whose file cannot be opened the others need not suffer.
    ready: ports.length === 0 ? !isOne : ports.some((port) => port !== null),
    deviceId: isOne ? (served[0]?.deviceId ?? null) : null,
    linkPort: ports.find((port) => port !== null) ?? null,
    documents: sum(({ documents }) => documents),
    bytesStored: sum(({ bytesStored }) => bytesStored),
    devices: sum(({ devices }) => devices),
    links: served.flatMap(({ links }) => links),
    alarms: [...alarms, ...served.flatMap((each) => each.alarms)],
    exceptions: served.flatMap(({ exceptions }) => exceptions),
    quarantines: served.flatMap(({ quarantines }) => quarantines),
    tenants: [...served, ...resting.map(restingHealth)],
  };
};

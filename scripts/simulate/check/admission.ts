import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { foldRegistry, readEntryHeader, readOrganisationFile } from '@tillmesh/replica';
import { createRegistryCache, readStatement } from '@tillmesh/replica/port';
import { statementsIn } from './registry-reading.ts';

type Known = ReadonlyMap<string, { readonly bytes: Uint8Array; readonly parents: readonly string[] }>;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const knownIn = (folder: string): Known =>
  new Map(
    statementsIn(folder).flatMap((bytes) => {
      const read = readStatement(bytes);
      if (!read.ok) return [];
      return [[hex(read.value.hash), { bytes, parents: read.value.parents.map(hex) }] as const];
    }),
  );

/** These statements and all that they follow. */
const pastOf = (known: Known, heads: readonly string[]): readonly Uint8Array[] => {
  const past = new Map<string, Uint8Array>();
  const open = [...heads];
  for (let hash = open.pop(); hash !== undefined; hash = open.pop()) {
    const statement = known.get(hash);
    if (statement === undefined || past.has(hash)) continue;
    past.set(hash, statement.bytes);
    open.push(...statement.parents);
  }
  return [...past.values()];
};

const headersIn = (folder: string) => {
  const database = new DatabaseSync(join(folder, 'till.db'), { readOnly: true, timeout: 5_000 });
  try {
    return database
      .prepare("SELECT hash, bytes FROM object WHERE document LIKE 'ledger/%'")
      .all()
      .flatMap((row) => {
        const header = readEntryHeader(row['bytes'] as Uint8Array);
        return header.ok ? [{ entry: hex(row['hash'] as Uint8Array), header: header.value }] : [];
      });
  } finally {
    database.close();
  }
};

/**
 * By entry that a disk holds: the branch of which its device was a till as of the registry heads that the entry names,
 * null for none. The registry is folded anew from what those heads follow, and from nothing else.
 */
export const branchesAtHeads = (folder: string): ReadonlyMap<string, string | null> => {
  const { organisationId } = readOrganisationFile(folder);
  const known = knownIn(folder);
  const cache = createRegistryCache();
  const devicesAt = new Map<string, ReturnType<typeof foldRegistry>['devices']>();
  return new Map(
    headersIn(folder).map(({ entry, header }) => {
      const heads = header.registryHeads.map(hex).sort();
      const devices =
        devicesAt.get(heads.join()) ??
        foldRegistry(pastOf(known, heads), { organisationId, dataKeys: new Map(), cache }).devices;
      devicesAt.set(heads.join(), devices);
      const device = devices.get(header.deviceId);
      return [entry, device?.kind === 'till' ? device.branchId : null];
    }),
  );
};

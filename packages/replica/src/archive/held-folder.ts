import { join } from 'node:path';
import { sourceDamaged } from '../backup/backup-fault.ts';
import { removeSnapshot, takeSnapshot } from '../backup/snapshot.ts';
import { Fault } from '../fault.ts';
import { readDeviceFolder } from '../key/device-folder.ts';
import { createFactReader, type FactReader } from '../node/fact-reader.ts';
import { documentsOf, type KnownDocument } from '../node/document-map.ts';
import { holdExport } from '../node/folder-lock.ts';
import { createRegistryKeeper } from '../node/registry-keeper.ts';
import type { Roster } from '../node/roster.ts';
import { readOrganisationFile } from '../setup/organisation-file.ts';
import { deviceAtRest } from '../store/at-rest.ts';
import { openTillStore, type TillStore } from '../store/till-store.ts';

/** Lies in the data folder while it is read; its values are sealed as those of till.db. */
const SNAPSHOT = 'export-snapshot.db';

/** All that a device holds, as it stood at one moment, for whoever reads it beside the device that goes on. */
export type HeldFolder = {
  readonly folder: string;
  readonly deviceId: string;
  readonly organisationId: string;
  readonly roster: Roster;
  /** Those that exist as far as this device knows. */
  readonly documents: readonly KnownDocument[];
  readonly store: TillStore;
  readonly reader: FactReader;
  /** Takes the copy away again. */
  readonly close: () => void;
};

/** Of an export it is said in its own words what is wrong. */
const inOwnWords = (error: unknown): unknown => {
  if (!(error instanceof Fault) || error.code !== sourceDamaged('').code) return error;
  return new Fault(
    'EXPORT-SOURCE-DAMAGED',
    `There is no sound till.db to export: ${error.message}`,
    'Nothing was written. Start the till, which repairs what it can, then export again; a relay has none.',
    error,
  );
};

/**
 * Opens a copy of what a till or reporter holds, with or without its program running. Throws Faults:
 * `EXPORT-SOURCE-DAMAGED`, `EXPORT-RUNNING`, and those of an unusable folder or disk.
 */
export const openHeldFolder = async (folder: string): Promise<HeldFolder> => {
  const device = readDeviceFolder(folder, { kind: 'file' });
  const { organisationId, statements } = readOrganisationFile(folder);
  const letGo = holdExport(folder);
  const end = (): void => {
    removeSnapshot(folder, SNAPSHOT);
    letGo();
  };
  try {
    removeSnapshot(folder, SNAPSHOT);
    await takeSnapshot(folder, device.storageKey, SNAPSHOT);
    const store = openTillStore(join(folder, SNAPSHOT), deviceAtRest(device.storageKey));
    const registry = createRegistryKeeper(store, organisationId, device.keys);
    store.transaction(() => registry.add(statements));
    registry.refresh();
    return {
      folder,
      deviceId: device.keys.deviceId,
      organisationId,
      roster: registry.roster(),
      documents: documentsOf(registry.territory()),
      store,
      reader: createFactReader(store, registry.roster),
      close: () => {
        store.close();
        end();
      },
    };
  } catch (error) {
    end();
    throw inOwnWords(error);
  }
};

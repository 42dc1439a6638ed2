import { join } from 'node:path';
import { copySound, removeCopy } from '../backup/snapshot.ts';
import { readDeviceFolder } from '../key/device-folder.ts';
import { holdOwner } from '../node/folder-lock.ts';
import { heldStatements } from '../node/take-statements.ts';
import { readOrganisationFile } from '../setup/organisation-file.ts';
import { deviceAtRest } from '../store/at-rest.ts';
import { openTillStore, type TillStore } from '../store/till-store.ts';

/** A copy in the data folder while it is read; what is sealed in the original is sealed in it. */
const COPY = 'owner-till.db';

/** What a till holds at this moment, read beside the till that goes on. */
export type HeldRegistry = {
  readonly organisationId: string;
  readonly statements: readonly Uint8Array[];
  readonly store: TillStore;
  readonly close: () => void;
};

const keysIn = (folder: string) => ({
  device: readDeviceFolder(folder, { kind: 'file' }),
  organisation: readOrganisationFile(folder),
});

const heldIn = (file: string, { device, organisation }: ReturnType<typeof keysIn>): HeldRegistry => {
  const { organisationId, statements } = organisation;
  const store = openTillStore(file, deviceAtRest(device.storageKey));
  try {
    return {
      organisationId,
      statements: [...statements, ...heldStatements({ store })],
      store,
      close: () => store.close(),
    };
  } catch (error) {
    store.close();
    throw error;
  }
};

/** Of a folder that no program runs, such as a copy of one. Throws Faults of an unusable folder, disk or `till.db`. */
export const readHeldRegistry = (folder: string): HeldRegistry =>
  heldIn(join(folder, 'till.db'), keysIn(folder));

/** With or without its program running. Throws Faults of an unusable folder, disk or `till.db`. */
export const openHeldRegistry = async (folder: string): Promise<HeldRegistry> => {
  const keys = keysIn(folder);
  const letGo = holdOwner(folder);
  const file = join(folder, COPY);
  try {
    removeCopy(file);
    await copySound(join(folder, 'till.db'), file, () => undefined);
    const held = heldIn(file, keys);
    const close = (): void => {
      held.close();
      removeCopy(file);
      letGo();
    };
    return { ...held, close };
  } catch (error) {
    removeCopy(file);
    letGo();
    throw error;
  }
};

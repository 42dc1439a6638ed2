import { join } from 'node:path';
import { copySound, removeCopy } from '../backup/snapshot.ts';
import { refName } from '../document/document-ref.ts';
import { readDeviceFolder } from '../key/device-folder.ts';
import { registryRef } from '../node/document-map.ts';
import { holdOwner } from '../node/folder-lock.ts';
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

/** Of a folder that no program runs, such as a copy of one; `file`: its `till.db`. Throws Faults of an unusable one. */
export const readHeldRegistry = (folder: string, file: string = join(folder, 'till.db')): HeldRegistry => {
  const device = readDeviceFolder(folder, { kind: 'file' });
  const { organisationId, statements } = readOrganisationFile(folder);
  const store = openTillStore(file, deviceAtRest(device.storageKey));
  try {
    const held = store.objects.currentOf(refName(registryRef)).map(({ bytes }) => bytes);
    return { organisationId, statements: [...statements, ...held], store, close: () => store.close() };
  } catch (error) {
    store.close();
    throw error;
  }
};

/** With or without its program running. Throws Faults of an unusable folder, disk or `till.db`. */
export const openHeldRegistry = async (folder: string): Promise<HeldRegistry> => {
  const letGo = holdOwner(folder);
  const file = join(folder, COPY);
  try {
    removeCopy(file);
    await copySound(join(folder, 'till.db'), file, () => undefined);
    const held = readHeldRegistry(folder, file);
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

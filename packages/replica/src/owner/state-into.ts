import { join } from 'node:path';
import { refName } from '../document/document-ref.ts';
import { readDeviceFolder } from '../key/device-folder.ts';
import { sha256 } from '../key/hash.ts';
import { registryRef } from '../node/document-map.ts';
import { holdFolder } from '../node/folder-lock.ts';
import { deviceAtRest } from '../store/at-rest.ts';
import { OBJECT_STATE } from '../store/object-table.ts';
import { openTillStore } from '../store/till-store.ts';

/** Puts statements into a till that does not run; its next start passes them on. Throws `DEVICE-IN-USE` while it does. */
export const stateInto = (folder: string, statements: readonly Uint8Array[]): void => {
  const device = readDeviceFolder(folder, { kind: 'file' });
  const letGo = holdFolder(folder);
  try {
    const store = openTillStore(join(folder, 'till.db'), deviceAtRest(device.storageKey));
    try {
      store.transaction(() => {
        for (const bytes of statements) {
          store.objects.add({
            hash: sha256(bytes),
            document: refName(registryRef),
            key: null,
            current: true,
            state: OBJECT_STATE.valid,
            bytes,
          });
        }
      });
    } finally {
      store.close();
    }
  } finally {
    letGo();
  }
};

import { join } from 'node:path';
import { readDeviceFolder } from '../key/device-folder.ts';
import type { PeerAddress } from '../link/peer.ts';
import { noteGivenAddresses } from '../node/address-book.ts';
import { noteCatalogToCome } from '../node/catalog-hold.ts';
import { deviceAtRest } from '../store/at-rest.ts';
import { openTillStore } from '../store/till-store.ts';

type Given = { readonly peers: readonly PeerAddress[]; readonly products: number };

/**
 * Puts into till.db what a device that has just joined must still know should it be cut off before its first link: whom
 * to dial, and that the catalogue is still to come.
 */
export const noteJoined = (folder: string, { peers, products }: Given): void => {
  const { storageKey } = readDeviceFolder(folder, { kind: 'file' });
  const store = openTillStore(join(folder, 'till.db'), deviceAtRest(storageKey));
  try {
    store.transaction(() => {
      noteGivenAddresses(store, peers);
      noteCatalogToCome(store, products);
    });
  } finally {
    store.close();
  }
};

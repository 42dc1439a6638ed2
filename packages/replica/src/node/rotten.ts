import type { CarrierPort } from '../carrier/carrier-port.ts';
import type { TillStore } from '../store/till-store.ts';
import { refOfName } from './document-map.ts';
import { createRotWalk } from './rot-walk.ts';

export type RottenDeps = {
  readonly store: TillStore;
  readonly carrier: CarrierPort;
  readonly alarm: (code: string, message: string) => void;
};

/**
 * What becomes of a record whose bytes rotted on the disk: its row goes, so that the same bytes are taken again, and
 * its document is read, which has them or gets them from a peer. It is counted no second time.
 */
export const createRottenDesk = ({ store, carrier, alarm }: RottenDeps, lookForRotMs: number | undefined) => {
  const walk = createRotWalk(store.objects, lookForRotMs);
  let found = new Map<number, string>();
  let closed = false;
  const setRight = (): void => {
    const rotten = found;
    found = new Map();
    if (closed || rotten.size === 0) return;
    try {
      store.transaction(() => {
        for (const position of rotten.keys()) store.objects.remove(position);
      });
    } catch (error) {
      alarm('RECORDS-NOT-SET-RIGHT', `Rotten records could not be taken out: ${String(error)}`);
      return;
    }
    alarm(
      'RECORDS-ROTTEN',
      `${rotten.size} records had rotted on this disk. They were taken out and are fetched again from the documents and the other devices. Have the disk looked at.`,
    );
    for (const document of new Set(rotten.values())) carrier.send({ type: 'read', ref: refOfName(document) });
  };
  store.objects.onRotten(({ position, document }) => {
    if (found.size === 0) setImmediate(setRight);
    found.set(position, document);
  });
  return {
    close: (): void => {
      closed = true;
      walk.close();
    },
  };
};

import type { CarriedObject, DocumentRef } from '../carrier/carrier-port.ts';
import { refName } from '../document/document-ref.ts';
import { sha256 } from '../key/hash.ts';
import { OBJECT_STATE, type StoredObject } from '../store/object-table.ts';
import type { TillStore } from '../store/till-store.ts';
import { takeEntry } from './take-entry.ts';
import { takeValue } from './take-value.ts';
import type { Change } from './node-port.ts';
import type { Roster } from './roster.ts';
import { createSliceQueue, type SliceQueue } from './slice-queue.ts';

export type Incoming = { readonly ref: DocumentRef; readonly object: CarriedObject };

/** What one slice of taken objects touched; collected inside its transaction, acted on after the commit. */
export type Touched = {
  readonly changes: Set<Change>;
  readonly products: Set<string>;
  /** Series whose entries came. */
  readonly series: Set<string>;
  readonly alarms: { readonly code: string; readonly message: string }[];
};

export type IngestDeps = {
  readonly store: TillStore;
  readonly roster: () => Roster;
  /** This device's own series in this life of its journal; null for what writes no entries. */
  readonly ownSeries: () => string | null;
  /** After the commit of a slice. */
  readonly taken: (touched: Touched) => void;
  readonly monotonicMs: () => number;
  /** A transaction that failed: the disk. The objects stay in the documents and come again. */
  readonly failed: (error: unknown) => void;
};

const isStatement = (kind: DocumentRef['kind']): boolean => kind === 'registry' || kind === 'directory';

const stored = (item: Incoming, hash: Uint8Array): StoredObject => ({
  hash,
  document: refName(item.ref),
  key: item.object.key ?? null,
  current: true,
  // What a statement says is judged by the fold of the registry, over all of them.
  state: isStatement(item.ref.kind) ? OBJECT_STATE.valid : OBJECT_STATE.unchecked,
  bytes: item.object.bytes,
});

/**
 * Objects from documents and peers into till.db, in slices of a few milliseconds. What is held already
 * changes nothing. Nothing is used before its signature was checked against the registry.
 */
export const createIngest = (deps: IngestDeps) => {
  const { store } = deps;

  const takeObject = (object: StoredObject, kind: DocumentRef['kind'], touched: Touched): void => {
    const roster = deps.roster();
    switch (kind) {
      case 'registry':
      case 'directory':
        touched.changes.add('registry');
        break;
      case 'ledger':
        takeEntry(store, roster, object, deps.ownSeries(), touched);
        break;
      case 'catalog':
      case 'stock':
        takeValue(store, roster, object, kind, touched);
        break;
    }
  };

  const emptyTouched = (): Touched => ({
    changes: new Set(),
    products: new Set(),
    series: new Set(),
    alarms: [],
  });

  const work = (items: readonly Incoming[], mayGoOn: () => boolean): number => {
    const touched = emptyTouched();
    let count = 0;
    try {
      store.transaction(() => {
        for (const item of items) {
          const hash = sha256(item.object.bytes);
          if (store.objects.add(stored(item, hash))) {
            takeObject(stored(item, hash), item.ref.kind, touched);
          }
          count += 1;
          if (!mayGoOn()) break;
        }
      });
    } catch (error) {
      deps.failed(error);
      return items.length;
    }
    deps.taken(touched);
    return count;
  };

  const queue: SliceQueue<Incoming> = createSliceQueue(work, deps.monotonicMs);

  return {
    take: (ref: DocumentRef, objects: readonly CarriedObject[]): void =>
      queue.push(objects.map((object) => ({ ref, object }))),
    /** Objects whose signer or key was not known yet, tried again: after the registry changed. */
    retry: (): void => {
      const touched = emptyTouched();
      store.transaction(() => {
        for (const object of store.objects.inState(OBJECT_STATE.unchecked, 100_000)) {
          const kind = object.document.slice(0, object.document.indexOf('/')) as DocumentRef['kind'];
          takeObject(object, kind, touched);
        }
      });
      deps.taken(touched);
    },
    waiting: queue.length,
    drained: queue.drained,
    close: queue.close,
  };
};
export type Ingest = ReturnType<typeof createIngest>;

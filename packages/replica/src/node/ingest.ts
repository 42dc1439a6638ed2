import type { CarriedObject, DocumentRef } from '../carrier/carrier-port.ts';
import type { HybridTime } from '../clock/hybrid-clock.ts';
import { refName } from '../document/document-ref.ts';
import { Fault } from '../fault.ts';
import { sha256 } from '../key/hash.ts';
import { type NewObject, OBJECT_STATE, type StoredObject } from '../store/object-table.ts';
import type { TillStore } from '../store/till-store.ts';
import type { Change } from './node-port.ts';
import { createSyncing } from './syncing.ts';
import { createSliceQueue, type SliceQueue, type Worked } from './slice-queue.ts';
import { takeEntry } from './take-entry.ts';
import { takeValue } from './take-value.ts';
import type { Roster } from './roster.ts';

/** What one slice of taken objects touched; collected inside its transaction, acted on after the commit. */
export type Touched = {
  readonly changes: Set<Change>;
  readonly products: Set<string>;
  /** Series whose entries came. */
  readonly series: Set<string>;
  /** This device's own stock moved by entries that its journal lacked. */
  ownStock: boolean;
  /** What should stand in a document where something else was found. */
  readonly restore: { readonly document: string; readonly object: CarriedObject }[];
  readonly alarms: { readonly code: string; readonly message: string }[];
};

/** What judging an object needs to know. */
export type Judging = {
  readonly store: TillStore;
  readonly roster: Roster;
  readonly deviceId: string;
  readonly hear: (clock: HybridTime) => void;
  readonly touched: Touched;
};

export type IngestDeps = {
  readonly store: TillStore;
  readonly roster: () => Roster;
  readonly deviceId: string;
  readonly hear: (clock: HybridTime) => void;
  /** At the end of a slice, inside its transaction. */
  readonly taking: (touched: Touched) => void;
  /** After the commit of a slice; a power cut may still take it. */
  readonly taken: (touched: Touched) => void;
  /** All entries of these series that were taken are on the disk. */
  readonly durable: (series: ReadonlySet<string>) => void;
  readonly monotonicMs: () => number;
  readonly alarm: (code: string, message: string) => void;
};

/** An object found in a document, or the place in till.db of one that could not be judged before. */
type Item =
  | { readonly kind: 'found'; readonly ref: DocumentRef; readonly object: CarriedObject }
  | { readonly kind: 'again'; readonly position: number };

/** More than one slice ever holds. */
const ONE_BY_ONE = 1_000;
/** After the disk refused: long enough for somebody to make room, short enough to catch up soon. */
const PAUSE_MS = 1_000;

const kindOf = (document: string): DocumentRef['kind'] =>
  document.slice(0, document.indexOf('/')) as DocumentRef['kind'];

const found = (ref: DocumentRef, { key, bytes }: CarriedObject): NewObject => ({
  hash: sha256(bytes),
  document: refName(ref),
  key: key ?? null,
  current: true,
  // Most are; what is not is marked so in the same transaction. Statements are judged by the registry's fold.
  state: OBJECT_STATE.valid,
  bytes,
});

const emptyTouched = (): Touched => ({
  changes: new Set(),
  products: new Set(),
  series: new Set(),
  ownStock: false,
  restore: [],
  alarms: [],
});

const takeObject = (judging: Judging, object: StoredObject): void => {
  const kind = kindOf(object.document);
  switch (kind) {
    case 'registry':
    case 'directory':
      judging.touched.changes.add('registry');
      break;
    case 'ledger':
      takeEntry(judging, object);
      break;
    case 'catalog':
    case 'stock':
      takeValue(judging, object, kind);
      break;
  }
};

const takeItem = (judging: Judging, item: Item): void => {
  const { objects } = judging.store;
  if (item.kind === 'found') {
    const object = found(item.ref, item.object);
    const position = objects.add(object);
    if (position !== null) takeObject(judging, { ...object, position });
    return;
  }
  const object = objects.at(item.position);
  const open = object?.state === OBJECT_STATE.unchecked || object?.state === OBJECT_STATE.notUnderstood;
  if (object !== null && open) takeObject(judging, object);
};

type Slice = { readonly taken: number; readonly touched: Touched };

/** Takes items from `from` on, at most `most`, in one transaction. */
const takeSlice = (
  deps: IngestDeps,
  items: readonly Item[],
  from: number,
  most: number,
  mayGoOn: () => boolean,
): Slice => {
  const touched = emptyTouched();
  const { store, deviceId, hear } = deps;
  const judging: Judging = { store, roster: deps.roster(), deviceId, hear, touched };
  let at = from;
  store.unsynced(() => {
    do {
      const item = items[at];
      if (item === undefined) break;
      takeItem(judging, item);
      at += 1;
    } while (at - from < most && mayGoOn());
    for (const series of touched.series) store.entries.advanceHeld(series);
    deps.taking(touched);
  });
  return { taken: at - from, touched };
};

/**
 * Objects from documents and peers into till.db, in slices of a few milliseconds. What is held already
 * changes nothing. Nothing is used before its signature was checked against the registry.
 */
export const createIngest = (deps: IngestDeps) => {
  const { store } = deps;
  /** After a slice that failed each item goes by itself, so that one cannot hold up the others. */
  let alone = 0;
  /** Objects found in documents that have not been looked at. */
  let waiting = 0;

  const done = (items: readonly Item[], from: number, taken: number): Worked => {
    for (let at = from; at < from + taken; at += 1) if (items[at]?.kind === 'found') waiting -= 1;
    return { taken, pauseMs: 0 };
  };

  const failed = (error: unknown, items: readonly Item[], from: number): Worked => {
    deps.alarm('INGEST-FAILED', `What peers sent could not be stored: ${String(error)}`);
    // The disk: nothing is given up, and it is tried again.
    if (error instanceof Fault) return { taken: 0, pauseMs: PAUSE_MS };
    // One of them: found by going on one by one, and left out until the next start.
    const isIt = alone > 0;
    alone = isIt ? alone - 1 : Math.min(items.length - from, ONE_BY_ONE);
    return done(items, from, isIt ? 1 : 0);
  };

  const work = (items: readonly Item[], from: number, mayGoOn: () => boolean): Worked => {
    let slice: Slice;
    try {
      slice = takeSlice(deps, items, from, alone > 0 ? 1 : items.length, mayGoOn);
    } catch (error) {
      return failed(error, items, from);
    }
    alone = Math.max(0, alone - slice.taken);
    const worked = done(items, from, slice.taken);
    deps.taken(slice.touched);
    syncing.due(slice.touched.series);
    return worked;
  };

  const syncing = createSyncing(deps);
  const queue: SliceQueue<Item> = createSliceQueue(work, deps.monotonicMs, syncing.sync);
  const again = (positions: readonly number[]): void =>
    queue.push(positions.map((position) => ({ kind: 'again', position })));

  return {
    take: (ref: DocumentRef, objects: readonly CarriedObject[]): void => {
      waiting += objects.length;
      queue.push(objects.map((object) => ({ kind: 'found', ref, object })));
    },
    /** Objects whose signer or key was not known yet, tried again: after the registry changed. */
    retry: (): void => again(store.objects.inState(OBJECT_STATE.unchecked)),
    /** What an older version of this program did not understand: once after each start. */
    retryNotUnderstood: (): void => again(store.objects.inState(OBJECT_STATE.notUnderstood)),
    waiting: (): number => waiting,
    /** What was taken is on the disk, and confirmed. */
    sync: syncing.sync,
    drained: queue.drained,
    close: (): void => {
      queue.close();
      syncing.close();
    },
  };
};
export type Ingest = ReturnType<typeof createIngest>;

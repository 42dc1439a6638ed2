import type { CarriedObject, DocumentRef } from '../carrier/carrier-port.ts';
import type { HybridTime } from '../clock/hybrid-clock.ts';
import { refName } from '../document/document-ref.ts';
import { sha256 } from '../key/hash.ts';
import { type NewObject, OBJECT_STATE, type StoredObject } from '../store/object-table.ts';
import type { TillStore } from '../store/till-store.ts';
import type { Happening } from './exception-book.ts';
import type { Change } from './node-port.ts';
import { putBack } from './put-back.ts';
import { createSyncing } from './syncing.ts';
import { createSliceQueue, type SliceQueue, type Worked } from './slice-queue.ts';
import type { FactReader } from './fact-reader.ts';
import { takeEntry } from './take-entry.ts';
import { takeValue } from './take-value.ts';
import { createTrouble } from './trouble.ts';
import { createWeighing, type WeighingDesk } from './weigh-series.ts';
import type { Roster } from './roster.ts';

/** What one slice of taken objects touched; collected inside its transaction, acted on after the commit. */
export type Touched = {
  readonly changes: Set<Change>;
  readonly products: Set<string>;
  /** Series whose entries came. */
  readonly series: Set<string>;
  /** Series of devices that were taken off, of which there is more to weigh. */
  readonly unweighed: Set<string>;
  /** Series that are weighed and not done with. */
  readonly goesOn: Set<string>;
  /** This device's own stock moved by entries that its journal lacked. */
  ownStock: boolean;
  /** What should stand in a document where something else was found. */
  readonly restore: { readonly document: string; readonly object: CarriedObject }[];
  readonly alarms: Happening[];
};

/** What judging an object needs to know. */
export type Judging = {
  readonly store: TillStore;
  readonly roster: Roster;
  readonly reader: FactReader;
  readonly deviceId: string;
  readonly hear: (clock: HybridTime) => void;
  readonly touched: Touched;
  /** The peer that delivered the object; null: it was found here, or nobody knows any more. */
  readonly from: string | null;
  /** It cannot be judged yet. */
  readonly waits: (position: number) => void;
};

export type IngestDeps = {
  readonly store: TillStore;
  readonly roster: () => Roster;
  readonly reader: FactReader;
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

/** An object found in a document, the place in till.db of one that could not be judged before, or a series to weigh. */
type Item =
  | {
      readonly kind: 'found';
      readonly ref: DocumentRef;
      readonly object: CarriedObject;
      readonly from: string | null;
      readonly isUrgent: boolean;
    }
  | { readonly kind: 'again'; readonly position: number }
  | { readonly kind: 'weigh'; readonly series: string };

/** Of so many objects that wait to be judged it is remembered who delivered them. */
const MOST_DELIVERERS = 10_000;
/** How long what comes in a flood is gathered into one transaction. What people wait for ends it at once. */
const GATHER_MS = 200;

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
  unweighed: new Set(),
  goesOn: new Set(),
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

const takeItem = (judging: Judging, item: Exclude<Item, { kind: 'weigh' }>): void => {
  const { objects } = judging.store;
  if (item.kind === 'found') {
    const object = found(item.ref, item.object);
    const position = objects.add(object);
    if (position !== null) takeObject(judging, { ...object, position });
    // Known, and superseded: somebody put it back over what should stand there.
    else if (!objects.isCurrent(object)) putBack(judging, object);
    return;
  }
  const object = objects.at(item.position);
  const open = object?.state === OBJECT_STATE.unchecked || object?.state === OBJECT_STATE.notUnderstood;
  if (object !== null && open) takeObject(judging, object);
};

/** By position: who delivered what could not be judged when it came. */
type Deliverers = Map<number, string>;

const deliveredBy = (item: Exclude<Item, { kind: 'weigh' }>, deliverers: Deliverers): string | null =>
  item.kind === 'found' ? item.from : (deliverers.get(item.position) ?? null);

/** What is remembered from slice to slice. */
type Desk = { readonly deliverers: Deliverers; readonly weighing: WeighingDesk };

type Slice = { readonly taken: number; readonly touched: Touched };

/** Takes items from `from` on, at most `most`; all of them or none. */
const takeSlice = (
  deps: IngestDeps,
  { deliverers, weighing }: Desk,
  items: readonly Item[],
  from: number,
  most: number,
  mayGoOn: () => boolean,
): Slice => {
  const touched = emptyTouched();
  const { store, reader, deviceId, hear } = deps;
  const nobody = { from: null, waits: () => undefined };
  const judging = { store, roster: deps.roster(), reader, deviceId, hear, touched, ...nobody };
  let at = from;
  store.gather(() => {
    do {
      const item = items[at];
      if (item === undefined) break;
      at += 1;
      if (item.kind === 'weigh') {
        // There is more of it: it goes on behind what waits.
        if (!weighing.goOn(judging, item.series, mayGoOn)) touched.goesOn.add(item.series);
        continue;
      }
      const deliverer = deliveredBy(item, deliverers);
      const waits = (position: number): void => {
        if (deliverer !== null && deliverers.size < MOST_DELIVERERS) deliverers.set(position, deliverer);
      };
      if (item.kind === 'again') deliverers.delete(item.position);
      takeItem({ ...judging, from: deliverer, waits }, item);
    } while (at - from < most && mayGoOn());
    for (const series of touched.series) store.entries.advanceHeld(series);
    deps.taking(touched);
  });
  return { taken: at - from, touched };
};

type TakeArguments = [
  ref: DocumentRef,
  objects: readonly CarriedObject[],
  from: string | null,
  isUrgent?: boolean | undefined,
];

const itemsOf = (
  ref: DocumentRef,
  objects: readonly CarriedObject[],
  from: string | null,
  isUrgent: boolean,
): readonly Item[] => objects.map((object) => ({ kind: 'found', ref, object, from, isUrgent }));

const isAwaited = (item: Item): boolean => item.kind === 'found' && item.isUrgent;

/** What was taken and is not committed yet. */
type Gathered = { readonly items: Item[]; readonly touched: Touched[]; readonly sinceMs: number };

const toWeigh = (series: readonly string[]): readonly Item[] =>
  series.map((each) => ({ kind: 'weigh', series: each }));

/** What is looked at again of what is held. */
const createRetries = (
  { store, roster }: IngestDeps,
  weighing: WeighingDesk,
  push: (items: readonly Item[]) => void,
) => {
  const again = (positions: readonly number[]): void =>
    push(positions.map((position) => ({ kind: 'again', position })));
  return {
    /**
     * After the registry changed, and at a start: objects whose signer or key was not known yet are tried again, and
     * what counts of devices that were taken off, or let in, is weighed.
     */
    retry: (): void => {
      again(store.objects.inState(OBJECT_STATE.unchecked));
      push(toWeigh(weighing.changed({ store, roster: roster() }).filter(weighing.begin)));
    },
    /** What an older version of this program did not understand: once after each start. */
    retryNotUnderstood: (): void => again(store.objects.inState(OBJECT_STATE.notUnderstood)),
  };
};

/**
 * Objects from documents and peers into till.db, in slices of a few milliseconds, several slices to a
 * transaction. What is held already changes nothing. Nothing is used before its signature was checked
 * against the registry.
 */
export const createIngest = (deps: IngestDeps) => {
  const { store, monotonicMs } = deps;
  const trouble = createTrouble(deps.alarm);
  /** Objects found in documents that are not committed yet. */
  let waiting = 0;
  let gathered: Gathered | null = null;
  const deliverers: Deliverers = new Map();
  const weighing = createWeighing();

  const work = (items: readonly Item[], from: number, mayGoOn: () => boolean): Worked => {
    const pause = trouble.pause();
    if (pause !== null) return pause;
    let slice: Slice;
    try {
      slice = takeSlice(deps, { deliverers, weighing }, items, from, trouble.most(items.length), mayGoOn);
    } catch (error) {
      const worked = trouble.failed(error, items.length - from);
      const item = worked.taken > 0 ? items[from] : undefined;
      if (item?.kind === 'found') waiting -= 1;
      if (item?.kind === 'weigh') weighing.gaveUp(item.series);
      return worked;
    }
    const { taken, touched } = slice;
    trouble.took(taken);
    queue.push(toWeigh([...touched.goesOn, ...[...touched.unweighed].filter(weighing.begin)]));
    gathered ??= { items: [], touched: [], sinceMs: monotonicMs() };
    gathered.items.push(...items.slice(from, from + taken));
    gathered.touched.push(touched);
    // What a statement says is needed to judge what comes next.
    const isLong = monotonicMs() - gathered.sinceMs >= GATHER_MS;
    const isDue =
      isLong || touched.changes.has('registry') || items.slice(from, from + taken).some(isAwaited);
    if (isDue) store.endGathered();
    return { taken, pauseMs: 0 };
  };

  const syncing = createSyncing(deps);
  const queue: SliceQueue<Item> = createSliceQueue(work, monotonicMs, () => {
    store.endGathered();
    syncing.sync();
  });

  store.onGathered((error) => {
    const ended = gathered;
    gathered = null;
    if (ended === null) return;
    if (error !== null) {
      trouble.lost(error);
      weighing.lost(ended.items.flatMap((item) => (item.kind === 'weigh' ? [item.series] : [])));
      queue.push(ended.items);
      return;
    }
    trouble.stored();
    waiting -= ended.items.filter(({ kind }) => kind === 'found').length;
    for (const touched of ended.touched) {
      deps.taken(touched);
      syncing.due(touched.series);
    }
  });
  return {
    /** `from`: the peer that sent them just now. `isUrgent`: people wait for them, so they go before all that waits. */
    take: (...[ref, objects, from, isUrgent = false]: TakeArguments): void => {
      waiting += objects.length;
      queue.push(itemsOf(ref, objects, from, isUrgent), isUrgent);
    },
    ...createRetries(deps, weighing, queue.push),
    /** Series that are still weighed. */
    unweighed: weighing.due,
    waiting: (): number => waiting,
    /** What is held of these series is on the disk, and confirmed again. */
    tellAgain: syncing.tellAgain,
    drained: queue.drained,
    close: (): void => {
      queue.close();
      store.endGathered();
      syncing.close();
    },
  };
};
export type Ingest = ReturnType<typeof createIngest>;

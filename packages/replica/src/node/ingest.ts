import type { CarriedObject, DocumentRef } from '../carrier/carrier-port.ts';
import { OBJECT_STATE } from '../store/object-table.ts';
import { type CatalogSweep, createCatalogSweep } from './catalog-sweep.ts';
import { createPutBackPace } from './put-back-pace.ts';
import { createSyncing } from './syncing.ts';
import { createSliceQueue, type SliceQueue, type Worked } from './slice-queue.ts';
import {
  type Deliverers,
  type Item,
  type Slice,
  type SliceDeps,
  takeSlice,
  type Touched,
} from './take-slice.ts';
import { createTrouble } from './trouble.ts';
import { createWeighing, type WeighingDesk } from './weigh-series.ts';

export type IngestDeps = SliceDeps & {
  /** After the commit of a slice; a power cut may still take it. */
  readonly taken: (touched: Touched) => void;
  /** All entries of these series that were taken are on the disk. */
  readonly durable: (series: ReadonlySet<string>) => void;
  readonly monotonicMs: () => number;
  readonly alarm: (code: string, message: string) => void;
  readonly later: (run: () => void, delayMs: number) => () => void;
};

/** How long what comes in a flood is gathered into one transaction. What people wait for ends it at once. */
const GATHER_MS = 200;

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

/** What a statement says is needed to judge what comes next; and for some objects people wait. */
const isDue = ({ changes }: Touched, items: readonly Item[]): boolean =>
  changes.has('registry') || items.some(isAwaited);

/** What was taken and is not committed yet. */
type Gathered = { readonly items: Item[]; readonly touched: Touched[]; readonly sinceMs: number };

const toSweep = (deviceIds: Iterable<string>): readonly Item[] =>
  [...deviceIds].map((deviceId) => ({ kind: 'sweep', deviceId }));

const sweptBy = (items: readonly Item[]): readonly string[] =>
  items.flatMap((item) => (item.kind === 'sweep' ? [item.deviceId] : []));

const toWeigh = (series: readonly string[]): readonly Item[] =>
  series.map((each) => ({ kind: 'weigh', series: each }));

/** What is looked at again of what is held. */
const createRetries = (
  { store, roster }: IngestDeps,
  weighing: WeighingDesk,
  sweeping: CatalogSweep,
  push: (items: readonly Item[]) => void,
) => {
  const again = (positions: readonly number[]): void =>
    push(positions.map((position) => ({ kind: 'again', position })));
  return {
    /**
     * After the registry changed, and at a start: objects whose signer or key was not known yet are tried again, and
     * what counts of devices that were taken off, or let in, is weighed, and of those that may edit the catalogue no
     * more, or again, settled.
     */
    retry: (): void => {
      again(store.objects.inState(OBJECT_STATE.unchecked));
      push(toWeigh(weighing.changed({ store, roster: roster() }).filter(weighing.begin)));
      push(toSweep(sweeping.changed({ store, roster: roster() }).filter(sweeping.begin)));
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
  const sweeping = createCatalogSweep();
  const pace = createPutBackPace(deps.later, (places) =>
    queue.push(places.map((place) => ({ kind: 'put-back', place }))),
  );
  const desk = { deliverers, weighing, sweeping, pace };

  const work = (items: readonly Item[], from: number, mayGoOn: () => boolean): Worked => {
    const pause = trouble.pause();
    if (pause !== null) return pause;
    let slice: Slice;
    try {
      slice = takeSlice(deps, desk, items, from, trouble.most(items.length), mayGoOn);
    } catch (error) {
      const worked = trouble.failed(error, items.length - from);
      const item = worked.taken > 0 ? items[from] : undefined;
      if (item?.kind === 'found') waiting -= 1;
      if (item?.kind === 'weigh') weighing.gaveUp(item.series);
      // Nothing of the slice was kept: what it settled is settled again.
      sweeping.lost(sweptBy(items.slice(from)));
      if (item?.kind === 'sweep') sweeping.gaveUp(item.deviceId);
      return worked;
    }
    const { taken, touched } = slice;
    trouble.took(taken);
    queue.push(toWeigh([...touched.goesOn, ...[...touched.unweighed].filter(weighing.begin)]));
    queue.push(toSweep(touched.sweepsOn));
    gathered ??= { items: [], touched: [], sinceMs: monotonicMs() };
    gathered.items.push(...items.slice(from, from + taken));
    gathered.touched.push(touched);
    const isLong = monotonicMs() - gathered.sinceMs >= GATHER_MS;
    if (isLong || isDue(touched, items.slice(from, from + taken))) store.endGathered();
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
      sweeping.lost(sweptBy(ended.items));
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
    ...createRetries(deps, weighing, sweeping, queue.push),
    /** Series that are still weighed, and devices whose catalogue values are still settled. */
    unweighed: (): number => weighing.due() + sweeping.due(),
    waiting: (): number => waiting,
    /** What is held of these series is on the disk, and confirmed again. */
    tellAgain: syncing.tellAgain,
    drained: queue.drained,
    close: (): void => {
      pace.close();
      queue.close();
      store.endGathered();
      syncing.close();
    },
  };
};
export type Ingest = ReturnType<typeof createIngest>;

import type { CarriedObject, DocumentRef } from '../carrier/carrier-port.ts';
import { OBJECT_STATE } from '../store/object-table.ts';
import { createHeldWork, type HeldWork } from './held-work.ts';
import { createPutBackPace } from './put-back-pace.ts';
import { createSyncing } from './syncing.ts';
import { createSliceQueue, type SliceQueue, type Worked } from './slice-queue.ts';
import { type Item, type Slice, type SliceDeps, takeSlice, type Touched } from './take-slice.ts';
import { createTrouble } from './trouble.ts';

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

/** What is looked at again of what is held. */
const createRetries = (
  { store, roster }: IngestDeps,
  work: HeldWork,
  push: (items: readonly Item[]) => void,
) => {
  const again = (positions: readonly number[]): void =>
    push(positions.map((position) => ({ kind: 'again', position })));
  return {
    /**
     * After the registry changed, and at a start: objects whose signer or key was not known yet are tried again, and
     * what counts of what is held is worked out where it may count otherwise.
     */
    retry: (): void => {
      again(store.objects.inState(OBJECT_STATE.unchecked));
      push(work.dueNow({ store, roster: roster() }));
    },
    /** What an older version of this program did not understand: once after each start. */
    retryNotUnderstood: (): void => again(store.objects.inState(OBJECT_STATE.notUnderstood)),
  };
};

const createDesk = ({ later }: IngestDeps, push: (items: readonly Item[]) => void) => ({
  deliverers: new Map(),
  held: createHeldWork(),
  pace: createPutBackPace(later, (places) => push(places.map((place) => ({ kind: 'put-back', place })))),
});

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
  const desk = createDesk(deps, (items) => queue.push(items));
  const { held } = desk;

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
      held.failed(items.slice(from), item);
      return worked;
    }
    const { taken, touched } = slice;
    trouble.took(taken);
    queue.push(held.moreOf(touched));
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
      held.lost(ended.items);
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
    ...createRetries(deps, held, queue.push),
    /** Series that are still weighed, and devices whose catalogue values are still settled. */
    unweighed: held.due,
    waiting: (): number => waiting,
    /** What is held of these series is on the disk, and confirmed again. */
    tellAgain: syncing.tellAgain,
    drained: queue.drained,
    close: (): void => {
      desk.pace.close();
      queue.close();
      store.endGathered();
      syncing.close();
    },
  };
};
export type Ingest = ReturnType<typeof createIngest>;

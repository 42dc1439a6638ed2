import type { CarriedObject, DocumentRef } from '../carrier/carrier-port.ts';
import type { HybridTime } from '../clock/hybrid-clock.ts';
import { refName } from '../document/document-ref.ts';
import { sha256 } from '../key/hash.ts';
import { type NewObject, OBJECT_STATE, type StoredObject } from '../store/object-table.ts';
import type { TillStore } from '../store/till-store.ts';
import type { Happening } from './exception-book.ts';
import type { FactReader } from './fact-reader.ts';
import type { Change } from './node-port.ts';
import type { HeldWork } from './held-work.ts';
import { putBack } from './put-back.ts';
import type { PutBackPace, PutBackPlace } from './put-back-pace.ts';
import type { Roster } from './roster.ts';
import { takeEntry } from './take-entry.ts';
import { takeValue } from './take-value.ts';

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
  /** Devices that may not edit the catalogue and did: values of theirs are withheld. */
  readonly barred: Set<string>;
  /** Of these there is more to settle. */
  readonly sweepsOn: Set<string>;
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

/** What taking a slice needs of its device. */
export type SliceDeps = {
  readonly store: TillStore;
  readonly roster: () => Roster;
  readonly reader: FactReader;
  readonly deviceId: string;
  readonly hear: (clock: HybridTime) => void;
  /** At the end of a slice, inside its transaction. */
  readonly taking: (touched: Touched) => void;
};

/**
 * An object found in a document, the place in till.db of one that could not be judged before, a series to weigh, a device
 * whose catalogue values are to be settled, or a place of a document where what should stand is put back.
 */
export type Item =
  | {
      readonly kind: 'found';
      readonly ref: DocumentRef;
      readonly object: CarriedObject;
      readonly from: string | null;
      readonly isUrgent: boolean;
    }
  | { readonly kind: 'again'; readonly position: number }
  | { readonly kind: 'weigh'; readonly series: string }
  | { readonly kind: 'sweep'; readonly deviceId: string }
  | { readonly kind: 'put-back'; readonly place: PutBackPlace };
type ObjectItem = Extract<Item, { kind: 'found' | 'again' }>;

/** Of so many objects that wait to be judged it is remembered who delivered them. */
const MOST_DELIVERERS = 10_000;
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
  barred: new Set(),
  sweepsOn: new Set(),
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

const takeItem = (judging: Judging, item: ObjectItem, pace: PutBackPace): void => {
  const { objects } = judging.store;
  if (item.kind === 'found') {
    const object = found(item.ref, item.object);
    const position = objects.add(object);
    if (position !== null) takeObject(judging, { ...object, position });
    // Known, and superseded: somebody put it back over what should stand there.
    else if (!objects.isCurrent(object) && pace.found({ ...object, key: object.key ?? '' }))
      putBack(judging, object);
    return;
  }
  const object = objects.at(item.position);
  const open = object?.state === OBJECT_STATE.unchecked || object?.state === OBJECT_STATE.notUnderstood;
  if (object !== null && open) takeObject(judging, object);
};

/** By position: who delivered what could not be judged when it came. */
export type Deliverers = Map<number, string>;

const deliveredBy = (item: ObjectItem, deliverers: Deliverers): string | null =>
  item.kind === 'found' ? item.from : (deliverers.get(item.position) ?? null);

/** What is remembered from slice to slice. */
type Desk = {
  readonly deliverers: Deliverers;
  readonly held: Pick<HeldWork, 'weighing' | 'sweeping'>;
  readonly pace: PutBackPace;
};

/** Does one piece of work; of what is not done with there is more, which goes on behind what waits. */
const doItem = (judging: Judging, desk: Desk, item: Item, mayGoOn: () => boolean): void => {
  const { touched } = judging;
  const { deliverers } = desk;
  switch (item.kind) {
    case 'weigh':
      if (!desk.held.weighing.goOn(judging, item.series, mayGoOn)) touched.goesOn.add(item.series);
      return;
    case 'sweep':
      if (!desk.held.sweeping.goOn(judging, item.deviceId, mayGoOn)) touched.sweepsOn.add(item.deviceId);
      return;
    case 'put-back':
      putBack(judging, item.place);
      return;
    default: {
      const deliverer = deliveredBy(item, deliverers);
      const waits = (position: number): void => {
        if (deliverer !== null && deliverers.size < MOST_DELIVERERS) deliverers.set(position, deliverer);
      };
      if (item.kind === 'again') deliverers.delete(item.position);
      takeItem({ ...judging, from: deliverer, waits }, item, desk.pace);
    }
  }
};

export type Slice = { readonly taken: number; readonly touched: Touched };

/** Takes items from `from` on, at most `most`; all of them or none. */
export const takeSlice = (
  deps: SliceDeps,
  desk: Desk,
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
      doItem(judging, desk, item, mayGoOn);
    } while (at - from < most && mayGoOn());
    for (const series of touched.series) store.entries.advanceHeld(series);
    deps.taking(touched);
  });
  return { taken: at - from, touched };
};

import { compareBytes } from '../cbor/bytes.ts';
import { OBJECT_STATE, type StoredObject } from '../store/object-table.ts';
import { checkValue, type ValidValue } from './check-value.ts';
import { slotSeriesOf } from './document-map.ts';
import type { Judging } from './take-slice.ts';
import { type Judged, judged, judgedOf } from './judge-object.ts';
import { putBack } from './put-back.ts';
import type { Roster } from './roster.ts';
import { readSlots, type SlotsRead } from './slot-page.ts';

type Slots = Extract<SlotsRead, { readonly status: 'valid' }>;

/**
 * Takes slots that a device published of one of its own series: each product's if it says more than what
 * is known. Inside a transaction.
 */
export const takeSlots = (
  judging: Judging,
  object: StoredObject,
  { header, content }: ValidValue,
): Judged => {
  const { store, roster, touched } = judging;
  const named = slotSeriesOf(object.document);
  if (named === null) return judged(OBJECT_STATE.invalid);
  const place = roster.series.get(named.series);
  if (place === undefined) return judged(OBJECT_STATE.unchecked);
  if (place.branchId !== named.branch) return judged(OBJECT_STATE.invalid);
  const read = readSlots(header.subject, content.version, content.body);
  // A slot has one writer: the device of its series.
  if (place.deviceId !== header.deviceId) {
    // Who signed a slot of another's series did wrong; a slot of its own may have been moved here by anybody.
    const isClaimed = read.status === 'valid' && read.series === named.series;
    return isClaimed ? judgedOf(header.deviceId, OBJECT_STATE.invalid) : judged(OBJECT_STATE.invalid);
  }
  if (read.status === 'not-understood') return judged(OBJECT_STATE.notUnderstood);
  if (read.status === 'invalid') return judgedOf(header.deviceId, OBJECT_STATE.invalid);
  if (read.series !== named.series) return judged(OBJECT_STATE.invalid);
  const others = settleStanding(judging, object, read);
  if (place.deviceId === judging.deviceId) {
    // Its totals are sums over its entries, and nobody tells it otherwise.
    if (read.page !== null) {
      const { number, place: at } = read.page;
      const lost = others.length === 0 ? [] : [number, ...others];
      const places = read.slots.map(({ product }) => ({ ...named, product }));
      store.slotPages.foundOwn({ series: named.series, place: at, page: number }, places, lost);
      touched.ownStock ||= lost.length > 0;
    }
    return judged(OBJECT_STATE.valid);
  }
  for (const { product, ...slot } of read.slots) {
    if (store.slots.takePublished({ ...named, product }, slot)) touched.changes.add('stock');
  }
  return judged(OBJECT_STATE.valid);
};

/**
 * Which of several under one key stands in the document: the later page, of single slots the later one;
 * between equals what says more, then the hash. What it stands over is forgotten. Gives the numbers of the
 * other pages that were found under the key.
 */
const settleStanding = (judging: Judging, object: StoredObject, read: Slots): readonly number[] => {
  const { store, roster } = judging;
  const others = store.objects
    .ofKey(object.document, object.key ?? '')
    .filter(({ position, state }) => position !== object.position && state === OBJECT_STATE.valid)
    .map((other) => ({ object: other, read: openSlots(roster, other) }));
  if (others.length === 0) return [];
  const stands = others.every((other) => isBefore(other, object, read));
  if (stands) for (const other of others) store.objects.remove(other.object.position);
  else store.objects.setCurrent(object.position, false);
  putBack(judging, object);
  return others.flatMap((other) => other.read?.page?.number ?? []);
};

type Held = { readonly object: StoredObject; readonly read: Slots | null };

const isBefore = (held: Held, object: StoredObject, read: Slots): boolean => {
  if (held.read === null) return true;
  const order = orderOf(read);
  const heldOrder = orderOf(held.read);
  const differing = order.findIndex((part, index) => part !== heldOrder[index]);
  return differing === -1
    ? compareBytes(held.object.hash, object.hash) < 0
    : (heldOrder[differing] ?? 0) < (order[differing] ?? 0);
};

const openSlots = (roster: Roster, object: StoredObject): Slots | null => {
  const checked = checkValue(roster, object);
  if (!checked.ok) return null;
  const { header, content } = checked;
  const read = readSlots(header.subject, content.version, content.body);
  return read.status === 'valid' ? read : null;
};

const orderOf = ({ page, slots }: Slots): readonly [number, number, number] => [
  page?.number ?? 0,
  Math.max(...slots.map(({ sequence }) => sequence)),
  slots.reduce((sum, { inMilli, outMilli }) => sum + inMilli + outMilli, 0),
];

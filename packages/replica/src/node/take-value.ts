import { toHex } from '../cbor/bytes.ts';
import type { Misread } from '../cose/label.ts';
import { OBJECT_STATE, type ObjectState, type StoredObject } from '../store/object-table.ts';
import type { ProductRow } from '../store/product-table.ts';
import type { TillStore } from '../store/till-store.ts';
import {
  openSignedValue,
  readValueHeader,
  type ValueContent,
  type ValueHeader,
  verifyValue,
} from '../value/value.ts';
import { winner } from '../value/winner.ts';
import type { Touched } from './ingest.ts';
import type { Roster } from './roster.ts';
import { type Aspect, readAspect, readSlot } from './value-body.ts';

const STATE_OF = {
  invalid: OBJECT_STATE.invalid,
  'not-understood': OBJECT_STATE.notUnderstood,
  unreadable: OBJECT_STATE.unchecked,
} as const satisfies Record<Misread['verdict'], ObjectState>;

type Checked =
  | { readonly ok: true; readonly header: ValueHeader; readonly content: ValueContent }
  | { readonly ok: false; readonly state: ObjectState };

const check = (roster: Roster, { bytes, key }: StoredObject): Checked => {
  const claimed = readValueHeader(bytes);
  if (!claimed.ok) return { ok: false, state: STATE_OF[claimed.verdict] };
  const author = roster.devices.get(claimed.value.deviceId);
  const dataKey = roster.dataKeys.get(toHex(claimed.value.dataKeyId));
  if (author === undefined || dataKey === undefined) return { ok: false, state: OBJECT_STATE.unchecked };
  const header = verifyValue(bytes, author.signKey);
  if (!header.ok) return { ok: false, state: STATE_OF[header.verdict] };
  // A value under another key than its own subject would stand for something its author never said.
  if (header.value.subject !== key) return { ok: false, state: OBJECT_STATE.invalid };
  const content = openSignedValue(bytes, dataKey);
  return content.ok
    ? { ok: true, header: header.value, content: content.value }
    : { ok: false, state: STATE_OF[content.verdict] };
};

/** Checks a catalogue value or a stock slot and lets the winner of its subject stand. Inside a transaction. */
export const takeValue = (
  store: TillStore,
  roster: Roster,
  object: StoredObject,
  kind: 'catalog' | 'stock',
  touched: Touched,
): void => {
  const checked = check(roster, object);
  const state = checked.ok
    ? (kind === 'catalog' ? takeAspect : takeSlot)(store, roster, object, checked, touched)
    : checked.state;
  if (state !== object.state) store.objects.setState(object.hash, state);
  // What does not count must not hide the value that does when a document is refilled.
  if (state === OBJECT_STATE.invalid) store.objects.setCurrent(object.hash, false);
};

type Valid = Extract<Checked, { ok: true }>;

const takeAspect = (
  store: TillStore,
  _roster: Roster,
  object: StoredObject,
  { header, content }: Valid,
  touched: Touched,
): ObjectState => {
  const read = readAspect(header.subject, content.version, content.body);
  if (read === null) return OBJECT_STATE.invalid;
  if (!read.ok) return read.understood ? OBJECT_STATE.invalid : OBJECT_STATE.notUnderstood;
  if (!settleWinner(store, object)) return OBJECT_STATE.valid;
  writeAspect(store, read.productId, read.aspect);
  touched.products.add(read.productId);
  touched.changes.add('catalog');
  return OBJECT_STATE.valid;
};

/** Marks which of a subject's values stands; true when it is this one. */
const settleWinner = (store: TillStore, object: StoredObject): boolean => {
  const others = store.objects
    .ofKey(object.document, object.key ?? '')
    .filter(({ state, hash }) => state === OBJECT_STATE.valid || toHex(hash) === toHex(object.hash));
  if (others.length <= 1) return true;
  const candidates = others.flatMap(({ hash, bytes }) => {
    const header = readValueHeader(bytes);
    return header.ok ? [{ hash, parents: header.value.parents, clock: header.value.clock }] : [];
  });
  const best = winner(candidates);
  for (const { hash } of candidates) store.objects.setCurrent(hash, hash === best?.hash);
  return best !== undefined && toHex(best.hash) === toHex(object.hash);
};

/** Puts one aspect into the product's row. */
export const writeAspect = (store: TillStore, productId: string, aspect: Aspect): void => {
  const before = store.products.get(productId);
  const row: ProductRow = before ?? { prices: {}, active: true };
  store.products.put(productId, withAspect(row, aspect), before);
};

export const withAspect = (row: ProductRow, aspect: Aspect): ProductRow => {
  switch (aspect.aspect) {
    case 'core':
      return { ...row, core: aspect.core };
    case 'price':
      return { ...row, prices: { ...row.prices, [aspect.priceListId]: aspect.priceMinor } };
    case 'status':
      return { ...row, active: aspect.active };
  }
};

const STOCK_DOCUMENT = /^stock\/([^/]+)\/([^/]+)\/[^/]+$/;

const takeSlot = (
  store: TillStore,
  roster: Roster,
  object: StoredObject,
  { header, content }: Valid,
  touched: Touched,
): ObjectState => {
  const match = STOCK_DOCUMENT.exec(object.document);
  const [branch, series] = [match?.[1] ?? '', match?.[2] ?? ''];
  const place = roster.series.get(series);
  if (place === undefined) return OBJECT_STATE.unchecked;
  // A slot has one writer: the device of its series.
  if (place.deviceId !== header.deviceId || place.branchId !== branch) return OBJECT_STATE.invalid;
  const slot = readSlot(content.body);
  if (slot === null) return OBJECT_STATE.invalid;
  if (store.slots.takePublished(branch, series, header.subject, slot)) {
    for (const other of store.objects.ofKey(object.document, header.subject)) {
      if (toHex(other.hash) !== toHex(object.hash)) store.objects.remove(other.hash);
    }
    touched.changes.add('stock');
  } else {
    store.objects.setCurrent(object.hash, false);
  }
  return OBJECT_STATE.valid;
};

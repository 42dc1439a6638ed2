import { toHex } from '../cbor/bytes.ts';
import { refName } from '../document/document-ref.ts';
import { OBJECT_STATE, type ObjectState, type StoredObject } from '../store/object-table.ts';
import { EMPTY_PRODUCT, type ProductRow } from '../store/product-table.ts';
import type { TillStore } from '../store/till-store.ts';
import {
  openSignedValue,
  readValueHeader,
  type ValueContent,
  type ValueHeader,
  verifyValue,
} from '../value/value.ts';
import { winner } from '../value/winner.ts';
import { catalogRef, slotSeriesOf } from './document-map.ts';
import type { Judging } from './ingest.ts';
import { stateOf, stateOfMisread } from './judge-object.ts';
import type { Roster } from './roster.ts';
import { type Aspect, productOfSubject, readAspect, readSlot } from './value-body.ts';

type Valid = { readonly header: ValueHeader; readonly content: ValueContent };
type Checked = ({ readonly ok: true } & Valid) | { readonly ok: false; readonly state: ObjectState };

const check = (roster: Roster, { bytes, key }: StoredObject): Checked => {
  const claimed = readValueHeader(bytes);
  if (!claimed.ok) return { ok: false, state: stateOfMisread(claimed, roster, bytes, verifyValue) };
  const { deviceId, dataKeyId, subject } = claimed.value;
  const author = roster.devices.get(deviceId);
  if (author === undefined) return { ok: false, state: OBJECT_STATE.unchecked };
  const header = verifyValue(bytes, author.signKey);
  if (!header.ok) return { ok: false, state: stateOf(header) };
  // A value under another key than its own subject would stand for something its author never said.
  if (subject !== key) return { ok: false, state: OBJECT_STATE.invalid };
  const dataKey = roster.dataKeys.get(toHex(dataKeyId));
  if (dataKey === undefined) return { ok: false, state: OBJECT_STATE.unchecked };
  const content = openSignedValue(bytes, dataKey);
  return content.ok
    ? { ok: true, header: header.value, content: content.value }
    : { ok: false, state: stateOf(content) };
};

/** Checks a catalogue value or a stock slot and lets the winner of its subject stand. Inside a transaction. */
export const takeValue = (judging: Judging, object: StoredObject, kind: 'catalog' | 'stock'): void => {
  const { store, roster, touched } = judging;
  const checked = check(roster, object);
  const take = kind === 'catalog' ? takeAspect : takeSlot;
  const state = checked.ok ? take(judging, object, checked) : checked.state;
  if (state !== object.state) store.objects.setState(object.position, state);
  touched.changes.add('status');
  if (state !== OBJECT_STATE.invalid) return;
  touched.alarms.push({
    code: 'VALUE-INVALID',
    message: `A value in ${object.document} is not valid and counts nowhere.`,
  });
  // What does not count must not hide the value that does.
  store.objects.setCurrent(object.position, false);
  putBack(judging, object);
};

/** What should stand under a key goes back into the document, where something else was found. */
const putBack = ({ store, touched }: Judging, { document, key }: StoredObject): void => {
  if (key === null) return;
  const standing = store.objects
    .ofKey(document, key)
    .find(({ current, state }) => current && state === OBJECT_STATE.valid);
  if (standing !== undefined) touched.restore.push({ document, object: { key, bytes: standing.bytes } });
};

const takeAspect = (judging: Judging, object: StoredObject, { header, content }: Valid): ObjectState => {
  const { store, touched } = judging;
  const productId = productOfSubject(header.subject);
  // In the document of another shard it would be one of two winners.
  if (productId === null || object.document !== refName(catalogRef(productId))) return OBJECT_STATE.invalid;
  const read = readAspect(header.subject, content.version, content.body);
  if (read.status === 'invalid') return OBJECT_STATE.invalid;
  const isWinner = settleWinner(judging, object, header, read.status === 'valid');
  if (read.status === 'not-understood') return OBJECT_STATE.notUnderstood;
  if (isWinner) {
    writeAspect(store, productId, read.aspect);
    touched.products.add(productId);
    touched.changes.add('catalog');
  }
  return OBJECT_STATE.valid;
};

type Candidate = StoredObject & Pick<ValueHeader, 'parents' | 'clock'>;

const counts = ({ state }: StoredObject): boolean =>
  state === OBJECT_STATE.valid || state === OBJECT_STATE.notUnderstood;

/**
 * Marks which of a subject's values stands in the document: also one that only a newer version
 * understands. True when this one counts here: it wins among those that this version understands.
 */
const settleWinner = (
  judging: Judging,
  object: StoredObject,
  header: ValueHeader,
  understood: boolean,
): boolean => {
  const { store, hear } = judging;
  hear(header.clock);
  const others = store.objects
    .ofKey(object.document, object.key ?? '')
    .filter((other) => counts(other) && other.position !== object.position);
  if (others.length === 0) return understood;
  const candidates = [...others, object].flatMap((item): Candidate[] => {
    const read = readValueHeader(item.bytes);
    return read.ok ? [{ ...item, parents: read.value.parents, clock: read.value.clock }] : [];
  });
  const standing = winner(candidates);
  for (const { position, current } of candidates) {
    const stands = position === standing?.position;
    if (stands !== current) store.objects.setCurrent(position, stands);
  }
  if (standing !== undefined && standing.position !== object.position) {
    judging.touched.restore.push({
      document: object.document,
      object: { key: object.key ?? '', bytes: standing.bytes },
    });
  }
  const counting = candidates.filter(({ position, state }) =>
    position === object.position ? understood : state === OBJECT_STATE.valid,
  );
  return understood && winner(counting)?.position === object.position;
};

/** Puts one aspect into the product's row. */
const writeAspect = (store: TillStore, productId: string, aspect: Aspect): void => {
  const before = store.products.get(productId);
  store.products.put(productId, withAspect(before ?? EMPTY_PRODUCT, aspect), before);
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

const takeSlot = (judging: Judging, object: StoredObject, { header, content }: Valid): ObjectState => {
  const { store, roster, touched } = judging;
  const named = slotSeriesOf(object.document);
  if (named === null) return OBJECT_STATE.invalid;
  const place = roster.series.get(named.series);
  if (place === undefined) return OBJECT_STATE.unchecked;
  // A slot has one writer: the device of its series.
  if (place.deviceId !== header.deviceId || place.branchId !== named.branch) return OBJECT_STATE.invalid;
  const read = readSlot(header.subject, content.version, content.body);
  if (read.status === 'not-understood') return OBJECT_STATE.notUnderstood;
  if (read.status === 'invalid' || read.slot.series !== named.series) return OBJECT_STATE.invalid;
  const { inMilli, outMilli, sequence } = read.slot;
  const slotPlace = { ...named, product: header.subject };
  // This device's own are sums over its entries, and nobody tells it otherwise.
  const isOwn = place.deviceId === judging.deviceId;
  if (!isOwn && store.slots.takePublished(slotPlace, { inMilli, outMilli, sequence })) {
    for (const other of store.objects.ofKey(object.document, header.subject)) {
      if (other.position !== object.position) store.objects.remove(other.position);
    }
    touched.changes.add('stock');
  } else if (store.objects.ofKey(object.document, header.subject).length > 1) {
    store.objects.setCurrent(object.position, false);
    putBack(judging, object);
  }
  return OBJECT_STATE.valid;
};

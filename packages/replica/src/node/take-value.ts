import { refName } from '../document/document-ref.ts';
import { OBJECT_STATE, type StoredObject } from '../store/object-table.ts';
import { EMPTY_PRODUCT, type ProductRow } from '../store/product-row.ts';
import type { TillStore } from '../store/till-store.ts';
import { readValueHeader, type ValueHeader } from '../value/value.ts';
import { winner } from '../value/winner.ts';
import { checkValue, type ValidValue } from './check-value.ts';
import { catalogRef } from './document-map.ts';
import type { Judging } from './take-slice.ts';
import { type Judged, judged, judgedOf } from './judge-object.ts';
import { putBack } from './put-back.ts';
import { takeSlots } from './take-slots.ts';
import { type Aspect, productOfSubject, readAspect } from './value-body.ts';

/** Checks a catalogue value or stock slots and lets the winner of their subject stand. Inside a transaction. */
export const takeValue = (judging: Judging, object: StoredObject, kind: 'catalog' | 'stock'): void => {
  const { store, roster, touched } = judging;
  const checked = checkValue(roster, object);
  const take = kind === 'catalog' ? takeAspect : takeSlots;
  const { state, author } = checked.ok ? take(judging, object, checked) : checked;
  if (state !== object.state) store.objects.setState(object.position, state);
  touched.changes.add('status');
  if (state === OBJECT_STATE.unchecked) judging.waits(object.position);
  if (state !== OBJECT_STATE.invalid) return;
  touched.alarms.push({
    code: 'VALUE-INVALID',
    message: `A value in ${object.document} is not valid and counts nowhere.`,
    deviceId: author ?? judging.from,
    document: object.document,
  });
  // What does not count must not hide the value that does.
  store.objects.setCurrent(object.position, false);
  putBack(judging, object);
};

const takeAspect = (judging: Judging, object: StoredObject, { header, content }: ValidValue): Judged => {
  const { store, touched } = judging;
  const productId = productOfSubject(header.subject);
  // In the document of another shard it would be one of two winners.
  if (productId === null || object.document !== refName(catalogRef(productId)))
    return judged(OBJECT_STATE.invalid);
  const read = readAspect(header.subject, content.version, content.body);
  if (read.status === 'invalid') return judgedOf(header.deviceId, OBJECT_STATE.invalid);
  const isWinner = settleWinner(judging, object, header, read.status === 'valid');
  if (read.status === 'not-understood') return judged(OBJECT_STATE.notUnderstood);
  if (isWinner) {
    writeAspect(store, productId, read.aspect);
    touched.products.add(productId);
    touched.changes.add('catalog');
  }
  return judged(OBJECT_STATE.valid);
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
  // Also when this one stands: an older one may have been put over it meanwhile. What stands is not written twice.
  if (standing !== undefined) {
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
      return { ...row, prices: { ...row.prices, [aspect.priceListId]: aspect.steps } };
    case 'status':
      return { ...row, active: aspect.active };
    case 'cost':
      return { ...row, costs: { ...row.costs, [aspect.currency]: aspect.costMinor } };
    case 'selling':
      return { ...row, openPrice: aspect.openPrice };
  }
};

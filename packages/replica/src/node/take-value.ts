import { refName } from '../document/document-ref.ts';
import { OBJECT_STATE, type StoredObject } from '../store/object-table.ts';
import { checkValue, type ValidValue } from './check-value.ts';
import { catalogRef } from './document-map.ts';
import type { Judging } from './take-slice.ts';
import { type Judged, judged, judgedOf } from './judge-object.ts';
import { putBack } from './put-back.ts';
import { settleSubject } from './settle-subject.ts';
import { takeSlots } from './take-slots.ts';
import { productOfSubject, readAspect } from './value-body.ts';

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
  const { hear } = judging;
  const { subject } = header;
  const productId = productOfSubject(subject);
  // In the document of another shard it would be one of two winners.
  if (productId === null || object.document !== refName(catalogRef(productId)))
    return judged(OBJECT_STATE.invalid);
  const read = readAspect(subject, content.version, content.body);
  if (read.status === 'invalid') return judgedOf(header.deviceId, OBJECT_STATE.invalid);
  hear(header.clock);
  const aspect = read.status === 'valid' ? read.aspect : null;
  return judged(settleSubject(judging, object.document, subject, { object, header, aspect }));
};

import type { Stamp } from '@tillmesh/model';
import { toHex } from '../cbor/bytes.ts';
import { refName } from '../document/document-ref.ts';
import { type EntryHeader, openEntry, readEntry } from '../entry/entry.ts';
import { OBJECT_STATE, type StoredObject } from '../store/object-table.ts';
import { applyFact, type EntryFact } from './apply-fact.ts';
import { segmentOf } from '../document/segment.ts';
import { deviceWords } from './device-words.ts';
import { ledgerRef } from './document-map.ts';
import type { Judging } from './take-slice.ts';
import { type Judged, judged, judgedOf, judgeSigned, stateOf } from './judge-object.ts';
import { factOf } from './payload-fact.ts';
import { cutsOf, mayCount } from './standing.ts';

/**
 * Checks an entry over its received bytes and counts its fact once. Whether it comes before or after
 * its neighbours does not matter; both entries of a forked place count (I11).
 */
export const takeEntry = (judging: Judging, object: StoredObject): void => {
  const { store, touched } = judging;
  const { state, author } = judge(judging, object);
  if (state !== object.state) store.objects.setState(object.position, state);
  touched.changes.add('status');
  if (state === OBJECT_STATE.unchecked) judging.waits(object.position);
  if (state === OBJECT_STATE.invalid) {
    touched.alarms.push({
      code: 'ENTRY-INVALID',
      message: `An entry in ${object.document} is not valid and counts nowhere.`,
      deviceId: author ?? judging.from,
      document: object.document,
    });
  }
};

const judge = (judging: Judging, object: StoredObject): Judged => {
  const { roster } = judging;
  const { bytes, document, hash } = object;
  const entry = readEntry(bytes);
  if (!entry.ok) return judged(stateOf(entry));
  const signed = judgeSigned(entry.value, roster);
  if (!signed.ok) return judged(signed.state);
  const { header } = signed;
  const { series, sequence, deviceId, dataKeyId, registryHeads: heads } = header;
  const place = roster.series.get(series);
  if (place === undefined) return judged(OBJECT_STATE.unchecked);
  if (place.deviceId !== deviceId) return judgedOf(deviceId, OBJECT_STATE.invalid);
  // Valid in its own place only, or a document refilled from here would lack it there.
  if (document !== refName(ledgerRef(series, segmentOf(sequence)))) return judged(OBJECT_STATE.invalid);
  const right = roster.entryRight({ deviceId, branchId: place.branchId, heads });
  if (right === 'lacking') return judgedOf(deviceId, OBJECT_STATE.invalid);
  if (right === 'unknown') return judged(OBJECT_STATE.unchecked);

  const dataKey = roster.dataKeys.get(toHex(dataKeyId));
  if (dataKey === undefined) return judged(OBJECT_STATE.unchecked);
  const payload = openEntry(entry.value, dataKey);
  if (!payload.ok) return judgedOf(deviceId, stateOf(payload));
  chain(judging, header, object, payload.value, deviceWords(roster, place.deviceId));
  const read = factOf(payload.value);
  if (read.status !== 'valid') {
    const state = read.status === 'invalid' ? OBJECT_STATE.invalid : OBJECT_STATE.notUnderstood;
    return judgedOf(deviceId, state);
  }
  const fact = {
    ...read.recorded,
    entry: toHex(hash),
    deviceId,
    branchId: place.branchId,
    seriesId: series,
    sequence,
  };
  const cuts = cutsOf(roster, series);
  const counts = mayCount(cuts, sequence);
  // Above a cut nothing more is to be known; below one it depends on what follows it.
  if (cuts !== null && counts) judging.touched.unweighed.add(series);
  count(judging, { fact, hash, own: place.deviceId === judging.deviceId }, counts);
  return judged(counts ? OBJECT_STATE.valid : OBJECT_STATE.withheld);
};

const count = ({ store, reader, touched }: Judging, entry: EntryFact, counts: boolean): void => {
  if (!applyFact(store, reader, entry, counts)) return;
  touched.changes.add('facts');
  touched.changes.add('stock');
  if (entry.own) touched.ownStock = true;
};

/** Puts it at its place in its series and says what does not fit there. */
const chain = (
  { store, touched, hear }: Judging,
  { series, sequence, previous, clock, deviceId }: EntryHeader,
  { hash, document }: StoredObject,
  { utcMs }: Pick<Stamp, 'utcMs'>,
  who: string,
): void => {
  hear(clock);
  store.entries.add(series, { sequence, hash, previous, utcMs });
  touched.series.add(series);
  const fault = store.entries.faultAt(series, sequence);
  if (fault === 'fork') {
    touched.alarms.push({
      code: 'FORK',
      message:
        `${who} lived twice, as a copy or an older image does: from record ${store.entries.firstFork(series)} of ` +
        `series ${series} on, two stand under one number. Both count.`,
      deviceId,
      document,
    });
  } else if (fault === 'broken') {
    touched.alarms.push({
      code: 'CHAIN-BROKEN',
      message: `${who}, series ${series}: around ${sequence} a record names another one before it than is held.`,
      deviceId,
      document,
    });
  }
};

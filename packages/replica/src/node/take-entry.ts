import { toHex } from '../cbor/bytes.ts';
import { openEntry, readEntryHeader, verifyEntry } from '../entry/entry.ts';
import { OBJECT_STATE, type ObjectState, type StoredObject } from '../store/object-table.ts';
import type { TillStore } from '../store/till-store.ts';
import { applyFact } from './apply-fact.ts';
import type { Touched } from './ingest.ts';
import { factOf } from './payload-fact.ts';
import type { Roster } from './roster.ts';

const STATE_OF = {
  invalid: OBJECT_STATE.invalid,
  'not-understood': OBJECT_STATE.notUnderstood,
  unreadable: OBJECT_STATE.unchecked,
} as const satisfies Record<string, ObjectState>;

/**
 * Checks an entry over its received bytes and counts its fact once. Whether it comes before or after
 * its neighbours does not matter; both entries of a forked place count (I11).
 */
export const takeEntry = (
  store: TillStore,
  roster: Roster,
  object: StoredObject,
  ownSeries: string | null,
  touched: Touched,
): void => {
  const state = judge(store, roster, object, ownSeries, touched);
  if (state !== object.state) store.objects.setState(object.hash, state);
  if (state === OBJECT_STATE.invalid) {
    touched.alarms.push({
      code: 'ENTRY-INVALID',
      message: `An entry in ${object.document} is not valid and counts nowhere.`,
    });
  }
};

const judge = (
  store: TillStore,
  roster: Roster,
  { bytes, hash }: StoredObject,
  ownSeries: string | null,
  touched: Touched,
): ObjectState => {
  const claimed = readEntryHeader(bytes);
  if (!claimed.ok) return STATE_OF[claimed.verdict];
  const place = roster.series.get(claimed.value.series);
  const author = roster.devices.get(claimed.value.deviceId);
  if (place === undefined || author === undefined) return OBJECT_STATE.unchecked;
  if (place.deviceId !== author.deviceId) return OBJECT_STATE.invalid;
  const header = verifyEntry(bytes, author.signKey);
  if (!header.ok) return STATE_OF[header.verdict];
  const { series, sequence, deviceId, dataKeyId } = header.value;

  const dataKey = roster.dataKeys.get(toHex(dataKeyId));
  if (dataKey === undefined) return OBJECT_STATE.unchecked;
  const payload = openEntry(bytes, dataKey);
  if (!payload.ok) return STATE_OF[payload.verdict];
  store.entries.add(series, { sequence, hash, utcMs: payload.value.utcMs });
  touched.series.add(series);
  touched.changes.add('status');
  if (store.entries.isForked(series, sequence)) {
    touched.alarms.push({
      code: 'FORK',
      message: `Series ${series} holds two entries at ${sequence}. Both count.`,
    });
  }
  const read = factOf(payload.value);
  if (read.status !== 'valid') return STATE_OF[read.status];
  const fact = {
    ...read.recorded,
    entry: toHex(hash),
    deviceId,
    branchId: place.branchId,
    seriesId: series,
    sequence,
  };
  if (applyFact(store, fact, hash, series === ownSeries)) {
    touched.changes.add('facts');
    touched.changes.add('stock');
  }
  return OBJECT_STATE.valid;
};

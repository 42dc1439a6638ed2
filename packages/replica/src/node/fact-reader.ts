import type { LedgerFact } from '@tillmesh/model';
import { toHex } from '../cbor/bytes.ts';
import { openEntry, readEntry } from '../entry/entry.ts';
import { OBJECT_STATE, type StoredObject } from '../store/object-table.ts';
import type { TillStore } from '../store/till-store.ts';
import { factOf } from './payload-fact.ts';
import type { Roster } from './roster.ts';

/**
 * The fact of a valid entry held here, by hash; null when there is none or its key is not held. What is withheld of
 * other devices is read by nobody; of this one it is: its receipts and its drawer are what they were.
 */
export type FactReader = (hash: Uint8Array) => LedgerFact | null;

/** The fact of an entry that was found valid, whether it counts or not; null without its key. */
export const readFact = (
  { series: seriesOf, dataKeys }: Pick<Roster, 'series' | 'dataKeys'>,
  { bytes, hash }: Pick<StoredObject, 'bytes' | 'hash'>,
): LedgerFact | null => {
  const entry = readEntry(bytes);
  if (!entry.ok || !entry.value.header.ok) return null;
  const { series, sequence, deviceId, dataKeyId } = entry.value.header.value;
  const place = seriesOf.get(series);
  const key = dataKeys.get(toHex(dataKeyId));
  if (place === undefined || key === undefined) return null;
  const payload = openEntry(entry.value, key);
  const read = payload.ok ? factOf(payload.value) : null;
  if (read?.status !== 'valid') return null;
  return {
    ...read.recorded,
    entry: toHex(hash),
    deviceId,
    branchId: place.branchId,
    seriesId: series,
    sequence,
  };
};

export const createFactReader =
  (store: TillStore, roster: () => Roster, ownDeviceId: string): FactReader =>
  (hash) => {
    const object = store.objects.get(hash);
    const { valid, withheld } = OBJECT_STATE;
    if (object === null || (object.state !== valid && object.state !== withheld)) return null;
    const fact = readFact(roster(), object);
    return object.state === valid || fact?.deviceId === ownDeviceId ? fact : null;
  };

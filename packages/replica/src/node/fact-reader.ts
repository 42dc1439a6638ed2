import type { LedgerFact } from '@tillmesh/model';
import { toHex } from '../cbor/bytes.ts';
import { openEntry, readEntry } from '../entry/entry.ts';
import { OBJECT_STATE } from '../store/object-table.ts';
import type { TillStore } from '../store/till-store.ts';
import { factOf } from './payload-fact.ts';
import type { Roster } from './roster.ts';

/** The fact of a valid entry held here, by hash; null when there is none or its key is not held. */
export type FactReader = (hash: Uint8Array) => LedgerFact | null;

export const createFactReader =
  (store: TillStore, roster: () => Roster): FactReader =>
  (hash) => {
    const object = store.objects.get(hash);
    if (object === null || object.state !== OBJECT_STATE.valid) return null;
    const entry = readEntry(object.bytes);
    if (!entry.ok || !entry.value.header.ok) return null;
    const { series, sequence, deviceId, dataKeyId } = entry.value.header.value;
    const place = roster().series.get(series);
    const key = roster().dataKeys.get(toHex(dataKeyId));
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

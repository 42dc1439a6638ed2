import type { LedgerFact, RecordedFact } from '@tillmesh/model';
import { toHex } from '../cbor/bytes.ts';
import type { DeviceClock } from '../clock/device-clock.ts';
import { EARLIEST, type HybridTime } from '../clock/hybrid-clock.ts';
import { refName } from '../document/document-ref.ts';
import { entryHash, readEntryHeader, sealEntry } from '../entry/entry.ts';
import type { DataKey } from '../key/data-key.ts';
import type { DeviceKeys } from '../key/device-key.ts';
import type { RandomBytes } from '../key/random.ts';
import { applyFact } from '../node/apply-fact.ts';
import { segmentOf } from '../document/segment.ts';
import { ledgerRef } from '../node/document-map.ts';
import type { FactReader } from '../node/fact-reader.ts';
import type { Outbox } from '../node/outbox.ts';
import { payloadOf } from '../node/payload-fact.ts';
import { OBJECT_STATE } from '../store/object-table.ts';
import type { TillStore } from '../store/till-store.ts';

/** Where the chain of the till's series stands. */
export type Head = { readonly sequence: number; readonly hash: Uint8Array; readonly clock: HybridTime };

const NO_HASH = new Uint8Array(0);
/** After so many entries it is noted that they follow one another, so that counting a shift need not look at each. */
const MARK_EVERY = 256;

/** The head of a series as till.db holds it. */
const headOf = (store: TillStore, seriesId: string): Head => {
  const last = store.entries.last(seriesId);
  const object = last === null ? null : store.objects.get(last.hash);
  if (last === null || object === null) return { sequence: 0, hash: NO_HASH, clock: EARLIEST };
  const header = readEntryHeader(object.bytes);
  return { sequence: last.sequence, hash: last.hash, clock: header.ok ? header.value.clock : EARLIEST };
};

export type JournalDeps = {
  readonly store: TillStore;
  readonly keys: DeviceKeys;
  readonly branchId: string;
  readonly dataKey: () => DataKey;
  readonly seriesId: string;
  readonly registryHeads: () => readonly Uint8Array[];
  readonly outbox: Outbox;
  readonly random: RandomBytes;
  readonly clock: DeviceClock;
  readonly reader: FactReader;
  /** Whether an entry at this place counts: not above its cut, once this till was taken off. It sells all the same. */
  readonly counts: (sequence: number) => boolean;
  /** Called inside the transaction when the first entry of a segment after the first was written. */
  readonly segmentBegun: (segment: number, last: Head) => void;
};

/**
 * The till's own chain. `append` seals, signs and chains a fact and counts it in the read models, all
 * inside the caller's transaction; the head moves for good only with `committed`.
 */
export const createJournal = (deps: JournalDeps) => {
  const { store, seriesId, branchId, outbox } = deps;
  let durable = headOf(store, seriesId);
  let head = durable;
  deps.clock.goOnFrom(head.clock);

  const append = (recorded: RecordedFact): LedgerFact => {
    const sequence = head.sequence + 1;
    const clock = deps.clock.next(recorded.stamp.utcMs);
    const bytes = sealEntry(
      {
        series: seriesId,
        sequence,
        previous: head.hash,
        clock,
        registryHeads: deps.registryHeads(),
        payload: payloadOf(recorded),
      },
      deps.keys,
      deps.dataKey(),
      deps.random,
    );
    const hash = entryHash(bytes);
    const segment = segmentOf(sequence);
    const ref = ledgerRef(seriesId, segment);
    if (segment > 0 && segment !== segmentOf(head.sequence)) deps.segmentBegun(segment, head);
    const counts = deps.counts(sequence);
    store.objects.add({
      hash,
      document: refName(ref),
      key: null,
      current: true,
      state: counts ? OBJECT_STATE.valid : OBJECT_STATE.withheld,
      bytes,
    });
    store.entries.add(seriesId, { sequence, hash, previous: head.hash, utcMs: recorded.stamp.utcMs });
    const fact = {
      ...recorded,
      entry: toHex(hash),
      deviceId: deps.keys.deviceId,
      branchId,
      seriesId,
      sequence,
    };
    applyFact(store, deps.reader, { fact, hash, own: true }, counts);
    if (sequence % MARK_EVERY === 0) store.entries.advanceHeld(seriesId);
    outbox.add(ref, { bytes });
    head = { sequence, hash, clock };
    return fact;
  };

  return {
    append,
    head: (): Head => head,
    committed: (): void => {
      durable = head;
      outbox.committed();
    },
    rolledBack: (): void => {
      head = durable;
      outbox.rolledBack();
    },
  };
};
export type Journal = ReturnType<typeof createJournal>;

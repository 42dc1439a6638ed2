import { EARLIEST, tick } from '../clock/hybrid-clock.ts';
import { refName } from '../document/document-ref.ts';
import type { DataKey } from '../key/data-key.ts';
import type { DeviceKeys } from '../key/device-key.ts';
import type { RandomBytes } from '../key/random.ts';
import { stockRef } from '../node/document-map.ts';
import type { Outbox } from '../node/outbox.ts';
import { slotBody, VALUE_VERSION } from '../node/value-body.ts';
import { OBJECT_STATE } from '../store/object-table.ts';
import type { TillStore } from '../store/till-store.ts';
import { signValue, valueHash } from '../value/value.ts';

/** Slots signed and written before the loop gives way to a sale. */
const AT_ONCE = 20;

export type SlotPublisherDeps = {
  readonly store: TillStore;
  readonly keys: DeviceKeys;
  readonly branchId: string;
  readonly seriesId: () => string;
  readonly organisationKey: () => DataKey;
  readonly outbox: Outbox;
  readonly random: RandomBytes;
  readonly nowMs: () => number;
};

/**
 * Publishes the stock slots that moved since they were last published. Called now and then rather than
 * with each sale: a product that moved ten times is published once, with the totals as they stand.
 */
export const createSlotPublisher = (deps: SlotPublisherDeps) => {
  const { store, keys, branchId, outbox } = deps;

  const publishSome = (): number => {
    const series = deps.seriesId();
    const ref = stockRef(branchId, series);
    const document = refName(ref);
    const due = store.slots.toPublish(series, AT_ONCE);
    if (due.length === 0) return 0;
    store.transaction(() => {
      for (const { product, slot } of due) {
        const draft = {
          subject: product,
          parents: [],
          clock: tick(EARLIEST, deps.nowMs()),
          staffId: null,
          version: VALUE_VERSION,
          body: slotBody.encode(slot),
        };
        const bytes = signValue(draft, keys, deps.organisationKey(), deps.random);
        for (const { hash } of store.objects.ofKey(document, product)) store.objects.remove(hash);
        store.objects.add({
          hash: valueHash(bytes),
          document,
          key: product,
          current: true,
          state: OBJECT_STATE.valid,
          bytes,
        });
        store.slots.published(branchId, series, product);
        outbox.add(ref, { key: product, bytes });
      }
    });
    return due.length;
  };

  return {
    /** Publishes everything that is due, giving way between slices; says how many slots that were. */
    publish: async (): Promise<number> => {
      let published = 0;
      for (let some = publishSome(); some > 0; some = publishSome()) {
        published += some;
        await new Promise((resolve) => void setImmediate(resolve));
      }
      // One change of the document for all of them.
      outbox.committed();
      return published;
    },
  };
};
export type SlotPublisher = ReturnType<typeof createSlotPublisher>;

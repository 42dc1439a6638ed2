import type { DeviceClock } from '../clock/device-clock.ts';
import { refName } from '../document/document-ref.ts';
import type { DataKey } from '../key/data-key.ts';
import type { DeviceKeys } from '../key/device-key.ts';
import type { RandomBytes } from '../key/random.ts';
import { stockRef } from '../node/document-map.ts';
import type { Outbox } from '../node/outbox.ts';
import { slotBody, VALUE_VERSION } from '../node/value-body.ts';
import { OBJECT_STATE } from '../store/object-table.ts';
import type { Slot, SlotPlace } from '../store/slot-table.ts';
import type { TillStore } from '../store/till-store.ts';
import { signValue, valueHash } from '../value/value.ts';

/** Slots signed and written before the loop gives way to a sale. */
const AT_ONCE = 20;

export type SlotPublisherDeps = {
  readonly store: TillStore;
  readonly keys: DeviceKeys;
  readonly organisationKey: () => DataKey;
  readonly outbox: Outbox;
  readonly random: RandomBytes;
  readonly clock: DeviceClock;
  readonly nowMs: () => number;
};

/**
 * Publishes the stock slots that moved since they were last published. Called now and then rather than
 * with each sale: a product that moved ten times is published once, with the totals as they stand.
 */
export const createSlotPublisher = (deps: SlotPublisherDeps) => {
  const { store, keys, outbox } = deps;

  const publishOne = (place: SlotPlace, slot: Slot): void => {
    const { branch, series, product } = place;
    const ref = stockRef(branch, series);
    const document = refName(ref);
    const draft = {
      subject: product,
      parents: [],
      clock: deps.clock.next(deps.nowMs()),
      staffId: null,
      version: VALUE_VERSION,
      body: slotBody.encode({ ...slot, series }),
    };
    const bytes = signValue(draft, keys, deps.organisationKey(), deps.random);
    for (const { position } of store.objects.ofKey(document, product)) store.objects.remove(position);
    store.objects.add({
      hash: valueHash(bytes),
      document,
      key: product,
      current: true,
      state: OBJECT_STATE.valid,
      bytes,
    });
    store.slots.published(place);
    outbox.add(ref, { key: product, bytes });
  };

  const publishSome = (): number => {
    const due = store.slots.toPublish(AT_ONCE);
    if (due.length === 0) return 0;
    try {
      store.transaction(() => {
        for (const { place, slot } of due) publishOne(place, slot);
      });
    } catch (error) {
      outbox.rolledBack();
      throw error;
    }
    outbox.committed();
    return due.length;
  };

  return {
    /** Publishes everything that is due, giving way between slices. */
    publish: async (): Promise<void> => {
      while (publishSome() > 0) await new Promise((resolve) => void setImmediate(resolve));
    },
  };
};
export type SlotPublisher = ReturnType<typeof createSlotPublisher>;

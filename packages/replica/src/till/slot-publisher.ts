import type { DeviceClock } from '../clock/device-clock.ts';
import { refName } from '../document/document-ref.ts';
import { Fault } from '../fault.ts';
import type { DataKey } from '../key/data-key.ts';
import type { DeviceKeys } from '../key/device-key.ts';
import type { RandomBytes } from '../key/random.ts';
import { stockRef } from '../node/document-map.ts';
import type { Outbox } from '../node/outbox.ts';
import { pageSubject, type Ring, RING, SLOT_VERSION, slotPage } from '../node/slot-page.ts';
import { OBJECT_STATE } from '../store/object-table.ts';
import type { DueSeries } from '../store/slot-page-table.ts';
import type { PlacedSlot } from '../store/slot-row.ts';
import type { TillStore } from '../store/till-store.ts';
import { signValue, valueHash } from '../value/value.ts';

export type SlotPublisherDeps = {
  readonly store: TillStore;
  readonly keys: DeviceKeys;
  readonly organisationKey: () => DataKey;
  readonly outbox: Outbox;
  readonly random: RandomBytes;
  readonly clock: DeviceClock;
  readonly nowMs: () => number;
  readonly ring?: Ring;
};

const productOf = ({ place }: PlacedSlot): string => place.product;

/**
 * Publishes the stock slots that moved since they were last published, a page of them as one signed value.
 * A page stands over the oldest one, so what still stands in that one goes along. Called now and then
 * rather than with each sale: a product that moved ten times is published once, with the totals as they are.
 */
export const createSlotPublisher = (deps: SlotPublisherDeps) => {
  const { store, keys, outbox, ring = RING } = deps;

  const write = ({ branch, series }: DueSeries, number: number, slots: readonly PlacedSlot[]): void => {
    const ref = stockRef(branch, series);
    const document = refName(ref);
    const subject = pageSubject(number, ring);
    const body = slotPage.encode({
      series,
      number,
      slots: slots.map(({ place, slot }) => ({ ...slot, product: place.product })),
    });
    const clock = deps.clock.next(deps.nowMs());
    const draft = { subject, parents: [], clock, staffId: null, version: SLOT_VERSION, body };
    const bytes = signValue(draft, keys, deps.organisationKey(), deps.random);
    for (const { position } of store.objects.ofKey(document, subject)) store.objects.remove(position);
    store.objects.add({
      hash: valueHash(bytes),
      document,
      key: subject,
      current: true,
      state: OBJECT_STATE.valid,
      bytes,
    });
    for (const { place } of slots) store.slotPages.published(place, number);
    outbox.add(ref, { key: subject, bytes });
  };

  /** Says how many that were due are published now. */
  const publishPage = (due: DueSeries): number => {
    const number = store.slotPages.last(due.series) + 1;
    const standing = store.slotPages.standingIn(due.series, number - ring.pages);
    const carried = new Set(standing.map(productOf));
    const moved = store.slotPages
      .moved(due.series, ring.slots)
      .filter((slot) => !carried.has(productOf(slot)))
      .slice(0, Math.max(0, ring.slots - standing.length));
    write(due, number, [...standing, ...moved]);
    return moved.length;
  };

  /** The pages without room for anything new that were written one after another. */
  let full = 0;
  const publishSome = (): boolean => {
    const due = store.slotPages.due();
    if (due === null) return false;
    let published: number;
    try {
      published = store.transaction(() => publishPage(due));
    } catch (error) {
      outbox.rolledBack();
      throw error;
    }
    outbox.committed();
    full = published > 0 ? 0 : full + 1;
    if (full > ring.pages) throw noRoom(ring);
    return true;
  };

  return {
    /** Publishes everything that is due, giving way between pages. */
    publish: async (): Promise<void> => {
      full = 0;
      while (publishSome()) await new Promise((resolve) => void setImmediate(resolve));
    },
  };
};
export type SlotPublisher = ReturnType<typeof createSlotPublisher>;

const noRoom = ({ pages, slots }: Ring): Fault =>
  new Fault(
    'SLOTS-FULL',
    `More than ${pages * slots} products moved at this till, more than it can publish the stock of.`,
    'Nothing is lost: every movement is in the ledger, and the own branch counts it. Other branches see older levels of some products.',
  );

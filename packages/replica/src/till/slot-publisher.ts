import type { DeviceClock } from '../clock/device-clock.ts';
import { refName } from '../document/document-ref.ts';
import { Fault } from '../fault.ts';
import type { DataKey } from '../key/data-key.ts';
import type { DeviceKeys } from '../key/device-key.ts';
import type { RandomBytes } from '../key/random.ts';
import { stockRef } from '../node/document-map.ts';
import type { Outbox } from '../node/outbox.ts';
import {
  numberIn,
  pageSubject,
  placeOf,
  type Ring,
  RING,
  SLOT_VERSION,
  slotPage,
} from '../node/slot-page.ts';
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
 * A page stands over an older one, so what still stands in that one goes along. Called now and then
 * rather than with each sale: a product that moved ten times is published once, with the totals as they are.
 */
export const createSlotPublisher = (deps: SlotPublisherDeps) => {
  const { store, keys, outbox, ring = RING } = deps;
  const pages = store.slotPages;

  const write = ({ branch, series }: DueSeries, number: number, slots: readonly PlacedSlot[]): void => {
    const ref = stockRef(branch, series);
    const document = refName(ref);
    const place = placeOf(number, ring);
    const subject = pageSubject(place);
    const body = slotPage.encode({
      series,
      number,
      slots: slots.map(({ place: { product }, slot }) => ({ ...slot, product })),
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
    pages.published(slots, series, number, place);
    outbox.add(ref, { key: subject, bytes });
  };

  /**
   * The next page's number: in a place whose page is spent, so that a few products that move again and again take a
   * few places; else in the next one of the ring that is not full of slots which did not move.
   */
  const nextNumber = (series: string): number => {
    const last = pages.last(series);
    const spent = pages.spent(series);
    if (spent !== null) return numberIn(spent, last, ring);
    for (let number = last + 1; number <= last + ring.pages; number += 1) {
      const { slots, due } = pages.fullness(series, pages.standing(series, placeOf(number, ring)));
      if (slots < ring.slots || due > 0) return number;
    }
    throw noRoom(ring);
  };

  const publishPage = (due: DueSeries): void => {
    const number = nextNumber(due.series);
    const standing = pages.slotsIn(due.series, pages.standing(due.series, placeOf(number, ring)));
    const carried = new Set(standing.map(productOf));
    const moved = pages
      .moved(due.series, ring.slots)
      .filter((slot) => !carried.has(productOf(slot)))
      .slice(0, Math.max(0, ring.slots - standing.length));
    write(due, number, [...standing, ...moved]);
  };

  const publishSome = (): boolean => {
    const due = pages.due();
    if (due === null) return false;
    try {
      store.transaction(() => publishPage(due));
    } catch (error) {
      outbox.rolledBack();
      throw error;
    }
    outbox.committed();
    return true;
  };

  return {
    /** Publishes everything that is due, giving way between pages. */
    publish: async (): Promise<void> => {
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

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDeviceClock } from '../clock/device-clock.ts';
import { createDataKey } from '../key/data-key.ts';
import { createDeviceKeys } from '../key/device-key.ts';
import { systemRandom } from '../key/random.ts';
import { createOutbox } from '../node/outbox.ts';
import { readSlots, type Ring } from '../node/slot-page.ts';
import { deviceAtRest } from '../store/at-rest.ts';
import { openTillStore, type TillStore } from '../store/till-store.ts';
import { openSignedValue, readValue } from '../value/value.ts';
import { createSlotPublisher } from './slot-publisher.ts';

const BRANCH = '0b'.repeat(16);
const SERIES = '5e'.repeat(8);
const SMALL: Ring = { pages: 4, slots: 3 };
const keys = createDeviceKeys();
const organisationKey = createDataKey(systemRandom);
const productOf = (index: number): string => index.toString(16).padStart(32, '0');
const placeOf = (index: number) => ({ branch: BRANCH, series: SERIES, product: productOf(index) });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-ring-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

let files = 0;
/** A till's store, its publisher, and the stock document: what was put last under each key. */
const publishing = (ring: Ring) => {
  const store: TillStore = openTillStore(
    join(folder, `till-${(files += 1)}.db`),
    deviceAtRest(new Uint8Array(32).fill(7)),
  );
  const document = new Map<string, Uint8Array>();
  const carrier = {
    send: (message: {
      readonly type: string;
      readonly objects?: readonly { key?: string; bytes: Uint8Array }[];
    }) => {
      for (const { key = '', bytes } of message.objects ?? []) document.set(key, bytes);
    },
  };
  const outbox = createOutbox(carrier as unknown as Parameters<typeof createOutbox>[0], () => true);
  const publisher = createSlotPublisher({
    store,
    keys,
    organisationKey: () => organisationKey,
    outbox,
    random: systemRandom,
    clock: createDeviceClock(),
    nowMs: () => 1_000,
    ring,
  });
  let sequence = 0;
  const move = (index: number, milli: number): void => {
    sequence += 1;
    store.transaction(() => store.slots.addOwn(placeOf(index), milli, sequence));
  };
  return { store, document, publisher, move };
};

const pagesIn = (document: ReadonlyMap<string, Uint8Array>) =>
  [...document].map(([subject, bytes]) => {
    const value = readValue(bytes);
    const content = value.ok ? openSignedValue(value.value, organisationKey) : value;
    const read = content.ok ? readSlots(subject, content.value.version, content.value.body) : null;
    if (read?.status !== 'valid') throw new Error(`no page under ${subject}`);
    return read;
  });

/** What a new device makes of the document: of each product the highest sequence. */
const foldOf = (document: ReadonlyMap<string, Uint8Array>): Record<string, readonly number[]> => {
  const best = new Map<string, readonly [number, number, number]>();
  for (const { slots } of pagesIn(document)) {
    for (const { product, sequence, inMilli, outMilli } of slots) {
      if ((best.get(product)?.[0] ?? 0) < sequence) best.set(product, [sequence, inMilli, outMilli]);
    }
  }
  return Object.fromEntries(best);
};

it('[SLOT-05] I6: however often the ring goes round, its pages together hold the last totals of every product', async () => {
  const step = fc.record({
    product: fc.nat(9),
    milli: fc.integer({ min: -5_000, max: 5_000 }),
    publish: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { store, document, publisher, move } = publishing(SMALL);
      const moved = new Set<number>();
      for (const { product, milli, publish } of steps) {
        move(product, milli);
        moved.add(product);
        if (publish) await publisher.publish();
      }
      await publisher.publish();
      const expected = [...moved].map((index) => {
        const slot = store.slots.read(placeOf(index));
        return [productOf(index), [slot?.sequence, slot?.inMilli, slot?.outMilli]];
      });
      expect(foldOf(document)).toEqual(Object.fromEntries(expected));
      expect(document.size).toBeLessThanOrEqual(SMALL.pages);
      expect(store.objects.currentOf(`stock/${BRANCH}/${SERIES}/0`)).toHaveLength(document.size);
      store.close();
    }),
    { numRuns: 60 },
  );
});

it('[SLOT-05] a page of which nothing stands any more gives up its place, so a few products take a few pages', async () => {
  const { document, publisher, move } = publishing({ pages: 1_000, slots: 128 });
  for (let times = 0; times < 200; times += 1) {
    move(times % 5, 1_000);
    await publisher.publish();
  }
  expect(document.size).toBeLessThanOrEqual(6);
  const numbers = pagesIn(document).map(({ page }) => page?.number ?? 0);
  for (const { page } of pagesIn(document)) expect((page?.number ?? 0) % 1_000).toBe(page?.place);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(Object.keys(foldOf(document))).toHaveLength(5);
});

it('[SLOT-05] more products than the ring holds are refused out loud, and none that was published is lost', async () => {
  const { store, document, publisher, move } = publishing(SMALL);
  for (let index = 0; index < 12; index += 1) move(index, 1_000);
  await publisher.publish();
  expect(Object.keys(foldOf(document))).toHaveLength(12);
  move(12, 1_000);
  await expect(publisher.publish()).rejects.toMatchObject({ code: 'SLOTS-FULL' });
  expect(Object.keys(foldOf(document))).toHaveLength(12);
  expect(store.slotPages.due()).not.toBeNull();
  store.close();
});

it('[SLOT-05] once the ring is nearly full, a product that moves costs one page', async () => {
  const { document, publisher, move } = publishing(SMALL);
  for (let index = 0; index < 11; index += 1) move(index, 1_000);
  await publisher.publish();
  const before = new Map(document);
  move(3, 500);
  await publisher.publish();
  expect([...document].filter(([key, bytes]) => before.get(key) !== bytes)).toHaveLength(1);
  expect(foldOf(document)[productOf(3)]).toEqual([12, 1_500, 0]);
});

it('[SLOT-07] pages of its own that a till no longer knew are followed, and what they may have hidden is published again', async () => {
  const { store, document, publisher, move } = publishing(SMALL);
  move(0, 1_000);
  move(1, 2_000);
  await publisher.publish();
  store.transaction(() => {
    // From documents: page 3, alone in its place, and page 5, which stands over page 1 and holds one of its two.
    store.slotPages.foundOwn({ series: SERIES, place: 3, page: 3 }, [placeOf(5)], []);
    store.slotPages.foundOwn({ series: SERIES, place: 1, page: 5 }, [placeOf(0)], [5, 1]);
  });
  await publisher.publish();
  expect(pagesIn(document).map(({ page }) => page?.number)).toEqual([1, 6]);
  expect(foldOf(document)).toEqual({ [productOf(0)]: [1, 1_000, 0], [productOf(1)]: [2, 2_000, 0] });
  store.close();
});

it('[SLOT-07] a page of its own that says what this till does not know yet keeps its place', async () => {
  const { store, document, publisher, move } = publishing({ pages: 1_000, slots: 128 });
  move(0, 1_000);
  await publisher.publish();
  // From documents: of a product whose entry is not held here.
  store.transaction(() => store.slotPages.foundOwn({ series: SERIES, place: 2, page: 2 }, [placeOf(5)], []));
  for (let times = 0; times < 4; times += 1) {
    move(0, 1_000);
    await publisher.publish();
  }
  expect([...document.keys()].toSorted()).not.toContain('page/2');
  expect(foldOf(document)[productOf(0)]).toEqual([5, 5_000, 0]);
});

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readDeviceFolder } from '../key/device-folder.ts';
import type { Carried, HandCarrier } from '../node/hand-carrier.fixture.ts';
import { deviceAtRest } from '../store/at-rest.ts';
import { openTillStore, type TillStore } from '../store/till-store.ts';
import {
  byHand,
  drained,
  ONE_TILL,
  type Opened,
  productPut,
  putProducts,
  sell,
  TestChain,
} from './chain.fixture.ts';
import { BEFORE_FIRST, leaveSeries } from './left-series.ts';
import { codes, inDrawer, tagOf } from './look.fixture.ts';

type ByHand = Opened & { readonly carrier: HandCarrier };

let chain: TestChain;
let till: ByHand;
beforeEach(async () => {
  chain = await TestChain.make(ONE_TILL);
  till = chain.openByHand('H1');
  await chain.openShop(till);
  await putProducts(till, productPut(till, 1), productPut(till, 2));
  await sell(till, 1);
});
afterEach(() => chain.end());

const openAt = (folder: string): ByHand => {
  const { carrier, options } = byHand();
  const opened = chain.open(folder, options);
  carrier().ready();
  return { ...opened, carrier: carrier() };
};
/** What a program does to the till.db of a folder that nothing runs on. */
const mend = (folder: string, work: (store: TillStore) => void): void => {
  const { storageKey } = readDeviceFolder(folder, { kind: 'file' });
  const store = openTillStore(join(folder, 'till.db'), deviceAtRest(storageKey));
  store.transaction(() => work(store));
  store.close();
};
const told = async (opened: ByHand, objects: readonly Carried[]): Promise<void> => {
  opened.carrier.deliver(objects);
  await drained(opened.node);
};

it('[IMAGE-06] I3: a till that was put back begins a new series before anything else, once, and goes on in its shift', async () => {
  const before = till.node.till().seriesId;
  const first = await sell(till, 1);
  const image = chain.image('H1');
  const restoredTo = till.node.status().ownSequence;
  const lost = await sell(till, 2);
  const all = await till.carrier.everything();
  mend(image, (store) => {
    leaveSeries(store, 'restored');
    leaveSeries(store, 'restored');
  });
  let restored = openAt(image);
  const { seriesId } = restored.node.till();
  expect(seriesId).not.toBe(before);
  expect(codes(restored)).toEqual(['SERIES-BEGUN-RESTORED']);
  // Sold before it heard of anything: no fork comes of it.
  const sold = await sell(restored, 1);
  expect(restored.node.receipt(sold)?.sale.document.label).toMatch(/-R-1$/);
  expect(tagOf(restored, sold)).not.toBe(tagOf(restored, first));
  await chain.close(restored.node);
  restored = openAt(image);
  expect(restored.node.till().seriesId).toBe(seriesId);
  expect(restored.node.status().ownSequence).toBeGreaterThan(0);
  await told(restored, all);
  expect(restored.node.receipt(lost)).not.toBeNull();
  expect(restored.node.status().counts.forks).toBe(0);
  expect(restored.node.till().seriesId).toBe(seriesId);
  const left = restored.node.status().series.find((series) => series.seriesId === before);
  expect(left?.sequence).toBeGreaterThan(restoredTo);
  // Four sales of 3.50 and the float: that of the lost tail is in the drawer too.
  expect(inDrawer(restored)).toBe(10_000 + 4 * 350);
});

it('[IMAGE-06] I8: what is kept of a series without its state is followed from its first entry', async () => {
  const { seriesId } = till.node.till();
  const expected = inDrawer(till);
  const { shift } = till.node.state();
  await chain.close(till.node);
  const folder = chain.folderOf('H1');
  const database = new DatabaseSync(join(folder, 'till.db'));
  database.exec('DELETE FROM local');
  database.close();
  mend(folder, (store) => leaveSeries(store, 'salvaged', { series: seriesId, head: BEFORE_FIRST }));
  till = openAt(folder);
  expect(till.node.till().seriesId).not.toBe(seriesId);
  expect(codes(till)).toEqual(['SERIES-BEGUN-SALVAGED']);
  expect(till.node.state().shift?.shiftId).toBe(shift?.shiftId);
  expect(inDrawer(till)).toBe(expected);
});

it('[IMAGE-06] of several series that were left each is followed as its entries come', async () => {
  const first = chain.image('H1');
  await sell(till, 1);
  const ofFirst = await till.carrier.everything();
  mend(first, (store) => leaveSeries(store, 'restored'));
  const second = openAt(first);
  await sell(second, 2);
  const again = chain.image(first.slice(chain.folder.length + 1));
  await sell(second, 2);
  const ofSecond = await second.carrier.everything();
  mend(again, (store) => leaveSeries(store, 'restored'));
  const third = openAt(again);
  expect(inDrawer(third)).toBe(10_000 + 2 * 350);
  await told(third, ofFirst);
  await told(third, ofSecond);
  expect(inDrawer(third)).toBe(10_000 + 4 * 350);
  expect(third.node.status().counts.forks).toBe(0);
});

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Carried, HandCarrier } from '../node/hand-carrier.fixture.ts';
import {
  byHand,
  drained,
  type Opened,
  productPut,
  putProducts,
  sell,
  TestChain,
  until,
} from './chain.fixture.ts';
import { trade } from './story.fixture.ts';

let chain: TestChain;
let till: Opened & { readonly carrier: HandCarrier };
beforeEach(async () => {
  chain = await TestChain.make();
  till = chain.openByHand('H1');
  await chain.openShop(till);
});
afterEach(() => chain.end());

/** Published levels of a till of another branch, which gets no entries of this one. */
const seenBySouth = async (objects: readonly Carried[]): Promise<Record<string, number>> => {
  const south = chain.openByHand('S1');
  south.carrier.deliver(objects.filter(({ ref }) => ref.kind !== 'ledger'));
  await drained(south.node);
  const levels = south.node.stockLevels();
  expect(levels.every(({ entriesMilli }) => entriesMilli === 0)).toBe(true);
  await chain.close(south.node);
  return Object.fromEntries(levels.map(({ productId, slotsMilli }) => [productId, slotsMilli]));
};
const ownLevels = ({ node }: Opened): Record<string, number> =>
  Object.fromEntries(node.stockLevels().map(({ productId, entriesMilli }) => [productId, entriesMilli]));

it('[SLOT-03] I6: another branch sees the levels that the entries say, from the published totals alone', async () => {
  await trade(chain, till);
  const levels = ownLevels(till);
  expect(Object.keys(levels).length).toBeGreaterThan(4);
  await chain.close(till.node);
  till = chain.openByHand('H1');
  expect(await seenBySouth(await till.carrier.everything())).toEqual(levels);
});

it('[SLOT-03] totals are published soon after stock moved, several movements as one', async () => {
  till.carrier.linked();
  await putProducts(till, productPut(till, 1), productPut(till, 2));
  await sell(till, 1, 2);
  await sell(till, 1);
  await until(till.node, () => till.carrier.put('stock').length > 0);
  expect(till.carrier.put('stock')).toHaveLength(1);
  const statements = (await till.carrier.everything()).filter(({ ref }) => ref.kind === 'registry');
  expect(await seenBySouth([...statements, ...till.carrier.put('stock')])).toEqual(ownLevels(till));
});

it('[SLOT-03] while nobody is linked nothing is published; then all of it is, once', async () => {
  await putProducts(till, productPut(till, 1), productPut(till, 2));
  await sell(till, 1, 2);
  await sell(till, 1);
  expect(till.carrier.put('stock')).toEqual([]);
  till.carrier.linked();
  await until(till.node, () => till.carrier.put('stock').length > 0);
  expect(till.carrier.put('stock')).toHaveLength(1);
  const statements = (await till.carrier.everything()).filter(({ ref }) => ref.kind === 'registry');
  expect(await seenBySouth([...statements, ...till.carrier.put('stock')])).toEqual(ownLevels(till));
});

it('[SLOT-04] I6: killed between a sale and its publication, a till publishes at its next start', async () => {
  await putProducts(till, productPut(till, 1));
  await sell(till, 1);
  expect(till.carrier.put('stock')).toHaveLength(0);
  const { carrier, options } = byHand();
  const later = chain.open(chain.image('H1'), options);
  carrier().ready();
  carrier().linked();
  const levels = ownLevels(later);
  await until(later.node, () => carrier().put('stock').length > 0);
  expect(await seenBySouth(await carrier().everything())).toEqual(levels);
});

it('[SLOT-04] a publication that fails tells nobody anything, and is made up for', async () => {
  till.carrier.linked();
  await putProducts(till, productPut(till, 1), productPut(till, 2));
  const last = [1, 2].map((n) => till.node.productIdOf(`SKU-${n}`)).toSorted()[1];
  const database = new DatabaseSync(join(chain.folderOf('H1'), 'till.db'), { timeout: 5_000 });
  database.exec(
    `CREATE TRIGGER planted BEFORE UPDATE ON slot WHEN NEW.dirty = 0 AND NEW.product = '${last}'
    BEGIN SELECT RAISE(ABORT, 'planted'); END`,
  );
  await until(till.node, () => till.node.status().alarms.some(({ code }) => code === 'SLOTS-UNPUBLISHED'));
  database.exec('DROP TRIGGER planted');
  database.close();
  await sell(till, 1);
  expect(till.carrier.put('stock')).toHaveLength(0);
  await until(till.node, () => till.carrier.put('stock').length > 0);
  const statements = (await till.carrier.everything()).filter(({ ref }) => ref.kind === 'registry');
  expect(await seenBySouth([...statements, ...till.carrier.put('stock')])).toEqual(ownLevels(till));
});

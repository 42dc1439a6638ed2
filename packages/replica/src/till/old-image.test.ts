import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fromHex } from '../cbor/bytes.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Carried, HandCarrier } from '../node/hand-carrier.fixture.ts';
import {
  byHand,
  drained,
  ONE_TILL,
  type Opened,
  productPut,
  putProducts,
  sell,
  TestChain,
  until,
} from './chain.fixture.ts';
import { readModels } from './story.fixture.ts';
import { inDrawer } from './look.fixture.ts';

type ByHand = Opened & { readonly carrier: HandCarrier };

let chain: TestChain;
let till: ByHand;
/** The folder as it was before the till sold on. */
let image: string;
beforeEach(async () => {
  chain = await TestChain.make(ONE_TILL);
  till = chain.openByHand('H1');
  await chain.openShop(till);
  await putProducts(till, productPut(till, 1), productPut(till, 2));
  await sell(till, 1);
  image = chain.image('H1');
});
afterEach(() => chain.end());

const openImage = (): ByHand => {
  const { carrier, options } = byHand();
  const opened = chain.open(image, options);
  carrier().ready();
  return { ...opened, carrier: carrier() };
};
const seriesOf = ({ node }: Opened): string => node.till().seriesId;
const labelOf = ({ node }: Opened, saleId: string): string => node.receipt(saleId)?.sale.document.label ?? '';
const stock = ({ node }: Opened, n: number): number => node.stockOf(node.productIdOf(`SKU-${n}`));
const told = async (opened: ByHand, objects: readonly Carried[]): Promise<void> => {
  opened.carrier.deliver(objects);
  await drained(opened.node);
};
/** What a reporter that hears of both lives sees. */
const consolidated = async (...lives: readonly ByHand[]) => {
  const objects: Carried[] = [];
  for (const { carrier } of lives) objects.push(...(await carrier.everything()));
  const { carrier, options } = byHand();
  const reporter = chain.openReporter(options);
  carrier().ready();
  carrier().deliver(objects);
  await drained(reporter);
  return { ...readModels(reporter), alarms: reporter.status().alarms };
};

it('[IMAGE-01] I3: a till put back from an image begins a new series when it learns of its later entries', async () => {
  const before = seriesOf(till);
  const later = await sell(till, 1, 2);
  await chain.close(till.node);
  till = chain.openByHand('H1');
  const restored = openImage();
  expect(seriesOf(restored)).toBe(before);
  const [first] = restored.node.facts(0, 1);
  const hash = fromHex(first?.fact.entry ?? '');
  restored.carrier.emit({ type: 'held', by: 'peer', series: before, sequence: 1, hash });
  expect(restored.node.status().copies).toHaveLength(1);
  await told(restored, await till.carrier.everything());
  expect(seriesOf(restored)).not.toBe(before);
  // What a peer holds of the old series says nothing about the new one.
  expect(restored.node.status().copies).toHaveLength(0);
  expect(restored.node.status().alarms.map(({ code }) => code)).toContain('OWN-ENTRIES-FROM-ELSEWHERE');
  expect(restored.node.receipt(later)).not.toBeNull();
  const mine = await sell(restored, 2);
  expect(labelOf(restored, mine)).toMatch(/-R-1$/);
  expect(labelOf(restored, mine).split('-')[1]).not.toBe(labelOf(till, later).split('-')[1]);
  expect([stock(restored, 1), stock(restored, 2)]).toEqual([8_000, 8_000]);
  const again = chain.open(chain.image(image.slice(chain.folder.length + 1)));
  expect(seriesOf(again)).toBe(seriesOf(restored));
  expect([stock(again, 1), stock(again, 2)]).toEqual([8_000, 8_000]);
});

it('[IMAGE-02] I2 I6: nothing of the two lives counts twice, and what is published is what the entries say', async () => {
  await sell(till, 1, 2);
  await chain.close(till.node);
  till = chain.openByHand('H1');
  const all = await till.carrier.everything();
  const stockFirst = [...all].sort((a, b) => Number(b.ref.kind === 'stock') - Number(a.ref.kind === 'stock'));
  const restored = openImage();
  await told(restored, stockFirst);
  await told(restored, all);
  await sell(restored, 2);
  await chain.close(restored.node);
  const { stock: levels, facts, forks } = await consolidated(till, openImage());
  expect(forks).toBe(0);
  expect(new Set(facts.map(({ entry }) => entry)).size).toBe(facts.length);
  expect(levels.map(({ entriesMilli }) => entriesMilli)).toEqual([8_000, 8_000]);
  for (const { entriesMilli, slotsMilli } of levels) expect(slotsMilli).toBe(entriesMilli);
});

it('[IMAGE-02] I6: totals that the lost life never published the till publishes from the entries that come back', async () => {
  await sell(till, 1, 2);
  const all = await till.carrier.everything();
  const restored = openImage();
  await told(
    restored,
    all.filter(({ ref }) => ref.kind !== 'stock'),
  );
  await chain.close(restored.node);
  await chain.close(till.node);
  const { stock: levels } = await consolidated(openImage());
  expect(levels.map(({ entriesMilli }) => entriesMilli).toSorted((a, b) => a - b)).toEqual([8_000, 9_000]);
  for (const { entriesMilli, slotsMilli } of levels) expect(slotsMilli).toBe(entriesMilli);
});

it('[IMAGE-03] the drawer and the shift go on from where the lost life left them', async () => {
  await sell(till, 1, 2);
  const open = till.node.state().shift;
  const first = await till.carrier.everything();
  const restored = openImage();
  expect(inDrawer(restored)).not.toBe(inDrawer(till));
  await told(restored, first);
  expect(restored.node.state().shift).toEqual(open);
  const closed = await till.done({ kind: 'shift.close', countedMinor: inDrawer(till) });
  await told(restored, await till.carrier.everything());
  expect(restored.node.state().shift).toBeNull();
  expect(await restored.refused({ kind: 'shift.close', countedMinor: 0 })).toBe('SHIFT-NOT-OPEN');
  await restored.done({ kind: 'shift.open', floatMinor: 10_000 });
  expect(restored.node.state().shift?.number).toBe(open!.number + 1);
  expect(closed).toMatchObject([{ kind: 'z', varianceMinor: 0 }]);
});

it('[IMAGE-03] what was done here meanwhile stands: a shift closed here is not traded in again', async () => {
  await sell(till, 1);
  const first = await till.carrier.everything();
  await sell(till, 2);
  const rest = await till.carrier.everything();
  const restored = openImage();
  await told(restored, first);
  await restored.done({ kind: 'shift.close', countedMinor: 10_000 });
  await told(restored, rest);
  expect(restored.node.state().shift).toBeNull();
  expect(stock(restored, 2)).toBe(9_000);
  await restored.done({ kind: 'shift.open', floatMinor: 0 });
});

it('[IMAGE-03] I8: also where the image sold before it heard: the drawer holds the money of both', async () => {
  await sell(till, 1);
  await sell(till, 2);
  await sell(till, 1, 2);
  const restored = openImage();
  await sell(restored, 2);
  const all = await till.carrier.everything();
  // In any order: what follows the fork may come before the fork.
  await told(restored, all.toReversed());
  const takings = restored.node
    .facts(0, 1_000)
    .flatMap(({ fact: { fact } }) => (fact.kind === 'sale.completed' ? [fact.totalMinor] : []));
  expect(takings).toHaveLength(5);
  const total = takings.reduce((sum, each) => sum + each, 0);
  expect(inDrawer(restored)).toBe(10_000 + total);
  expect(await restored.done({ kind: 'shift.close', countedMinor: 10_000 + total })).toMatchObject([
    { kind: 'z', varianceMinor: 0 },
  ]);
});

it('[IMAGE-04] I11: an image that sold before it heard of the other life: both count, with an alarm', async () => {
  await sell(till, 1);
  const restored = openImage();
  const alone = await sell(restored, 2);
  await told(restored, await till.carrier.everything());
  const after = await sell(restored, 2);
  expect(labelOf(restored, alone).split('-')[1]).not.toBe(labelOf(restored, after).split('-')[1]);
  expect(restored.node.status().counts.forks).toBeGreaterThan(0);
  await chain.close(restored.node);
  const { stock: levels, alarms, forks } = await consolidated(till, openImage());
  expect(forks).toBeGreaterThan(0);
  expect(alarms.map(({ code }) => code)).toContain('FORK');
  expect(levels.map(({ entriesMilli }) => entriesMilli)).toEqual([8_000, 8_000]);
});

it('[IMAGE-05] nothing more is written into a series once its later entries came, whatever fails', async () => {
  await sell(till, 1);
  const restored = openImage();
  const before = seriesOf(restored);
  const held = restored.node.status().ownSequence;
  const database = new DatabaseSync(join(image, 'till.db'), { timeout: 5_000 });
  database.exec(
    `CREATE TRIGGER planted BEFORE INSERT ON local WHEN NEW.name = 'series' BEGIN SELECT RAISE(ABORT, 'planted'); END`,
  );
  await told(
    restored,
    (await till.carrier.everything()).filter(({ ref }) => ref.kind === 'ledger'),
  );
  expect(restored.node.status().alarms.map(({ code }) => code)).toContain('SERIES-NOT-LEFT');
  await expect(sell(restored, 1)).rejects.toThrow('planted');
  expect(seriesOf(restored)).toBe(before);
  // The power fails; it is the first thing done at the next start.
  image = chain.image(image.slice(chain.folder.length + 1));
  const healed = new DatabaseSync(join(image, 'till.db'));
  healed.exec('DROP TRIGGER planted');
  healed.close();
  database.close();
  const next = openImage();
  expect(seriesOf(next)).not.toBe(before);
  await sell(next, 1);
  await until(next.node, () => next.node.status().ownSequence === 2);
  expect(next.node.status().series.find(({ seriesId }) => seriesId === before)?.sequence).toBeGreaterThan(
    held,
  );
  expect(next.node.status().counts.forks).toBe(0);
});

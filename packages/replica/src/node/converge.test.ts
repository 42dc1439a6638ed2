import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { byHand, drained, TestChain, until } from '../till/chain.fixture.ts';
import { readModels, tillModels, trade } from '../till/story.fixture.ts';
import type { Carried } from './hand-carrier.fixture.ts';

let chain: TestChain;
/** All that two tills of a branch wrote, as their documents hold it. */
let objects: readonly Carried[];
let wholeTill: ReturnType<typeof tillModels>;
let wholeReporter: ReturnType<typeof readModels>;

const forget = (code: string): void => {
  for (const suffix of ['', '-wal', '-shm'])
    rmSync(join(chain.folderOf(code), `till.db${suffix}`), { force: true });
};

/** What a till that holds nothing yet makes of these objects, told one after another. */
const tillAfter = async (told: readonly Carried[]): Promise<ReturnType<typeof tillModels>> => {
  forget('H3');
  const till = chain.openByHand('H3');
  till.carrier.deliver(told);
  await drained(till.node);
  await until(till.node, () => till.node.products(0, 1_000).length === till.node.productCount());
  const models = tillModels(till.node);
  await chain.close(till.node);
  return models;
};

/** The same of a reporter, told in slices of one document each. */
const reporterAfter = async (told: readonly Carried[], sliceLength: number) => {
  forget('reporter');
  const { carrier, options } = byHand();
  const reporter = chain.openReporter(options);
  carrier().ready();
  for (let start = 0; start < told.length; start += sliceLength) {
    carrier().deliver(told.slice(start, start + sliceLength));
    // Some slices meet an empty queue, others wait behind one.
    if (start % 3 === 0) await new Promise((resolve) => void setImmediate(resolve));
  }
  await drained(reporter);
  const models = readModels(reporter);
  await chain.close(reporter);
  return models;
};

beforeAll(async () => {
  chain = await TestChain.make({ branches: [{ name: 'North', country: 'GB', tills: ['H1', 'H2', 'H3'] }] });
  const [one, two] = [chain.openByHand('H1'), chain.openByHand('H2')];
  await chain.openShop(one);
  await trade(chain, one);
  // The second knows nothing of the first, and writes some of the same products.
  chain.clock.ms += 60_000;
  await chain.openShop(two);
  await trade(chain, two, 3);
  await one.done({ kind: 'shift.close', countedMinor: 10_000 });
  await chain.close(one.node);
  await chain.close(two.node);
  const again = [chain.openByHand('H1'), chain.openByHand('H2')];
  objects = (await Promise.all(again.map(({ carrier }) => carrier.everything()))).flat();
  for (const { node } of again) await chain.close(node);
  wholeTill = await tillAfter(objects);
  wholeReporter = await reporterAfter(objects, objects.length);
});
afterAll(() => chain.end());

it('[INGEST-01] what two tills wrote is all there, and published stock is that of the entries', () => {
  expect(wholeTill.facts.length).toBeGreaterThan(20);
  expect(wholeTill.receipts).toHaveLength(10);
  expect(wholeTill.documents).toHaveLength(23);
  expect(wholeTill.products.map(({ sku }) => sku)).toEqual(expect.arrayContaining(['SKU-1', 'SKU-8']));
  expect(wholeReporter.facts).toEqual(wholeTill.facts);
  for (const { entriesMilli, slotsMilli } of wholeReporter.stock) expect(slotsMilli).toBe(entriesMilli);
});

it('[FOLD-01] I5: what became of sales, documents, shifts and requests is among what has to be the same', () => {
  const { details, documents, shifts, asked } = wholeTill;
  expect(details.filter((receipt) => receipt?.voided)).toHaveLength(2);
  expect(details.filter((receipt) => receipt?.invoiced)).toHaveLength(2);
  expect(details.filter((receipt) => (receipt?.refundedLines.size ?? 0) > 0)).toHaveLength(4);
  expect(documents.every(({ entry, document }) => entry !== undefined && document !== null)).toBe(true);
  expect(shifts.map(({ uncounted }) => uncounted.length).toSorted((a, b) => a - b)).toEqual([0, 1]);
  expect(shifts.map(({ shift }) => shift?.currency)).toEqual(['GBP', 'GBP']);
  expect(asked).toMatchObject([{ sharePpm: 500_000 }, { sharePpm: 500_000 }]);
});

it(
  '[INGEST-02] I5: order, repetition and slicing of what comes mean nothing',
  { timeout: 120_000 },
  async () => {
    const told = fc
      .tuple(
        fc.shuffledSubarray([...objects.keys()], { minLength: objects.length }),
        fc.array(fc.nat(objects.length - 1), { maxLength: 40 }),
        fc.integer({ min: 1, max: 60 }),
      )
      .map(([order, repeated, sliceLength]) => ({
        told: [...order, ...repeated].flatMap((index) => objects[index] ?? []),
        sliceLength,
      }));
    await fc.assert(
      fc.asyncProperty(told, async ({ told: some, sliceLength }) => {
        expect(await tillAfter(some)).toEqual(wholeTill);
        expect(await reporterAfter(some, sliceLength)).toEqual(wholeReporter);
      }),
      { numRuns: 12 },
    );
  },
);

it.each([0, 1])(
  '[INGEST-02] I5: a part of it first (%i), a restart, and then the whole, is the whole',
  async (part) => {
    forget('H3');
    const first = chain.openByHand('H3');
    first.carrier.deliver(objects.filter((_, index) => index % 2 === part));
    // What of it could not be judged yet is judged after the restart; how much it is does not matter.
    for (let turns = 0; turns < 100; turns += 1) await new Promise((resolve) => void setImmediate(resolve));
    await chain.close(first.node);
    const second = chain.openByHand('H3');
    second.carrier.deliver(objects);
    await drained(second.node);
    await until(second.node, () => second.node.products(0, 1_000).length === second.node.productCount());
    expect(tillModels(second.node)).toEqual(wholeTill);
    await chain.close(second.node);
  },
);

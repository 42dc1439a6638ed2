import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import { readEntryHeader } from '../entry/entry.ts';
import { sha256 } from '../key/hash.ts';
import type { BodyOf } from '../statement/content.ts';
import { takeOff } from '../statement/take-off.ts';
import { Author, moved } from '../till/author.fixture.ts';
import { byHand, drained, TestChain, until } from '../till/chain.fixture.ts';
import { trade } from '../till/story.fixture.ts';
import type { Carried } from './hand-carrier.fixture.ts';
import type { ShopNode } from './node-port.ts';
import { Office } from './office.fixture.ts';
import { readModelsIn } from './read-model.fixture.ts';

type Cuts = BodyOf<'revocation'>['cuts'];
type Entry = { readonly series: string; readonly sequence: number; readonly hash: string };

const BRANCHES = [{ name: 'North', country: 'GB', tills: ['H1', 'H2', 'H3'] }] as const;
const MILK = 'aa'.repeat(16);

let chain: TestChain;
/** All that the tills of a branch wrote, and a second life of one of them. */
let objects: readonly Carried[];
let taken: Author;
/** Entries of the till that is taken off, on both its lives. */
let entries: readonly Entry[];

const placeOf = ({ object }: Carried): Entry => {
  const header = readEntryHeader(object.bytes);
  if (!header.ok) throw new Error('no entry');
  const { series, sequence } = header.value;
  return { series, sequence, hash: toHex(sha256(object.bytes)) };
};

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
const settled = async (node: ShopNode): Promise<void> => {
  await turn();
  await drained(node);
  await until(node, () => node.status().counts.unweighed === 0);
  // What was worked out is committed, and told, in turns of their own.
  for (let turns = 0; turns < 3; turns += 1) await turn();
};

/** What a device that holds nothing yet makes of what it is told, one slice after another. */
const after = async (code: 'H3' | 'reporter', slices: readonly (readonly Carried[])[]) => {
  for (const suffix of ['', '-wal', '-shm'])
    rmSync(join(chain.folderOf(code), `till.db${suffix}`), { force: true });
  const { carrier, options } = byHand();
  const node = code === 'H3' ? chain.open('H3', options).node : chain.openReporter(options);
  carrier().ready();
  for (const [at, slice] of slices.entries()) {
    carrier().deliver(slice);
    // Some slices meet an empty queue, others wait behind one.
    if (at % 3 === 0) await turn();
    if (at % 7 === 3) for (let turns = 0; turns < 20; turns += 1) await turn();
  }
  await settled(node);
  const said = {
    stock: node.stockLevels().map(({ slotsMilli: _slots, ...level }) => level),
    withheld: node.status().withheld,
    facts: node.facts(0, 100_000).length,
  };
  await chain.close(node);
  // A till writes a series of its own, with nothing in it.
  return { ...readModelsIn(chain.folderOf(code)), said };
};

beforeAll(async () => {
  chain = await TestChain.make({ branches: BRANCHES });
  const [one, two] = [chain.openByHand('H1'), chain.openByHand('H2')];
  await chain.openShop(two);
  await trade(chain, two);
  chain.clock.ms += 60_000;
  // The first till hears of the second, and takes goods back that it sold.
  one.carrier.deliver(await two.carrier.everything());
  await drained(one.node);
  await chain.openShop(one);
  await trade(chain, one, 3);
  const [receipt] = one.node
    .receipts(100)
    .flatMap(({ saleId }) => one.node.receipt(saleId) ?? [])
    .filter(
      ({ deviceId, voided, refundedLines }) =>
        deviceId === two.node.self.deviceId && !voided && refundedLines.size === 0,
    );
  await one.done({
    kind: 'refund.with-receipt',
    saleId: receipt!.sale.saleId,
    lines: [{ line: 1, quantityMilli: 1_000 }],
    restock: 'shop',
    reason: 'broken',
  });
  await one.done({ kind: 'shift.close', countedMinor: 10_000 });
  const half = (await two.carrier.everything()).filter(({ ref }) => ref.kind === 'ledger').length;
  await two.done({ kind: 'shift.close', countedMinor: 10_000 });
  await chain.close(one.node);
  await chain.close(two.node);
  const again = [chain.openByHand('H1'), chain.openByHand('H2')];
  const written = (await Promise.all(again.map(({ carrier }) => carrier.everything()))).flat();
  for (const { node } of again) await chain.close(node);
  // An image of the second till was started somewhere, and wrote on from the middle of its morning.
  taken = new Author(chain, 'H2');
  const own = written.filter(
    ({ ref }) => ref.kind === 'ledger' && ref.parts[0]?.startsWith(taken.keys.deviceId.slice(0, 8)) === true,
  );
  const byPlace = own.map((item) => ({ item, ...placeOf(item) })).toSorted((a, b) => a.sequence - b.sequence);
  const fork = byPlace[Math.floor(half / 2)]!;
  const image: Carried[] = [];
  let previous = sha256(fork.item.object.bytes);
  for (let n = 1; n <= 6; n += 1) {
    const fact = moved({ productId: MILK, quantityMilli: 1_000 * n });
    const entry = taken.entry(fork.sequence + n, previous, fact, { series: fork.series });
    image.push(entry);
    previous = entry.hash;
  }
  objects = [...written, ...image];
  entries = [...own, ...image].map(placeOf);
}, 60_000);
afterAll(() => chain.end());

const cutAt = ({ series, sequence, hash }: Entry): Cuts[number] => ({ series, sequence, hash });
const takenOff = (office: Office, cuts: Cuts): readonly Carried[] =>
  office.states((on) => takeOff(on, { deviceId: taken.keys.deviceId, cuts }));

/** Cuts at up to two entries, one after another, and an order in which a device hears of everything. */
const histories = fc.record({
  cuts: fc.array(fc.array(fc.nat(1_000), { maxLength: 2 }), { minLength: 1, maxLength: 4 }),
  seed: fc.infiniteStream(fc.nat(1_000_000)),
  sliceLength: fc.integer({ min: 1, max: 40 }),
  /** How late the statements come, as a share of all that comes. */
  late: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe('entries of a till that was taken off', () => {
  it(
    '[WITHHELD-03] I5: any history of entries and cuts, in any order, leaves the read models of a blank device that folds the end of it once',
    { timeout: 120_000 },
    async () => {
      const counted = new Set<number>();
      await fc.assert(
        fc.asyncProperty(histories, async ({ cuts, seed, sliceLength, late }) => {
          const office = new Office(chain, objects);
          const statements = cuts.map((chosen) =>
            takenOff(
              office,
              [...new Set(chosen.map((n) => n % entries.length))].map((n) => cutAt(entries[n]!)),
            ),
          );
          const keyed = (items: readonly Carried[], from: number) =>
            items.map((item) => ({ item, at: from * 1_000_000 + (1 - from) * (seed.next().value ?? 0) }));
          const order = [...keyed(objects, 0), ...statements.flatMap((each) => keyed(each, late))];
          const told = order.toSorted((a, b) => a.at - b.at).map(({ item }) => item);
          const slices = Array.from({ length: Math.ceil(told.length / sliceLength) }, (_, at) =>
            told.slice(at * sliceLength, (at + 1) * sliceLength),
          );
          for (const code of ['H3', 'reporter'] as const) {
            const blank = await after(code, [statements.flat(), objects]);
            expect(await after(code, slices)).toEqual(blank);
            counted.add(blank.facts.length);
          }
        }),
        { numRuns: 6 },
      );
      // The cuts left something different from run to run.
      expect(counted.size).toBeGreaterThan(3);
    },
  );
});

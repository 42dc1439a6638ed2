import { afterEach, beforeEach, expect, it } from 'vitest';
import { Author, flipped } from '../till/author.fixture.ts';
import { drained, ONE_TILL, type Opened, TestChain } from '../till/chain.fixture.ts';
import { stockRef } from './document-map.ts';
import type { Carried, HandCarrier } from './hand-carrier.fixture.ts';

const TEA = 'aa'.repeat(16);
const COCOA = 'bb'.repeat(16);
const BRANCHES = [{ name: 'North', country: 'GB', tills: ['H1', 'H2', 'H3'] }] as const;

let chain: TestChain;
let peer: Author;
let other: Author;
let till: Opened & { readonly carrier: HandCarrier };
beforeEach(async () => {
  chain = await TestChain.make({ ...ONE_TILL, branches: BRANCHES, staff: [] });
  [peer, other] = [new Author(chain, 'H2'), new Author(chain, 'H3')];
  till = chain.openByHand('H1');
  await told(peer.seriesStatement(), other.seriesStatement());
});
afterEach(() => chain.end());

const told = async (...objects: readonly Carried[]): Promise<void> => {
  till.carrier.deliver(objects);
  await drained(till.node);
};
const invalid = (): number => till.node.status().counts.invalid;
const levels = (): Record<string, number> =>
  Object.fromEntries(till.node.stockLevels().map(({ productId, slotsMilli }) => [productId, slotsMilli]));
const tea = (): number => levels()[TEA] ?? 0;
const inDocuments = async (): Promise<readonly Carried[]> =>
  (await till.carrier.everything()).filter(({ ref }) => ref.kind === 'stock');

const at = (sequence: number, inMilli: number) => ({ inMilli, outMilli: 0, sequence });
const teaAt = (sequence: number, inMilli: number) => ({ ...at(sequence, inMilli), product: TEA });
const cocoaAt = (sequence: number, inMilli: number) => ({ ...at(sequence, inMilli), product: COCOA });

it('[SLOT-01] of several of one series the highest sequence counts, written twice or late or not', async () => {
  const newest = peer.slot(TEA, at(7, 7_000));
  await told(newest, peer.slot(TEA, at(3, 3_000)), newest, other.slot(TEA, at(2, 500)));
  expect(tea()).toBe(7_500);
  expect(till.carrier.put('stock')).toContainEqual(newest);
  await told(peer.slot(TEA, at(9, 9_000)));
  expect(tea()).toBe(9_500);
  // At one sequence, the one in which no entry was missing yet.
  await told(peer.slot(TEA, at(9, 12_000)));
  await told(peer.slot(TEA, at(9, 11_000)));
  expect(tea()).toBe(12_500);
  // What went out is a total as well, in the place of the one before.
  await told(peer.slot(TEA, { inMilli: 12_000, outMilli: 2_000, sequence: 10 }));
  await told(peer.slot(TEA, { inMilli: 12_000, outMilli: 3_000, sequence: 11 }));
  expect(tea()).toBe(9_500);
  expect(await inDocuments()).toHaveLength(2);
});

it('[SLOT-01] the pages of a series and its slots of before there were pages are one set of totals', async () => {
  await told(
    peer.page({ number: 2, slots: [teaAt(6, 6_000)] }),
    peer.slot(TEA, at(5, 5_000)),
    peer.slot(COCOA, at(4, 4_000)),
    peer.page({ number: 1, slots: [teaAt(2, 2_000), cocoaAt(3, 3_000)] }),
  );
  expect(levels()).toEqual({ [TEA]: 6_000, [COCOA]: 4_000 });
  expect(await inDocuments()).toHaveLength(4);
});

it('[SLOT-05] of two pages in one place the later stands, and goes back where the earlier was found', async () => {
  const later = peer.page({ number: 9, slots: [teaAt(9, 9_000), cocoaAt(4, 4_000)] }, peer.series, 'page/1');
  const earlier = peer.page({ number: 1, slots: [cocoaAt(4, 4_000), teaAt(1, 1_000)] });
  await told(later, earlier);
  expect(till.carrier.put('stock')).toEqual([later]);
  expect(levels()).toEqual({ [TEA]: 9_000, [COCOA]: 4_000 });
  const last = peer.page({ number: 17, slots: [cocoaAt(10, 1_000)] }, peer.series, 'page/1');
  await told(last);
  expect(levels()).toEqual({ [TEA]: 9_000, [COCOA]: 1_000 });
  expect(await inDocuments()).toEqual([last]);
});

it('[SLOT-02] only the device of a series writes its slots, each in its own place', async () => {
  const own = peer.slot(TEA, at(1, 1_000));
  const page = peer.page({ number: 1, slots: [cocoaAt(2, 2_000)] });
  const here = stockRef(peer.branchId, peer.series);
  const life = `${peer.series.slice(0, 8)}00000001`;
  await told(
    peer.seriesStatement(life),
    own,
    page,
    { ref: here, object: other.slot(TEA, at(8, 8_000)).object },
    { ref: here, object: other.page({ number: 9, slots: [teaAt(8, 8_000)] }, other.series, 'page/1').object },
    { ref: here, object: peer.slot(TEA, at(9, 9_000), life).object },
    { ref: here, object: peer.page({ number: 9, slots: [teaAt(9, 9_000)] }, life, 'page/1').object },
    { ref: here, object: { key: 'page/2', bytes: page.object.bytes } },
    flipped(peer.slot(TEA, at(5, 5_000))),
    flipped(peer.page({ number: 3, slots: [teaAt(5, 5_000)] })),
  );
  expect(levels()).toEqual({ [TEA]: 1_000, [COCOA]: 2_000 });
  expect(invalid()).toBe(7);
  expect(till.carrier.put('stock')).toContainEqual(own);
  expect(till.carrier.put('stock')).toContainEqual(page);
});

it('[SLOT-02] slots of a series that the registry does not name yet wait', async () => {
  const life = `${peer.series.slice(0, 8)}00000002`;
  till.carrier.deliver([peer.slot(TEA, at(4, 4_000), life)]);
  await told(peer.page({ number: 1, slots: [cocoaAt(2, 2_000)] }, life), peer.seriesStatement(life));
  expect(levels()).toEqual({ [TEA]: 4_000, [COCOA]: 2_000 });
});

it('[SLOT-06] a page of later is kept, told and counts nowhere yet', async () => {
  const value = (subject: string, version: number) => ({
    ...peer.value(subject, new Map([[1, 'of later']]), { version }),
    ref: stockRef(peer.branchId, peer.series),
  });
  await told(value('page/1', 2), value('summary', 1));
  expect(till.node.status().counts).toMatchObject({ notUnderstood: 2, invalid: 0 });
  expect(await inDocuments()).toHaveLength(2);
  expect(levels()).toEqual({});
});

it('[SLOT-07] pages of its own series that a till finds in a document count for nothing here and stand there', async () => {
  const own = new Author(chain, 'H1');
  const found = own.page({ number: 3, slots: [teaAt(5, 5_000)] });
  await told(own.seriesStatement(), found);
  expect(levels()).toEqual({});
  expect(invalid()).toBe(0);
  expect(await inDocuments()).toContainEqual(found);
});

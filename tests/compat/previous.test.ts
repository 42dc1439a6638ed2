import { afterEach, beforeEach, expect, it } from 'vitest';
import { codes } from '../../packages/replica/src/till/look.fixture.ts';
import { Author } from '../../packages/replica/src/till/author.fixture.ts';
import {
  drained,
  productPut,
  putProducts,
  sell,
  TestChain,
  until,
} from '../../packages/replica/src/till/chain.fixture.ts';
import { V1_FACTS, V1_SALE, V1_SHIFTS } from '../../packages/replica/src/till/version-1.fixture.ts';
import { carrierOf, OtherVersion } from './other-version.fixture.ts';
import { FIRST_WIRE } from '../../packages/replica/src/link/other-wire.fixture.ts';

let chain: TestChain;
const ends: (() => Promise<void>)[] = [];
beforeEach(async () => {
  chain = await TestChain.make();
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await chain.end();
});

it('[COMPAT-01] a peer of the first wire, documents and entries syncs in both directions, and all it wrote counts', async () => {
  const previous = new OtherVersion(chain, 'H2', FIRST_WIRE);
  ends.push(() => previous.end());
  const author = new Author(chain, 'H2');
  let before: Uint8Array = new Uint8Array(0);
  const ledger = V1_FACTS.map(({ kind, version, body, shiftId }, index) => {
    const entry = author.entry(index + 1, before, { kind, version, body }, { shiftId });
    before = entry.hash;
    return entry;
  });
  previous.write([author.seriesStatement(), ...ledger]);
  const till = chain.open('H1', { carrier: carrierOf(), dial: [await previous.device.address()] });
  await chain.openShop(till);
  await putProducts(till, productPut(till, 1));
  await sell(till, 1);
  const own = till.node.facts(0, 1_000).length;
  await until(till.node, () => till.node.facts(0, 1_000).length >= own + V1_FACTS.length);
  await drained(till.node);

  expect(till.node.status().counts).toMatchObject({ invalid: 0, notUnderstood: 0, unverified: 0 });
  expect(till.node.receipt(V1_SALE)?.refundedLines.get(1)).toMatchObject({ quantityMilli: 1_000 });
  expect(till.node.lookup.shift(V1_SHIFTS[0])).toMatchObject({ currency: 'GBP', supplements: 0 });
  const theirs = await previous.ledgerOf(till.node.self.deviceId);
  await previous.holds(theirs, till.node.status().ownSequence);
  expect([codes(till), previous.device.alarms()]).toEqual([[], []]);
  // It knows no confirmations, so nobody claims that it holds what it was given.
  expect(till.node.status().copies).toEqual([]);
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { sha256 } from '../key/hash.ts';
import { setRole } from '../statement/organisation.ts';
import { Author, moved } from '../till/author.fixture.ts';
import { drained, TestChain, until } from '../till/chain.fixture.ts';
import { Office } from './office.fixture.ts';

const MILK = 'aa'.repeat(16);
const ONE = moved({ productId: MILK, quantityMilli: 1_000 });
const NOTHING = new Uint8Array(0);

let chain: TestChain;
beforeEach(async () => {
  chain = await TestChain.make({ branches: [{ name: 'North', country: 'GB', tills: ['H1', 'H2'] }] });
});
afterEach(() => chain.end());

it('[RIGHT-01] I10: an entry whose heads do not admit its author is invalid, names it, and counts nowhere', async () => {
  const author = new Author(chain, 'H2');
  const till = chain.openByHand('H1');
  const first = author.entry(1, NOTHING, ONE);
  till.carrier.deliver([author.seriesStatement(), first, author.entry(2, first.hash, ONE, { heads: [] })]);
  await drained(till.node);
  expect(till.node.stockOf(MILK)).toBe(1_000);
  expect(till.node.status().counts).toMatchObject({ invalid: 1, unverified: 0 });
  expect(till.node.status().exceptions).toMatchObject([
    { code: 'ENTRY-INVALID', deviceId: author.keys.deviceId },
  ]);
});

it('[RIGHT-02] one that names heads which are not here waits, over a restart too, and counts when they have come', async () => {
  const author = new Author(chain, 'H2');
  const office = new Office(chain, [author.seriesStatement()]);
  const [role] = office.states((on) => setRole(on, { id: 'porter', name: 'Porter', rights: [], limits: {} }));
  const heads = [sha256(role!.object.bytes)];
  const till = chain.openByHand('H1');
  till.carrier.deliver([author.seriesStatement(), author.entry(1, NOTHING, ONE, { heads })]);
  await until(till.node, () => till.node.status().counts.unverified === 1);
  await chain.close(till.node);
  const again = chain.openByHand('H1');
  expect(again.node.status().counts).toMatchObject({ invalid: 0, unverified: 1 });
  expect(again.node.stockOf(MILK)).toBe(0);
  again.carrier.deliver([role!]);
  await drained(again.node);
  expect(again.node.stockOf(MILK)).toBe(1_000);
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { equalBytes } from '../../packages/replica/src/cbor/bytes.ts';
import type { DocumentRef } from '../../packages/replica/src/document/document-ref.ts';
import { idOf, named, TEA } from '../../packages/replica/src/node/catalog-right.fixture.ts';
import { registryRef } from '../../packages/replica/src/node/document-map.ts';
import { openStatement, readStatement } from '../../packages/replica/src/statement/statement.ts';
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

const kindOf = (bytes: Uint8Array): string | null => {
  const read = readStatement(bytes);
  const content = read.ok ? openStatement(read.value, undefined) : null;
  return content?.ok === true ? content.value.kind : null;
};

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

it('[COMPAT-04] a peer that does not know that a right was taken carries the word, and gets back what counts', async () => {
  const previous = new OtherVersion(chain, 'H2', FIRST_WIRE);
  ends.push(() => previous.end());
  const [honest, barred] = [new Author(chain, 'H1'), new Author(chain, 'H2')];
  const good = named(honest, 'Good', { utcMs: 1_000 });
  const bad = named(barred, 'Bad', { utcMs: 2_000, parents: [good] });
  previous.write([good]);
  const till = chain.open('H1', { carrier: carrierOf(), dial: [await previous.device.address()] });
  const name = (): string | undefined => till.node.lookup.product(TEA)?.name;
  await until(till.node, () => name() === 'Good');
  await chain.openShop(till);
  const deviceId = idOf(chain, 'H2');
  await till.done({ kind: 'catalog-right.put', deviceId, mayEdit: false });
  /** Waits until its document holds such a thing, and nothing else where it has one place for it. */
  const holds = async (ref: DocumentRef, isIt: (bytes: Uint8Array) => boolean): Promise<void> => {
    for (;;) {
      const seen = previous.device.said.length;
      const objects = await previous.device.read(ref);
      const fitting = objects.filter(({ bytes }) => isIt(bytes)).length;
      if (fitting > 0 && (ref.kind === 'registry' || fitting === objects.length)) return;
      await previous.device.until((said) => said.length > seen + 1);
    }
  };
  await holds(registryRef, (bytes) => kindOf(bytes) === 'catalog-right');
  // It puts what it holds for the newer one; so often that is put right at once.
  for (let times = 0; times < 3; times += 1) {
    previous.write([bad]);
    await until(till.node, () => codes(till).includes('CATALOG-EDIT-WITHHELD'));
    await holds(good.ref, (bytes) => equalBytes(bytes, good.object.bytes));
    expect(name()).toBe('Good');
  }
  expect(till.node.status().counts).toMatchObject({ invalid: 0, unverified: 0 });
  expect([codes(till), previous.device.alarms()]).toEqual([['CATALOG-EDIT-WITHHELD'], []]);
});

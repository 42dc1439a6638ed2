import { afterEach, beforeEach, expect, it } from 'vitest';
import { fromHex } from '../../packages/replica/src/cbor/bytes.ts';
import type { Wire } from '../../packages/replica/src/cbor/canonical.ts';
import { LABEL, OBJECT_TYPE } from '../../packages/replica/src/cose/label.ts';
import { sign1, sign1Header } from '../../packages/replica/src/cose/sign1.ts';
import type { ShopNode, TillNode } from '../../packages/replica/src/node/node-port.ts';
import { registryRef } from '../../packages/replica/src/node/document-map.ts';
import type { Carried } from '../../packages/replica/src/node/hand-carrier.fixture.ts';
import { signStatement } from '../../packages/replica/src/statement/statement.ts';
import { Author, moved } from '../../packages/replica/src/till/author.fixture.ts';
import {
  drained,
  LOOPBACK,
  productPut,
  putProducts,
  sell,
  TestChain,
  until,
} from '../../packages/replica/src/till/chain.fixture.ts';
import { codes } from '../../packages/replica/src/till/look.fixture.ts';
import { syncWords } from '../../packages/terminal/src/host/live/sync-words.ts';
import { carrierOf, OtherVersion } from './other-version.fixture.ts';
import { NEXT_WIRE, STRANGE_WIRE } from '../../packages/replica/src/link/other-wire.fixture.ts';

let chain: TestChain;
const ends: (() => Promise<void>)[] = [];
beforeEach(async () => {
  chain = await TestChain.make({ branches: [{ name: 'North', country: 'GB', tills: ['H1', 'H2', 'H3'] }] });
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await chain.end();
});

const other = (frames: ConstructorParameters<typeof OtherVersion>[2]): OtherVersion => {
  const made = new OtherVersion(chain, 'H2', frames);
  ends.push(() => made.end());
  return made;
};

/** What a till's screen says. */
const words = (node: ShopNode): readonly string[] =>
  syncWords({
    self: node.self,
    devices: node.shop().devices,
    status: node.status(),
    offSinceMs: null,
    backup: { last: null, failure: null },
    metered: [],
    safe: null,
    isTrading: true,
    nowMs: chain.clock.ms,
    spoken: () => 'then',
  }).items.map(({ text }) => text);

const MILK = 'ab'.repeat(16);
const milk = (pieces: number) => moved({ productId: MILK, quantityMilli: pieces * 1_000 });
const BODY: Wire = new Map([[1, 'whatever it may be']]);

/** What a version to come writes among what this one knows: 1 and 7 pieces that count, and the rest that does not. */
const written = (author: Author, heads: readonly Uint8Array[]): readonly Carried[] => {
  const first = author.entry(1, new Uint8Array(0), milk(1));
  const kind = author.entry(2, first.hash, { kind: 'loyalty.granted', version: 1, body: BODY });
  const version = author.entry(3, kind.hash, { kind: 'sale.completed', version: 9, body: BODY });
  const last = author.entry(4, version.hash, milk(7));
  const clock = { utcMs: chain.clock.ms, counter: 0 };
  const statement = signStatement(
    { parents: heads, clock, kind: 'loyalty-scheme', version: 1, body: BODY },
    { kind: 'device', keys: author.keys },
    null,
  );
  return [
    author.seriesStatement(),
    first,
    kind,
    version,
    last,
    { ref: registryRef, object: { bytes: statement } },
    author.value(`${MILK}/core`, BODY, { version: 9 }),
    author.value(`${MILK}/allergens`, BODY),
  ];
};

/** An entry whose very header is of a format to come, signed as it should be. */
const ofNextFormat = (author: Author): Carried => {
  const fields = new Map<number, Wire>([
    [LABEL.format, [OBJECT_TYPE.entry, 2]],
    [LABEL.series, fromHex(author.series)],
    [LABEL.sequence, 5],
    [-70_000, 'new'],
  ]);
  const header = sign1Header(fromHex(author.keys.deviceId), fields);
  const { ref } = author.entry(5, new Uint8Array(32), milk(1));
  return { ref, object: { bytes: sign1(header, new Uint8Array(40), author.keys.signPrivate) } };
};

it('[COMPAT-02] what a newer peer writes is kept, passed on and counted in the open; what is known of it counts', async () => {
  const next = other(NEXT_WIRE);
  const author = new Author(chain, 'H2');
  next.write([...written(author, next.heads), ofNextFormat(author)]);
  const dial = [await next.device.address()];
  const till = chain.open('H1', { carrier: carrierOf(), listen: LOOPBACK, dial });
  const has = (node: TillNode): boolean =>
    node.stockOf(MILK) === 8_000 && node.status().counts.notUnderstood === 6;
  await until(till.node, () => has(till.node));
  await next.device.carrier.close();
  // Whoever comes later has it from the one in the middle, which understood no more of it.
  const port = till.node.status().port ?? 0;
  const third = chain.open('H3', { carrier: carrierOf(), dial: [{ host: '127.0.0.1', port }] });
  await until(third.node, () => has(third.node));
  for (const { node } of [till, third]) {
    await drained(node);
    expect(node.status().counts).toMatchObject({ notUnderstood: 6, invalid: 0, unverified: 0 });
    expect(words(node)).toContain('Kept until this till is upgraded: 6 records of newer devices');
    expect(node.productCount()).toBe(0);
  }
  expect([codes(till), codes(third), next.device.alarms()]).toEqual([[], [], []]);
});

it.each(['dials', 'is dialled'] as const)(
  '[COMPAT-03] who has no version of the protocol in common is named at both ends, and trade goes on (it %s)',
  async (way) => {
    const strange = other(STRANGE_WIRE);
    const dial = way === 'is dialled' ? [await strange.device.address()] : [];
    const till = chain.open('H1', { carrier: carrierOf(), listen: LOOPBACK, dial });
    const { deviceId } = strange.device.self;
    if (way === 'dials') {
      await until(till.node, () => till.node.status().port !== null);
      const port = till.node.status().port ?? 0;
      strange.dial({ host: '127.0.0.1', port });
    }
    const seen = (): string | undefined =>
      till.node.status().links.find((link) => link.deviceId === deviceId)?.state;
    await until(till.node, () => seen() === 'other-version');
    await strange.device.until(() => strange.device.stateOf(till.node.self.deviceId) === 'other-version');
    expect(words(till.node)).toContain(
      'Till H2 runs a version that this till cannot talk to, since then: upgrade the older of the two. Selling is unaffected, and nothing is lost',
    );
    await chain.openShop(till);
    await putProducts(till, productPut(till, 1));
    await sell(till, 1);
    expect([codes(till), strange.device.alarms()]).toEqual([[], []]);
  },
);

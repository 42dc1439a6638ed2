import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { productCore } from '@tillmesh/model';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import { catalogRef } from '../node/document-map.ts';
import type { HandCarrier } from '../node/hand-carrier.fixture.ts';
import { readValueHeader, valueHash } from '../value/value.ts';
import { Author } from './author.fixture.ts';
import {
  byHand,
  codeOf,
  drained,
  freshId,
  type Opened,
  PINS,
  productPut,
  putProducts,
  sell,
  TestChain,
  until,
} from './chain.fixture.ts';

type ByHand = Opened & { readonly carrier: HandCarrier };

let chain: TestChain;
let till: ByHand;
let second: ByHand;
beforeEach(async () => {
  chain = await TestChain.make({
    branches: [{ name: 'North', country: 'GB', tills: ['H1', 'H2'] }],
    staff: ['Amelia', 'Bea'].map((name) => ({ name, role: 'owner', pin: PINS.owner })),
  });
  [till, second] = [chain.openByHand('H1'), chain.openByHand('H2')];
  await chain.openShop(till);
  await chain.openShop(second);
});
afterEach(() => chain.end());

const catalogOf = ({ carrier }: ByHand) => carrier.put('catalog');
const headersOf = (opened: ByHand) =>
  catalogOf(opened).map(({ object }) => {
    const header = readValueHeader(object.bytes);
    if (!header.ok) throw new Error(header.reason);
    return {
      ...header.value,
      hash: toHex(valueHash(object.bytes)),
      parents: header.value.parents.map(toHex),
    };
  });
const productOf = ({ node }: Opened, n: number) => node.lookup.productByCode(codeOf(n));
/** Gives each till what the other put so far, as the documents would. */
const meet = async (): Promise<void> => {
  const [one, two] = [catalogOf(till), catalogOf(second)];
  second.carrier.deliver(one);
  till.carrier.deliver(two);
  await Promise.all([drained(till.node), drained(second.node)]);
};

it('[PROD-07] edits at two tills apart come together as the same product at both', async () => {
  await putProducts(till, productPut(till, 1));
  await meet();
  await putProducts(till, productPut(till, 1, { name: 'By H1' }));
  chain.clock.ms += 1_000;
  await putProducts(second, productPut(second, 1, { name: 'By H2', priceMinor: 375 }));
  await putProducts(till, productPut(till, 1, { name: 'By H1', priceMinor: 360 }));
  await meet();
  expect(productOf(till, 1)).toMatchObject({ name: 'By H2' });
  expect(productOf(till, 1)).toEqual(productOf(second, 1));
  // Whoever edits next has seen both, and follows both.
  await putProducts(till, productPut(till, 1, { name: 'Settled' }));
  expect(headersOf(till).at(-1)?.parents).toHaveLength(2);
  await meet();
  expect(productOf(second, 1)).toEqual(productOf(till, 1));
  expect(productOf(second, 1)).toMatchObject({ name: 'Settled' });
});

it('[PROD-07] an edit is later than all it follows, also where a clock stands behind', async () => {
  chain.clock.ms += 5 * 60_000;
  await putProducts(second, productPut(second, 1, { name: 'By the fast clock' }));
  await meet();
  chain.clock.ms -= 5 * 60_000;
  // Also where the till has forgotten what it heard.
  await chain.close(till.node);
  till = chain.openByHand('H1');
  await putProducts(till, productPut(till, 1, { name: 'By the slow clock' }));
  const [first] = headersOf(second);
  const last = headersOf(till).at(-1);
  expect(last?.parents).toEqual([first?.hash]);
  expect(last!.clock.utcMs * 1_000 + last!.clock.counter).toBeGreaterThan(first!.clock.utcMs * 1_000);
  await meet();
  expect(productOf(second, 1)).toMatchObject({ name: 'By the slow clock' });
});

it('[PROD-08] of two changes of one product in one batch the later stands at every till', async () => {
  const named = (name: string) =>
    ({ kind: 'catalog.put', products: [productPut(till, 1, { name, openingStockMilli: 0 })] }) as const;
  await till.done(named('One'), named('Two'), named('Three'));
  expect(productOf(till, 1)?.name).toBe('Three');
  await meet();
  expect(productOf(second, 1)?.name).toBe('Three');
  await until(till.node, () => till.node.search('three', 1).length === 1);
});

it('[PROD-08] a value names who was signed in when it was set, also in the same batch', async () => {
  await till.done(
    { kind: 'session.sign-in', staffId: chain.staffId('Bea'), pin: PINS.owner },
    { kind: 'catalog.put', products: [productPut(till, 1)] },
    { kind: 'session.sign-out' },
    { kind: 'session.sign-in', staffId: chain.staffId('Amelia'), pin: PINS.owner },
    { kind: 'catalog.put', products: [productPut(till, 2)] },
  );
  const [bea, amelia] = [chain.staffId('Bea'), chain.staffId('Amelia')];
  expect(headersOf(till).map(({ staffId }) => staffId)).toEqual([bea, bea, amelia, amelia]);
});

const MANY = 2_000;
const many = (opened: Opened, first = 1_000) => ({
  kind: 'catalog.put' as const,
  products: Array.from({ length: MANY }, (_, at) => productPut(opened, first + at, { openingStockMilli: 0 })),
});

it(
  '[PROD-09] 2,000 products are one transaction: all of them or none, and again changes nothing',
  { timeout: 120_000 },
  async () => {
    const database = new DatabaseSync(join(chain.folderOf('H1'), 'till.db'), { timeout: 5_000 });
    const late = till.node.productIdOf(`SKU-${1_000 + MANY - 7}`);
    database.exec(
      `CREATE TRIGGER planted BEFORE INSERT ON product WHEN NEW.id = '${late}' BEGIN SELECT RAISE(ABORT, 'planted'); END`,
    );
    await expect(till.run(many(till))).rejects.toThrow('planted');
    expect(till.node.productCount()).toBe(0);
    expect(catalogOf(till)).toHaveLength(0);
    database.exec('DROP TRIGGER planted');
    database.close();
    const command = { ...many(till), id: freshId() };
    const first = await till.node.execute([command]);
    expect(first).toMatchObject([{ ok: true, answer: { written: MANY, unchanged: 0 } }]);
    expect(till.node.productCount()).toBe(MANY);
    await until(till.node, () => catalogOf(till).length === 2 * MANY);
    expect(await till.node.execute([command])).toEqual(first);
    expect(await till.done(many(till))).toMatchObject([{ written: 0, unchanged: MANY }]);
    expect(catalogOf(till)).toHaveLength(2 * MANY);
  },
);

it(
  '[PROD-10] while many products are made ready sales go on, and a product that changed meanwhile is followed',
  { timeout: 120_000 },
  async () => {
    await putProducts(till, productPut(till, 1), productPut(till, 1_000, { name: 'Old' }));
    await chain.close(till.node);
    // Every value takes a nonce: at the hundredth the first ones have been signed.
    let signed = 0;
    let begun = (): void => undefined;
    const isBegun = new Promise<void>((resolve) => (begun = resolve));
    const random = (length: number): Uint8Array => {
      signed += 1;
      if (signed === 100) begun();
      return randomBytes(length);
    };
    const { carrier, options } = byHand();
    const opened = chain.open('H1', { ...options, random: (length) => random(length) });
    carrier().ready();
    till = { ...opened, carrier: carrier() };
    const peer = new Author(chain, 'H2');
    const id = till.node.productIdOf('SKU-1000');
    const { core } = productPut(till, 1_000, { name: 'From a peer' });
    const body = productCore.encode({ ...core, codes: [...core.codes] });
    const clock = { utcMs: chain.clock.ms + 1_000, counter: 0 };
    const value = { ...peer.value(`${id}/core`, body, { clock }), ref: catalogRef(id) };
    const order: string[] = [];
    const put = till.done(many(till)).then(() => order.push('import'));
    await isBegun;
    till.carrier.deliver([value]);
    await drained(till.node);
    await sell(till, 1).then(() => order.push('sale'));
    await put;
    expect(order).toEqual(['sale', 'import']);
    expect(productOf(till, 1_000)).toMatchObject({ name: 'Product 1000' });
    const core1000 = () => headersOf(till).filter(({ subject }) => subject === `${id}/core`);
    const follows = toHex(valueHash(value.object.bytes));
    await until(till.node, () => core1000().at(-1)?.parents.includes(follows) === true);
    const all = await till.carrier.everything();
    second.carrier.deliver([value, ...all]);
    await drained(second.node);
    expect(productOf(second, 1_000)).toMatchObject({ name: 'Product 1000' });
  },
);

it('[PROD-11] prices in several lists, a cost and an open price reach every till, one by one', async () => {
  const own = till.node.till().branch.priceListId;
  const { priceMinor: _priceMinor, ...put } = productPut(till, 1);
  const trade = { id: 'trade', name: 'Trade', currency: 'GBP', priority: 1 };
  await till.done({ kind: 'price-list.put', priceList: trade });
  const steps = [
    { fromMilli: 1, priceMinor: 400 },
    { fromMilli: 1, priceMinor: 450, fromDate: '2026-06-01' },
    { fromMilli: 6_000, priceMinor: 350 },
  ];
  const prices = [
    { priceListId: own, price: { steps } },
    { priceListId: 'trade', price: { steps: [{ fromMilli: 1, priceMinor: 300 }] } },
  ];
  await till.done({
    kind: 'catalog.put',
    products: [{ ...put, prices, costMinor: 120, openPrice: true, active: true }],
  });
  await till.done({ kind: 'catalog.put', products: [{ ...put, openPrice: false }] });
  second.carrier.deliver(await till.carrier.everything());
  await drained(second.node);
  for (const each of [till, second]) {
    expect(productOf(each, 1)).toMatchObject({
      priceMinor: 400,
      prices: { [own]: steps, trade: [{ priceMinor: 300 }] },
      costMinor: 120,
      openPrice: false,
      active: true,
    });
  }
  chain.clock.ms += 40 * 86_400_000;
  expect(productOf(second, 1)?.priceMinor).toBe(450);
});

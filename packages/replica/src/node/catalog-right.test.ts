import { afterEach, beforeEach, expect, it } from 'vitest';
import { Author } from '../till/author.fixture.ts';
import {
  byHand,
  codeOf,
  drained,
  freshId,
  productPut,
  putProducts,
  sell,
  TestChain,
  until,
} from '../till/chain.fixture.ts';
import { giveCatalogRight, takeCatalogRight } from '../statement/catalog-right.ts';
import {
  type ByHand,
  hashOf,
  idOf,
  named,
  priced,
  settled,
  TEA,
  told,
  turn,
} from './catalog-right.fixture.ts';
import type { Carried } from './hand-carrier.fixture.ts';
import { Office } from './office.fixture.ts';

const BRANCHES = [{ name: 'North', country: 'GB', tills: ['H1', 'H2', 'H3'] }] as const;

let chain: TestChain;
let office: Office;
let honest: Author;
let barred: Author;
let till: ByHand;
beforeEach(async () => {
  chain = await TestChain.make({ branches: BRANCHES });
  office = new Office(chain);
  [honest, barred] = [new Author(chain, 'H1'), new Author(chain, 'H2')];
  till = chain.openByHand('H3');
});
afterEach(() => chain.end());

const takes = (...listed: readonly Carried[]): readonly Carried[] =>
  office.states((on) =>
    takeCatalogRight(on, { deviceId: idOf(chain, 'H2'), listed: listed.map(hashOf), isOff: false }),
  );
const gives = (): readonly Carried[] => office.states((on) => giveCatalogRight(on, idOf(chain, 'H2')));
const nameAt = ({ node }: ByHand, id = TEA): string | undefined => node.lookup.product(id)?.name;
const lastPut = ({ carrier }: ByHand): Carried | undefined => carrier.put('catalog').at(-1);
const alarmsAt = ({ node }: ByHand) =>
  node.status().exceptions.filter(({ code }) => code === 'CATALOG-EDIT-WITHHELD');

it('[CATR-10] what a device writes without the right stands nowhere, and what it wrote over is put back', async () => {
  const good = named(honest, 'Good', { utcMs: 1_000 });
  const own = priced(barred, 350, { utcMs: 1_000 });
  await told(till, good, own, ...takes(own));
  expect(till.node.lookup.product(TEA)).toMatchObject({ name: 'Good', priceMinor: 350 });
  const bad = named(barred, 'Bad', { utcMs: 2_000, parents: [good] });
  const cheap = priced(barred, 1, { utcMs: 2_000, parents: [own] });
  await told(till, bad, cheap);
  expect(till.node.lookup.product(TEA)).toMatchObject({ name: 'Good', priceMinor: 350 });
  expect(till.carrier.put('catalog').slice(-2)).toEqual(expect.arrayContaining([good, own]));
  // Kept and not told as wrong, and not among what should stand in the documents.
  expect(till.node.status().counts).toMatchObject({ invalid: 0, unverified: 0, notUnderstood: 0 });
  const all = await till.carrier.everything();
  expect(all).toEqual(expect.arrayContaining([good, own]));
  for (const each of [bad, cheap]) expect(all).not.toContainEqual(each);
  expect(alarmsAt(till)).toMatchObject([{ deviceId: idOf(chain, 'H2'), times: 1 }]);
});

it('[CATR-10] what stood by the time the word comes is taken back, and comes back with the right', async () => {
  const good = named(honest, 'Good', { utcMs: 1_000 });
  const bad = named(barred, 'Bad', { utcMs: 2_000, parents: [good] });
  const alone = priced(barred, 1, { utcMs: 2_000 });
  await told(till, good, bad, alone);
  expect(till.node.lookup.product(TEA)).toMatchObject({ name: 'Bad', priceMinor: 1 });
  await told(till, ...takes());
  expect(till.node.lookup.product(TEA)).toMatchObject({ name: 'Good', priceMinor: null });
  expect(lastPut(till)).toEqual(good);
  await until(till.node, () => till.node.search('good', 1).length === 1);
  expect(till.node.search('bad', 1)).toEqual([]);
  // What it follows is put over it, also where somebody knew of it.
  await told(till, ...gives());
  expect(till.node.lookup.product(TEA)).toMatchObject({ name: 'Bad', priceMinor: 1 });
  const all = await till.carrier.everything();
  expect(all).toEqual(expect.arrayContaining([bad, alone]));
});

it('[CATR-11] a till that ends before it is worked out goes on at its next start', async () => {
  const good = named(honest, 'Good', { utcMs: 1_000 });
  const bad = named(barred, 'Bad', { utcMs: 2_000, parents: [good] });
  await told(till, good, bad);
  const stored = takes();
  await chain.close(till.node);
  const { carrier, options } = byHand();
  const again = chain.open('H3', options);
  carrier().ready();
  // It is on the disk, and the process ends in the same turn.
  carrier().deliver(stored);
  await chain.close(again.node);
  till = chain.openByHand('H3');
  till.carrier.deliver(stored);
  await settled(till.node);
  expect(nameAt(till)).toBe('Good');
  await chain.close(till.node);
  till = chain.openByHand('H3');
  await settled(till.node);
  expect(nameAt(till)).toBe('Good');
});

it('[CATR-11] beside selling: with thousands of products to settle a sale goes first', async () => {
  const item = productPut(till, 1);
  await chain.openShop(till);
  await putProducts(till, item);
  const many = Array.from({ length: 1_000 }, (_, n) => (n + 1).toString(16).padStart(32, '0'));
  const all = many.map((id) => priced(barred, 1, { utcMs: 1_000, id }));
  await told(till, ...all);
  const stated = takes(all[0]!);
  till.carrier.deliver(stated);
  const isHeard = (): boolean => till.node.shop().devices.some(({ catalogBar }) => catalogBar !== undefined);
  await until(till.node, isHeard);
  let sold = 0;
  for (; till.node.status().counts.unweighed > 0; sold += 1) {
    await sell(till, 1);
    await turn();
  }
  expect(sold).toBeGreaterThan(2);
  await settled(till.node);
  const standing = await till.carrier.everything();
  expect(standing.filter(({ object }) => object.key?.includes('/price/') === true)).toHaveLength(2);
});

it('[CATR-12] a new value stands over what is withheld too, also when the right comes back', async () => {
  const admin = chain.openByHand('H1');
  await chain.openShop(admin);
  const good = named(honest, 'Good', { utcMs: chain.clock.ms });
  const bad = named(barred, 'Bad', { utcMs: chain.clock.ms + 60_000, parents: [good] });
  await told(admin, good, ...takes(), bad);
  expect(nameAt(admin)).toBe('Good');
  const { taxClass, unit, category, codes, sku } = admin.node.lookup.product(TEA)!;
  const core = { taxClass, unit, category, codes, sku, name: 'Newer' };
  await admin.done({ kind: 'catalog.put', products: [{ productId: TEA, core }] });
  await told(admin, ...gives());
  expect(nameAt(admin)).toBe('Newer');
  await told(till, good, bad, ...(await admin.carrier.everything()));
  expect(nameAt(till)).toBe('Newer');
});

it('[CATR-13] two devices that do not agree write over each other three times, and then ever more rarely', async () => {
  await chain.close(till.node);
  const timers: (() => void)[] = [];
  const { carrier, options } = byHand();
  const later = (run: () => void): (() => void) => {
    timers.push(run);
    return () => undefined;
  };
  till = { ...chain.open('H3', { ...options, later }), carrier: carrier() };
  carrier().ready();
  const good = named(honest, 'Good', { utcMs: 1_000 });
  const bad = named(barred, 'Bad', { utcMs: 2_000, parents: [good] });
  await told(till, good, ...takes(), bad);
  const puts = () => carrier().put('catalog').length;
  const before = puts();
  timers.length = 0;
  // A peer of an older program holds that the other one stands, as often as it is put right.
  for (let times = 0; times < 50; times += 1) await told(till, bad);
  expect(puts() - before).toBe(3);
  let minutes = 0;
  const minute = async (): Promise<void> => {
    const due = timers.splice(0);
    for (const run of due) run();
    await settled(till.node);
    await told(till, bad);
  };
  for (; minutes < 500; minutes += 1) await minute();
  expect(puts() - before).toBeLessThan(3 + 12);
  expect(puts() - before).toBeGreaterThan(3 + 6);
  expect(lastPut(till)).toEqual(good);
  expect(alarmsAt(till)).toMatchObject([{ times: 1 }]);
});

it('[TILL-18] one command takes the right with what is held, and taking a device off takes it too', async () => {
  const [admin, plain] = [chain.openByHand('H1'), chain.openByHand('H2')];
  for (const opened of [admin, plain]) await chain.openShop(opened);
  const hear = async (to: ByHand, from: ByHand): Promise<void> =>
    await told(to, ...(await from.carrier.everything()));
  await putProducts(plain, productPut(plain, 1));
  await hear(admin, plain);
  const deviceId = idOf(chain, 'H2');
  const right = (mayEdit: boolean) => ({ kind: 'catalog-right.put', deviceId, mayEdit }) as const;
  expect(await plain.refused({ ...right(false), deviceId: idOf(chain, 'H1') })).toBe('DEVICE-RIGHT-MISSING');
  expect(await admin.refused({ ...right(false), deviceId: idOf(chain, 'H1') })).toBe('DEVICE-OWN');
  await admin.done(right(false));
  expect(await admin.refused(right(false))).toBe('CATALOG-RIGHT-SO-ALREADY');
  // It has not heard, and goes on.
  await putProducts(plain, productPut(plain, 1, { name: 'Late', priceMinor: 1 }));
  for (const at of [admin, till]) {
    await hear(at, plain);
    await hear(at, admin);
    expect(at.node.lookup.productByCode(codeOf(1))).toMatchObject({ name: 'Product 1', priceMinor: 350 });
    expect(at.node.shop().devices.find((device) => device.deviceId === deviceId)).toMatchObject({
      catalogBar: { by: idOf(chain, 'H1') },
    });
  }
  await hear(plain, admin);
  expect(plain.node.lookup.productByCode(codeOf(1))).toMatchObject({ name: 'Product 1', priceMinor: 350 });
  const many = Array.from({ length: 300 }, (_, n) => productPut(plain, n + 1));
  expect(await plain.refused({ kind: 'catalog.put', products: many })).toBe('CATALOG-RIGHT-MISSING');
  await sell(plain, 1);
  await admin.done(right(true));
  await hear(plain, admin);
  expect(plain.node.lookup.productByCode(codeOf(1))).toMatchObject({ name: 'Late', priceMinor: 1 });
  await admin.done({ kind: 'device.revoke', deviceId, reason: 'Stolen' });
  expect(await admin.refused(right(true))).toBe('DEVICE-STILL-OFF');
  await putProducts(plain, productPut(plain, 2));
  await hear(admin, plain);
  // What counted by then counts on.
  expect(admin.node.lookup.productByCode(codeOf(1))?.name).toBe('Late');
  expect(admin.node.lookup.productByCode(codeOf(2))).toBeNull();
});

it('[TILL-18] an import under way when the word comes writes nothing and says why', async () => {
  const plain = chain.openByHand('H2');
  await chain.openShop(plain);
  const products = Array.from({ length: 400 }, (_, n) => productPut(plain, n + 1));
  const running = plain.node.execute([{ kind: 'catalog.put', products, id: freshId() }]);
  await told(plain, ...takes());
  const [result] = await running;
  expect(result?.ok === false && result.rejection.code).toBe('CATALOG-RIGHT-MISSING');
  expect(plain.node.productCount()).toBe(0);
  expect(plain.carrier.put('catalog')).toEqual([]);
  await drained(plain.node);
});

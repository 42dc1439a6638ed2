import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { productCore, productPriceV1, type ProductCore } from '@tillmesh/model';
import { valueHash } from '../value/value.ts';
import { Author, flipped } from '../till/author.fixture.ts';
import { drained, ONE_TILL, type Opened, TestChain } from '../till/chain.fixture.ts';
import { catalogRef } from './document-map.ts';
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
});
afterEach(() => chain.end());

const told = async (...objects: readonly Carried[]): Promise<void> => {
  till.carrier.deliver(objects);
  await drained(till.node);
};
const core = (name: string, more: Partial<ProductCore> = {}): ProductCore => ({
  sku: 'TEA',
  name,
  codes: ['4006381333931'],
  unit: 'piece',
  taxClass: 'standard',
  category: '',
  ...more,
});
const coreOf = (
  author: Author,
  name: string,
  utcMs: number,
  parents: readonly Carried[] = [],
  id = TEA,
): Carried => {
  const made = author.value(`${id}/core`, productCore.encode(core(name)), {
    clock: { utcMs, counter: 0 },
    parents: parents.map(({ object }) => valueHash(object.bytes)),
  });
  return { ...made, ref: catalogRef(id) };
};
const name = (id = TEA): string | undefined => till.node.lookup.product(id)?.name;
const invalid = (): number => till.node.status().counts.invalid;
const alarms = (): string[] => till.node.status().alarms.map(({ code }) => code);
const lastPut = (): Carried | undefined => till.carrier.put('catalog').at(-1);

describe('catalogue values', () => {
  it('[PROD-01] of several the causally later stands, then the later clock, in any order of arrival', async () => {
    const first = coreOf(peer, 'First', 9_000);
    const second = coreOf(other, 'Second', 1_000, [first]);
    await told(second, first);
    expect(name()).toBe('Second');
    await told(coreOf(peer, 'Apart, later', 5_000));
    expect(name()).toBe('Apart, later');
    await told(coreOf(peer, 'Apart, earlier', 4_000));
    expect(name()).toBe('Apart, later');
  });

  it('[PROD-02] what should stand goes back into the document where something else was found', async () => {
    const late = coreOf(peer, 'Late', 9_000);
    await told(late);
    await told(coreOf(other, 'Early', 1_000));
    expect(lastPut()).toEqual(late);
    expect(till.carrier.put('catalog')).toHaveLength(1);
    await told({ ...late, object: flipped(late).object });
    expect(till.carrier.put('catalog')).toHaveLength(2);
    expect(lastPut()).toEqual(late);
    const all = await till.carrier.everything();
    expect(all.filter(({ ref }) => ref.kind === 'catalog')).toEqual([late]);
  });

  it('[PROD-02] a known older value that is put over the present one is put right again', async () => {
    const first = coreOf(peer, 'First', 1_000);
    const second = coreOf(other, 'Second', 2_000, [first]);
    await told(first, second);
    const before = till.carrier.put('catalog').length;
    await told(first);
    expect(till.carrier.put('catalog').slice(before)).toEqual([second]);
    expect(name()).toBe('Second');
  });

  it('[PROD-03] I4: flipped bits, foreign signatures, other keys and other shards count nowhere', async () => {
    const good = coreOf(peer, 'Good', 1_000);
    const cocoa = coreOf(peer, 'Cocoa', 9_000, [], COCOA);
    await told(
      flipped(good),
      { ref: good.ref, object: { key: `${COCOA}/core`, bytes: good.object.bytes } },
      { ref: { kind: 'catalog', parts: ['63', '0'] }, object: good.object },
      { ref: good.ref, object: { key: `${TEA}/core`, bytes: cocoa.object.bytes } },
    );
    expect([name(TEA), name(COCOA)]).toEqual([undefined, undefined]);
    expect(invalid()).toBe(4);
    expect(alarms()).toContain('VALUE-INVALID');
    await told(good, cocoa);
    expect([name(TEA), name(COCOA)]).toEqual(['Good', 'Cocoa']);
  });

  it('[PROD-04] a newer aspect or version is kept, told, and stands in the document; what is understood counts here', async () => {
    const known = coreOf(peer, 'Known', 1_000);
    const newer = {
      ...peer.value(`${TEA}/core`, new Map([[1, 'of later']]), {
        version: 2,
        clock: { utcMs: 2_000, counter: 0 },
        parents: [valueHash(known.object.bytes)],
      }),
      ref: catalogRef(TEA),
    };
    const aspect = { ...peer.value(`${TEA}/allergens`, 'nuts'), ref: catalogRef(TEA) };
    await told(newer, aspect, known);
    expect(name()).toBe('Known');
    expect(till.node.status().counts).toMatchObject({ notUnderstood: 2, invalid: 0 });
    const all = await till.carrier.everything();
    expect(all.map(({ object }) => object)).toEqual(expect.arrayContaining([newer.object, aspect.object]));
    expect(all.map(({ object }) => object)).not.toContainEqual(known.object);
  });

  it('[PROD-05] a product is found by the codes it has now, and by none that it had', async () => {
    const find = (code: string) => till.node.lookup.productByCode(code)?.name;
    const first = coreOf(peer, 'Tea', 1_000);
    await told(first);
    expect([find('TEA'), find('4006381333931')]).toEqual(['Tea', 'Tea']);
    const changed = {
      ...peer.value(`${TEA}/core`, productCore.encode(core('Tea', { sku: 'TEA2', codes: ['111', '222'] })), {
        clock: { utcMs: 2_000, counter: 0 },
        parents: [valueHash(first.object.bytes)],
      }),
      ref: catalogRef(TEA),
    };
    await told(changed);
    expect(['TEA', '4006381333931', 'TEA2', '111', '222'].map(find)).toEqual([
      undefined,
      undefined,
      'Tea',
      'Tea',
      'Tea',
    ]);
  });

  it('[PROD-06] a product is for sale once its core is held; a price before that is no product', async () => {
    const price = {
      ...peer.value(`${TEA}/price/standard-gbp`, productPriceV1.encode({ priceMinor: 350 })),
      ref: catalogRef(TEA),
    };
    await told(price);
    expect(till.node.lookup.product(TEA)).toBeNull();
    await told(coreOf(peer, 'Tea', 1_000));
    expect(till.node.lookup.product(TEA)).toMatchObject({ name: 'Tea', priceMinor: 350 });
  });
});

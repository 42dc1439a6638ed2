import { describe, expect, it } from 'vitest';
import type { ProductCore } from '../../catalog/product.ts';
import { product, TestTill } from '../../testing/shop.fixture.ts';
import type { CommandOf } from '../command.ts';

const A = product(1);
const core = (n: number): ProductCore => {
  const { sku, name, codes, unit, taxClass, category } = product(n);
  return { sku, name, codes, unit, taxClass, category };
};
type Put = CommandOf<'catalog.put'>['products'][number];
const steps = (priceMinor: number) => ({ steps: [{ fromMilli: 1, priceMinor }] });
const put = (...products: readonly Put[]) => ({ kind: 'catalog.put', products }) as const;
const fresh = (n: number, over: Partial<Put> = {}): Put => ({
  productId: product(n).id,
  core: core(n),
  priceMinor: 100 * n,
  ...over,
});

describe('catalogue', () => {
  it('[CAT-01] only what differs is written', () => {
    const till = new TestTill({ open: false });
    const changed = { ...core(1), name: 'New name' };
    const result = till.run(
      put(fresh(1, { core: changed }), fresh(2, { priceMinor: 250 }), fresh(3), fresh(4)),
    );
    expect(result.ok && result.decision.catalog).toEqual([
      { productId: A.id, aspect: 'core', core: changed },
      { productId: product(2).id, aspect: 'price', priceListId: 'main', price: steps(250) },
      { productId: product(4).id, aspect: 'core', core: core(4) },
      { productId: product(4).id, aspect: 'price', priceListId: 'main', price: steps(400) },
    ]);
    expect(result.ok && result.decision.answer).toEqual({ kind: 'catalog', written: 3, unchanged: 1 });
  });

  it('[CAT-01] every part of a core counts, and an unnamed price is left as it is', () => {
    const till = new TestTill();
    const { priceMinor: _price, ...unpriced } = fresh(1);
    expect(till.done(put(unpriced))).toMatchObject({ written: 0 });
    const cores = [
      { sku: 'S' },
      { codes: [] },
      { codes: ['1'] },
      { unit: 'kg' },
      { taxClass: 'zero' },
      { category: 'c' },
    ] as const;
    for (const part of cores) {
      expect(new TestTill().done(put(fresh(1, { core: { ...core(1), ...part } })))).toMatchObject({
        written: 1,
      });
    }
  });

  it('[CAT-02] the same put twice writes nothing the second time', () => {
    const till = new TestTill();
    const products = [fresh(7, { openingStockMilli: 5_000 }), fresh(8)];
    expect(till.done(put(...products))).toMatchObject({ written: 2, unchanged: 0 });
    expect(till.done(put(...products))).toMatchObject({ written: 0, unchanged: 2 });
    expect(till.known.stock.get(product(7).id)).toBe(5_000);
  });

  it('[CAT-03] an opening level only for what is new, in facts of at most 1,000 lines', () => {
    const till = new TestTill();
    const many = Array.from({ length: 2_500 }, (_, n) =>
      fresh(n + 1, { openingStockMilli: n === 9 ? 0 : 1_000 }),
    );
    till.done(put(...many));
    const moves = till.facts().filter((fact) => fact.kind === 'stock.moved');
    expect(moves.map(({ reason, lines }) => [reason, lines.length])).toEqual([
      ['opening', 1_000],
      ['opening', 1_000],
      ['opening', 496],
    ]);
    expect(till.known.stock.get(A.id)).toBeUndefined();
  });

  it('[CAT-04] a code or sku names one product', () => {
    const till = new TestTill();
    const taken = (n: number, over: object) => till.refused(put(fresh(n, { core: { ...core(n), ...over } })));
    expect(taken(9, { codes: [A.codes[0]!] })).toBe('PRODUCT-CODE-TAKEN');
    expect(taken(9, { codes: ['SKU-1'] })).toBe('PRODUCT-CODE-TAKEN');
    expect(taken(9, { sku: A.codes[0]! })).toBe('PRODUCT-CODE-TAKEN');
    expect(till.refused(put(fresh(9), fresh(8, { core: { ...core(8), codes: ['SKU-9'] } })))).toBe(
      'PRODUCT-CODE-TAKEN',
    );
    expect(taken(9, { codes: ['1', '1', 'SKU-9'] })).toBe('done');
  });

  it('[CAT-04] two products may exchange their codes in one put', () => {
    const till = new TestTill();
    const [one, two] = [
      fresh(1, { core: { ...core(1), codes: core(2).codes } }),
      fresh(2, { core: { ...core(2), codes: core(1).codes } }),
    ];
    expect(till.refused(put(one))).toBe('PRODUCT-CODE-TAKEN');
    expect(till.refused(put(one, two))).toBe('done');
  });

  it('[CAT-05] whole or not at all', () => {
    const till = new TestTill();
    const before = new Map(till.known.products);
    expect(till.refused(put(fresh(8), fresh(8)))).toBe('COMMAND-MALFORMED');
    expect(till.refused(put(fresh(8), fresh(9, { core: { ...core(9), taxClass: 'luxury' } })))).toBe(
      'TAX-CLASS-UNKNOWN',
    );
    expect(till.refused(put(fresh(8), fresh(9, { openingStockMilli: 1_500 })))).toBe('QUANTITY-NOT-WHOLE');
    expect(till.known.products).toEqual(before);
    expect(till.refused({ ...put(fresh(8)) })).toBe('done');
  });

  it('[CAT-06] prices by list, cost, whether its price is open and whether it is sold, each where it differs', () => {
    const till = new TestTill();
    const trade = { id: 'trade', name: 'Trade', currency: 'GBP', priority: 0 };
    till.known.priceLists.set('trade', trade);
    const prices = [{ priceListId: 'trade', price: steps(70) }];
    const { priceMinor: _price, ...unpriced } = fresh(1, {
      prices,
      costMinor: 40,
      openPrice: true,
      active: false,
    });
    const written = till.run(put(unpriced));
    const { productId } = unpriced;
    expect(written.ok && written.decision.catalog).toEqual([
      { productId, aspect: 'price', priceListId: 'trade', price: steps(70) },
      { productId, aspect: 'cost', currency: 'GBP', cost: { costMinor: 40 } },
      { productId, aspect: 'selling', selling: { openPrice: true } },
      { productId, aspect: 'status', status: { active: false } },
    ]);
    expect(till.known.products.get(productId)).toMatchObject({
      priceMinor: 100,
      prices: { main: steps(100).steps, trade: steps(70).steps },
      costMinor: 40,
      openPrice: true,
      active: false,
    });
    expect(till.done(put(unpriced))).toMatchObject({ written: 0, unchanged: 1 });
    const { openPrice: _open, active: _active, ...rest } = unpriced;
    expect(till.done(put({ ...rest, costMinor: 41 }))).toMatchObject({ written: 1 });
    expect(till.known.products.get(productId)).toMatchObject({
      costMinor: 41,
      openPrice: true,
      active: false,
    });
  });

  it('[CAT-06] what is new is active and has no open price unless somebody says so', () => {
    const till = new TestTill();
    const result = till.run(put(fresh(7, { active: true, openPrice: false })));
    expect(result.ok && result.decision.catalog?.map(({ aspect }) => aspect)).toEqual(['core', 'price']);
  });

  it('[CAT-06] one price alone leaves later ones and those for more, where a piece costs the same today', () => {
    const till = new TestTill();
    const whole = [
      { fromMilli: 1, priceMinor: 100 },
      { fromMilli: 10_000, priceMinor: 90 },
      { fromDate: '2011-01-04', fromMilli: 1, priceMinor: 110 },
    ];
    const prices = [{ priceListId: 'main', price: { steps: whole } }];
    const { priceMinor: _price, ...unpriced } = fresh(7, { prices });
    till.done(put(unpriced));
    till.known.products.set(unpriced.productId, {
      ...till.known.products.get(unpriced.productId)!,
      priceMinor: 100,
    });
    expect(till.done(put({ ...unpriced, prices: [], priceMinor: 100 }))).toMatchObject({ unchanged: 1 });
    till.done(put({ ...unpriced, prices: [], priceMinor: 105 }));
    expect(till.known.products.get(unpriced.productId)?.prices).toEqual({ main: steps(105).steps });
    till.done(put({ ...unpriced, prices: [{ priceListId: 'main', price: { steps: [] } }] }));
    expect(till.refused({ kind: 'basket.add', productId: unpriced.productId })).toBe('PRODUCT-WITHOUT-PRICE');
  });

  it('[CAT-07] a price names a known list once, and each date and quantity once in it', () => {
    const till = new TestTill();
    const main = { priceListId: 'main', price: steps(5) };
    const twice = { fromMilli: 1_000, priceMinor: 1 };
    const refused = (...prices: readonly (typeof main)[]) => {
      const { priceMinor: _price, ...unpriced } = fresh(7, { prices });
      return till.refused(put(unpriced));
    };
    expect(refused({ ...main, priceListId: 'trade' })).toBe('PRICE-LIST-UNKNOWN');
    expect(refused(main, main)).toBe('PRICE-NAMED-TWICE');
    expect(till.refused(put(fresh(7, { prices: [main] })))).toBe('PRICE-NAMED-TWICE');
    expect(refused({ ...main, price: { steps: [twice, { ...twice, priceMinor: 2 }] } })).toBe(
      'PRICE-NAMED-TWICE',
    );
    expect(refused(main)).toBe('done');
  });
});

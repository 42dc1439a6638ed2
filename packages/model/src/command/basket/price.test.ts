import { describe, expect, it } from 'vitest';
import type { PriceList } from '../../price/price-list.ts';
import { DEFAULT_ROLES } from '../../people/role.ts';
import { product, staffIdOf, TestTill } from '../../testing/shop.fixture.ts';

const A = product(1, {
  prices: {
    main: [
      { fromMilli: 1, priceMinor: 100 },
      { fromMilli: 10_000, priceMinor: 90 },
    ],
    trade: [{ fromMilli: 1, priceMinor: 70 }],
    bulk: [{ fromMilli: 12_000, priceMinor: 50 }],
  },
});
const OPEN = product(2, { openPrice: true, priceMinor: null });
const PRODUCTS = [A, OPEN, product(3)];
const TRADE: PriceList = {
  id: 'trade',
  name: 'Trade',
  currency: 'GBP',
  includesTax: false,
  rule: { branchIds: [], groups: ['trade'], channels: [], weekdays: [] },
  priority: 1,
};
const BULK: PriceList = {
  id: 'bulk',
  name: 'Bulk',
  currency: 'GBP',
  rule: { branchIds: [], groups: [], channels: [], weekdays: [] },
  priority: 2,
};

const start = (): TestTill => new TestTill({ products: PRODUCTS });
const add = (till: TestTill, quantityMilli = 1_000) =>
  till.done({ kind: 'basket.add', productId: A.id, quantityMilli });
const first = (till: TestTill) => till.state.basket?.lines[0];
const reason = 'dent';

describe('the price of a line', () => {
  it('[PRICE-05] is that of the list it was scanned at, whatever becomes of it', () => {
    const till = start();
    till.known.priceLists.set('trade', TRADE);
    till.done({ kind: 'basket.set-customer', groups: ['trade'] });
    add(till);
    till.done({ kind: 'basket.set-customer', groups: [] });
    till.known.priceLists.delete('trade');
    till.known.products.set(A.id, product(1, { priceMinor: 999 }));
    expect(first(till)).toMatchObject({
      unitPriceMinor: 70,
      listPriceMinor: 70,
      priceListId: 'trade',
      priceIncludesTax: false,
      steps: [{ fromMilli: 1, priceMinor: 70 }],
    });
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 82 });
    expect(till.last('sale.completed')).toMatchObject({
      totalMinor: 82,
      lines: [{ priceListId: 'trade', netMinor: 70, taxMinor: 12 }],
    });
  });

  it('[PRICE-06] follows the quantity, scanned or set, up and down', () => {
    const till = start();
    add(till, 9_000);
    expect(first(till)?.unitPriceMinor).toBe(100);
    add(till);
    expect(first(till)).toMatchObject({ quantityMilli: 10_000, unitPriceMinor: 90, listPriceMinor: 90 });
    till.known.products.set(A.id, product(1, { priceMinor: 999 }));
    till.done({ kind: 'basket.set-quantity', line: 1, quantityMilli: 9_000 });
    expect(first(till)?.unitPriceMinor).toBe(100);
    expect(till.done({ kind: 'basket.add', productId: A.id })).toEqual({ kind: 'line', line: 2 });
  });

  it('[LINE-02] more of what was bought at a price for many adds to it', () => {
    const till = start();
    till.known.priceLists.set('bulk', BULK);
    add(till, 12_000);
    expect(first(till)).toMatchObject({ priceListId: 'bulk', unitPriceMinor: 50 });
    expect(till.done({ kind: 'basket.add', productId: A.id })).toEqual({ kind: 'line', line: 1 });
    till.done({ kind: 'basket.set-quantity', line: 1, quantityMilli: 11_000 });
    expect(first(till)).toMatchObject({ priceListId: 'main', unitPriceMinor: 90 });
    till.done({ kind: 'basket.set-quantity', line: 1, quantityMilli: 20_000 });
    expect(first(till)).toMatchObject({ priceListId: 'main', unitPriceMinor: 90 });
    till.done({ kind: 'basket.reprice' });
    expect(first(till)).toMatchObject({ priceListId: 'bulk', unitPriceMinor: 50 });
    till.known.products.set(A.id, product(1, { priceMinor: null }));
    expect(till.refused({ kind: 'basket.set-quantity', line: 1, quantityMilli: 1_000 })).toBe(
      'PRODUCT-WITHOUT-PRICE',
    );
  });

  it('[PRICE-09] has the cost of one unit beside it, where it is known', () => {
    const till = start();
    till.known.products.set(A.id, { ...A, costMinor: 42 });
    add(till);
    till.done({ kind: 'basket.add', productId: product(3).id });
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000 });
    const [known, unknown] = till.last('sale.completed').lines;
    expect(known?.costMinor).toBe(42);
    expect(unknown).not.toHaveProperty('costMinor');
  });

  it('[PRICE-08] is asked where it is open, and nowhere else', () => {
    const till = start();
    const ask = (unitPriceMinor: number) =>
      ({ kind: 'basket.add', productId: OPEN.id, unitPriceMinor }) as const;
    expect(till.refused({ kind: 'basket.add', productId: OPEN.id })).toBe('PRICE-NEEDED');
    expect(till.refused({ ...ask(5), productId: A.id })).toBe('PRICE-NOT-OPEN');
    expect(till.done(ask(250))).toEqual({ kind: 'line', line: 1 });
    expect(first(till)).toMatchObject({ unitPriceMinor: 250, steps: [], priceIncludesTax: true });
    expect(first(till)).not.toHaveProperty('listPriceMinor');
    expect(first(till)).not.toHaveProperty('priceListId');
    expect(till.done(ask(251))).toEqual({ kind: 'line', line: 2 });
    expect(till.done(ask(250))).toEqual({ kind: 'line', line: 1 });
    till.done({ kind: 'basket.set-quantity', line: 1, quantityMilli: 5_000 });
    till.done({ kind: 'basket.reprice' });
    expect(first(till)).toMatchObject({ unitPriceMinor: 250, quantityMilli: 5_000 });
  });
});

describe('repricing', () => {
  it('[PRICE-07] gives one line, or all, the price of now', () => {
    const till = start();
    add(till);
    till.done({ kind: 'basket.add', productId: product(3).id });
    till.known.products.set(A.id, product(1, { priceMinor: 120, costMinor: 60 }));
    till.known.products.set(product(3).id, product(3, { priceMinor: 330 }));
    expect(till.done({ kind: 'basket.reprice', line: 1 })).toEqual({ kind: 'line', line: 1 });
    const prices = () => till.state.basket?.lines.map(({ unitPriceMinor }) => unitPriceMinor);
    expect(prices()).toEqual([120, 300]);
    expect(first(till)?.costMinor).toBe(60);
    expect(till.done({ kind: 'basket.reprice' })).toEqual({ kind: 'done' });
    expect(prices()).toEqual([120, 330]);
  });

  it('[PRICE-07] prices given by hand stay, and so does what has none now', () => {
    const till = start();
    add(till);
    till.done({ kind: 'basket.override-price', line: 1, unitPriceMinor: 80, reason });
    till.done({ kind: 'basket.add', productId: product(3).id });
    const before = till.state.basket?.lines;
    till.known.products.delete(product(3).id);
    till.known.products.set(A.id, product(1, { priceMinor: 120 }));
    till.done({ kind: 'basket.reprice' });
    expect(till.state.basket?.lines).toEqual(before);
    expect(till.refused({ kind: 'basket.reprice', line: 1 })).toBe('LINE-KEEPS-PRICE');
    expect(till.refused({ kind: 'basket.reprice', line: 2 })).toBe('LINE-KEEPS-PRICE');
    expect(till.refused({ kind: 'basket.reprice', line: 3 })).toBe('LINE-UNKNOWN');
    till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1 });
    expect(till.refused({ kind: 'basket.reprice' })).toBe('BASKET-HAS-PAYMENT');
    expect(start().refused({ kind: 'basket.reprice' })).toBe('BASKET-EMPTY');
  });
});

describe('an override', () => {
  const override = { kind: 'basket.override-price', line: 1, reason } as const;

  it("[LINE-04] is told when another price takes its place; the list's own price asked for again is none", () => {
    const till = start();
    add(till);
    till.done({ ...override, unitPriceMinor: 60 });
    till.done({ ...override, unitPriceMinor: 100 });
    const facts = till.facts().filter(({ kind }) => kind === 'override.withdrawn');
    const { basketId } = till.state.basket!;
    expect(facts).toEqual([
      {
        kind: 'override.withdrawn',
        basketId,
        line: 1,
        productId: A.id,
        name: A.name,
        listPriceMinor: 100,
        unitPriceMinor: 60,
        reason,
        staffId: staffIdOf('owner'),
      },
    ]);
    expect(first(till)).not.toHaveProperty('overrideReason');
  });

  it("[LINE-04] needs its right for as much as it is below the list's price", () => {
    const till = new TestTill({ role: 'supervisor', products: PRODUCTS });
    till.known.roles.set('supervisor', { ...DEFAULT_ROLES[1]!, limits: { overridePpm: 300_000 } });
    const owner = { staffId: staffIdOf('owner'), pin: '1234' } as const;
    add(till);
    expect(till.refused({ ...override, unitPriceMinor: 69 })).toBe('LIMIT-EXCEEDED');
    till.done({ ...override, unitPriceMinor: 70 });
    till.done({ ...override, unitPriceMinor: 5_000 });
    till.done({ ...override, unitPriceMinor: 0 }, owner);
    expect(till.last('approval.given')).toMatchObject({ right: 'override-price', sharePpm: 1_000_000 });
    till.done({ kind: 'basket.add', productId: OPEN.id, unitPriceMinor: 500 });
    till.done({ ...override, line: 2, unitPriceMinor: 1 });
    till.done({ kind: 'basket.void-line', line: 2, reason });
    expect(till.last('override.withdrawn')).not.toHaveProperty('listPriceMinor');
  });

  it('[LINE-09] needs its right again where fewer take it further below the list', () => {
    const steps = [
      { fromMilli: 1, priceMinor: 100 },
      { fromMilli: 10_000, priceMinor: 80 },
    ];
    const till = new TestTill({ role: 'supervisor', products: [product(1, { prices: { main: steps } })] });
    till.known.roles.set('supervisor', { ...DEFAULT_ROLES[1]!, limits: { overridePpm: 300_000 } });
    till.done({ kind: 'basket.add', productId: A.id, quantityMilli: 10_000 });
    till.done({ ...override, unitPriceMinor: 60 });
    const set = (quantityMilli: number) => ({ kind: 'basket.set-quantity', line: 1, quantityMilli }) as const;
    expect(till.refused(set(9_000))).toBe('LIMIT-EXCEEDED');
    till.done(set(11_000));
    till.done(set(9_000), { staffId: staffIdOf('owner'), pin: '1234' });
    expect(till.last('approval.given')).toMatchObject({ right: 'override-price', sharePpm: 400_000 });
    till.done(set(8_000));
    expect(first(till)).toMatchObject({ unitPriceMinor: 60, listPriceMinor: 100 });
  });
});

import { describe, expect, it } from 'vitest';
import { MAX_AMOUNT_MINOR, MAX_QUANTITY_MILLI } from '../../money/bound.ts';
import { EXCLUSIVE, idOf, product, TestTill } from '../../testing/shop.fixture.ts';

const A = product(1);
const B = product(2);
const add = (till: TestTill, productId = A.id, quantityMilli = 1_000) =>
  till.done({ kind: 'basket.add', productId, quantityMilli });
const pay = (tenderedMinor: number) => ({ kind: 'payment.take', tender: 'cash', tenderedMinor }) as const;
const lines = (till: TestTill) => till.state.basket?.lines ?? [];

describe('adding', () => {
  it('[LINE-01] by code, by sku or by product, and the first line starts a basket', () => {
    const till = new TestTill();
    expect(till.state.basket).toBeNull();
    expect(till.done({ kind: 'basket.add', code: A.codes[0]! })).toEqual({ kind: 'line', line: 1 });
    expect(till.done({ kind: 'basket.add', code: B.sku })).toEqual({ kind: 'line', line: 2 });
    expect(till.done({ kind: 'basket.add', productId: product(3).id })).toEqual({ kind: 'line', line: 3 });
    expect(lines(till)[0]).toEqual({
      line: 1,
      productId: A.id,
      sku: 'SKU-1',
      name: 'Product 1',
      unit: 'piece',
      quantityMilli: 1_000,
      listPriceMinor: 100,
      unitPriceMinor: 100,
      taxClass: 'standard',
      priceListId: 'main',
      priceIncludesTax: true,
      steps: [{ fromMilli: 1, priceMinor: 100 }],
      scannedAtMs: till.utcMs,
    });
    expect(till.refused({ kind: 'basket.add', code: 'sku-1' })).toBe('PRODUCT-UNKNOWN');
    expect(till.refused({ kind: 'basket.add' })).toBe('PRODUCT-AMBIGUOUS');
    expect(till.refused({ kind: 'basket.add', code: A.sku, productId: A.id })).toBe('PRODUCT-AMBIGUOUS');
  });

  it('[LINE-02] the same item scanned or tapped again adds to its line', () => {
    const till = new TestTill();
    const scan = () => till.done({ kind: 'basket.add', code: A.sku });
    scan();
    till.done({ kind: 'basket.add', code: B.sku });
    expect(scan()).toEqual({ kind: 'line', line: 1 });
    expect(lines(till).map(({ quantityMilli }) => quantityMilli)).toEqual([2_000, 1_000]);
    expect(till.done({ kind: 'basket.add', productId: A.id })).toEqual({ kind: 'line', line: 1 });
    expect(lines(till).map(({ quantityMilli }) => quantityMilli)).toEqual([3_000, 1_000]);
  });

  it('[LINE-02] not to a line that was changed, nor at a price that was', () => {
    const till = new TestTill();
    const scan = () => till.done({ kind: 'basket.add', code: A.sku });
    scan();
    till.done({ kind: 'basket.discount', line: 1, sharePpm: 100_000, reason: 'friend' });
    expect(scan()).toEqual({ kind: 'line', line: 2 });
    till.done({ kind: 'basket.override-price', line: 2, unitPriceMinor: 90, reason: 'dent' });
    expect(scan()).toEqual({ kind: 'line', line: 3 });
    till.known.products.set(A.id, product(1, { priceMinor: 120 }));
    expect(scan()).toEqual({ kind: 'line', line: 4 });
    till.known.products.set(A.id, product(1, { priceMinor: 120, taxClass: 'reduced' }));
    expect(scan()).toEqual({ kind: 'line', line: 5 });
    till.done({ kind: 'basket.set-service', service: 'take-away' });
    till.known.products.set(A.id, product(1, { priceMinor: 120, taxClass: 'reduced', unit: 'kg' }));
    expect(scan()).toEqual({ kind: 'line', line: 6 });
    till.done({ kind: 'basket.set-service', line: 6, service: 'eat-in' });
    expect(scan()).toEqual({ kind: 'line', line: 7 });
    expect(scan()).toEqual({ kind: 'line', line: 7 });
  });

  it('[LINE-03] what cannot be sold is refused', () => {
    const products = [
      product(1, { active: false }),
      product(2, { priceMinor: null }),
      product(3, { taxClass: 'luxury' }),
    ];
    const till = new TestTill({ products });
    const codes = products.map(({ id }) => till.refused({ kind: 'basket.add', productId: id }));
    expect(codes).toEqual(['PRODUCT-INACTIVE', 'PRODUCT-WITHOUT-PRICE', 'TAX-CLASS-UNKNOWN']);
    expect(till.refused({ kind: 'basket.add', productId: idOf(9) })).toBe('PRODUCT-UNKNOWN');
    expect(till.state.basket).toBeNull();
  });

  it('[QTY-01] a quantity is more than 0 and at most 1,000,000', () => {
    const till = new TestTill();
    for (const quantityMilli of [0, -1_000, MAX_QUANTITY_MILLI + 1_000, Number.MAX_SAFE_INTEGER]) {
      expect(till.refused({ kind: 'basket.add', productId: A.id, quantityMilli })).toBe(
        'QUANTITY-OUT-OF-BOUNDS',
      );
    }
    till.done({ kind: 'basket.add', code: A.sku, quantityMilli: MAX_QUANTITY_MILLI });
    expect(till.refused({ kind: 'basket.add', code: A.sku })).toBe('QUANTITY-OUT-OF-BOUNDS');
    expect(till.refused({ kind: 'basket.set-quantity', line: 1, quantityMilli: 0 })).toBe(
      'QUANTITY-OUT-OF-BOUNDS',
    );
  });

  it('[QTY-02] pieces are whole, weights need not be', () => {
    const till = new TestTill({ products: [A, product(2, { unit: 'kg' })] });
    expect(till.refused({ kind: 'basket.add', productId: A.id, quantityMilli: 1_500 })).toBe(
      'QUANTITY-NOT-WHOLE',
    );
    add(till, B.id, 375);
    expect(till.refused({ kind: 'basket.set-quantity', line: 1, quantityMilli: 1 })).toBe('done');
  });

  it('[LINE-08] a basket has at most 1,000 lines', () => {
    const many = Array.from({ length: 1_001 }, (_, n) => product(n + 1, { priceMinor: 100 }));
    const till = new TestTill({ products: many });
    for (const { id } of many.slice(0, 1_000)) add(till, id);
    expect(till.refused({ kind: 'basket.add', productId: many[1_000]!.id })).toBe('BASKET-FULL');
    const last = till.state.basket;
    till.done({ kind: 'basket.add', code: A.sku });
    expect(lines(till).length).toBe(1_000);
    expect(last?.nextLine).toBe(1_001);
    till.done(pay(100_200));
    expect(till.last('sale.completed').lines.length).toBe(1_000);
  });

  it('[LINE-08] the numbers of lines end at 1,000,000, voided ones included', () => {
    const till = new TestTill();
    add(till);
    till.state = { ...till.state, basket: { ...till.state.basket!, nextLine: 1_000_000 } };
    expect(add(till, B.id)).toEqual({ kind: 'line', line: 1_000_000 });
    expect(till.refused({ kind: 'basket.add', productId: product(3).id })).toBe('BASKET-FULL');
    till.done(pay(300));
  });

  it('[LINE-10] a change that leaves the bounds of an amount is refused', () => {
    const dear = product(1, { priceMinor: MAX_AMOUNT_MINOR });
    const till = new TestTill({ products: [dear] });
    add(till);
    expect(till.refused({ kind: 'basket.add', productId: A.id })).toBe('AMOUNT-OUT-OF-BOUNDS');
    expect(till.refused({ kind: 'basket.set-quantity', line: 1, quantityMilli: 2_000 })).toBe(
      'AMOUNT-OUT-OF-BOUNDS',
    );
    const exclusive = new TestTill({ products: [dear], branch: EXCLUSIVE });
    expect(exclusive.refused({ kind: 'basket.add', productId: A.id })).toBe('AMOUNT-OUT-OF-BOUNDS');
    const bulk = new TestTill({ products: [product(1, { priceMinor: 1_000_000_000 })] });
    const huge = { kind: 'basket.add', productId: A.id, quantityMilli: MAX_QUANTITY_MILLI } as const;
    expect(bulk.refused(huge)).toBe('AMOUNT-OUT-OF-BOUNDS');
  });
});

describe('changing a line', () => {
  it('[LINE-09] a new quantity keeps price, override and discount', () => {
    const till = new TestTill();
    add(till);
    till.done({ kind: 'basket.override-price', line: 1, unitPriceMinor: 80, reason: 'dent' });
    till.done({ kind: 'basket.discount', line: 1, sharePpm: 500_000, reason: 'friend' });
    till.done({ kind: 'basket.set-quantity', line: 1, quantityMilli: 3_000 });
    expect(lines(till)[0]).toMatchObject({
      quantityMilli: 3_000,
      unitPriceMinor: 80,
      overrideReason: 'dent',
    });
    till.done(pay(120));
    expect(till.last('sale.completed').lines[0]).toMatchObject({
      discount: { sharePpm: 500_000, amountMinor: 120, reason: 'friend' },
      netMinor: 102,
      taxMinor: 18,
    });
    expect(till.refused({ kind: 'basket.set-quantity', line: 1, quantityMilli: 1_000 })).toBe('LINE-UNKNOWN');
  });

  it('[LINE-09] what goes out of a line that gets smaller is told; what comes in is not', () => {
    const till = new TestTill();
    add(till);
    till.done({ kind: 'basket.set-quantity', line: 1, quantityMilli: 5_000 });
    expect(till.facts().some(({ kind }) => kind === 'line.voided')).toBe(false);
    till.done({ kind: 'basket.set-quantity', line: 1, quantityMilli: 2_000 });
    expect(till.last('line.voided')).toMatchObject({
      line: { line: 1, quantityMilli: 3_000, unitPriceMinor: 100, totalMinor: 300 },
      reason: 'quantity lowered',
    });
    expect(till.state.shift?.totals.voidedLinesCount).toBe(1);
  });

  it('[LINE-04] an override needs its right and a reason', () => {
    const till = new TestTill({ role: 'cashier' });
    add(till);
    const override = { kind: 'basket.override-price', line: 1, unitPriceMinor: 50, reason: 'dent' } as const;
    expect(till.refused(override)).toBe('RIGHT-MISSING');
    till.signIn('supervisor');
    expect(till.refused({ ...override, reason: '  ' })).toBe('REASON-MISSING');
    expect(till.refused({ ...override, line: 2 })).toBe('LINE-UNKNOWN');
    till.done(override);
    expect(lines(till)[0]).toMatchObject({ unitPriceMinor: 50, listPriceMinor: 100, overrideReason: 'dent' });
    till.done({ ...override, unitPriceMinor: 100 });
    expect(lines(till)[0]?.overrideReason).toBeUndefined();
    expect(till.refused({ kind: 'basket.add', code: A.sku })).toBe('done');
    expect(lines(till).length).toBe(1);
  });

  it('[LINE-05] a discount is a share or an amount with a reason, at most what the line costs', () => {
    const till = new TestTill();
    add(till, A.id, 3_000);
    const discount = { kind: 'basket.discount', line: 1 } as const;
    expect(till.refused({ ...discount, sharePpm: 1, amountMinor: 1, reason: 'x' })).toBe(
      'DISCOUNT-AMBIGUOUS',
    );
    expect(till.refused({ ...discount, sharePpm: 100_000 })).toBe('REASON-MISSING');
    expect(till.refused({ ...discount, amountMinor: 301, reason: 'x' })).toBe('DISCOUNT-TOO-LARGE');
    till.done({ ...discount, amountMinor: 300, reason: 'x' });
    till.done({ ...discount, sharePpm: 333_333, reason: ' y ' });
    expect(lines(till)[0]?.discount).toMatchObject({ sharePpm: 333_333, reason: 'y' });
    till.done(discount);
    expect(lines(till)[0]).not.toHaveProperty('discount');
    till.done({ ...discount, amountMinor: 50, reason: 'x' });
    till.done({ ...discount, amountMinor: 0 });
    expect(lines(till)[0]).not.toHaveProperty('discount');
  });

  it('[LINE-06] a discount in money is capped when the line gets smaller', () => {
    const till = new TestTill();
    add(till, A.id, 3_000);
    add(till, B.id);
    till.done({ kind: 'basket.discount', line: 1, amountMinor: 250, reason: 'x' });
    till.done({ kind: 'basket.set-quantity', line: 1, quantityMilli: 1_000 });
    till.done(pay(200));
    const [first] = till.last('sale.completed').lines;
    expect(first).toMatchObject({ discount: { amountMinor: 100 }, netMinor: 0, taxMinor: 0 });
  });

  it('[LINE-07] a voided line is a fact and its number is gone', () => {
    const till = new TestTill();
    add(till);
    add(till, B.id, 2_000);
    expect(till.refused({ kind: 'basket.void-line', line: 2, reason: '' })).toBe('REASON-MISSING');
    till.done({ kind: 'basket.void-line', line: 2, reason: 'changed mind' });
    expect(till.last('line.voided')).toMatchObject({
      line: { line: 2, productId: B.id, quantityMilli: 2_000, unitPriceMinor: 200, totalMinor: 400 },
      reason: 'changed mind',
    });
    expect(till.refused({ kind: 'basket.void-line', line: 2, reason: 'x' })).toBe('LINE-UNKNOWN');
    expect(till.done({ kind: 'basket.add', productId: B.id })).toEqual({ kind: 'line', line: 3 });
    till.done({ kind: 'basket.void-line', line: 1, reason: 'x' });
    till.done({ kind: 'basket.void-line', line: 3, reason: 'x' });
    expect(till.state.basket).toBeNull();
    expect(till.state.shift?.totals.voidedLinesCount).toBe(3);
  });

  it('[SALE-04] a cancelled basket is a fact with its lines', () => {
    const till = new TestTill();
    add(till);
    add(till, B.id, 2_000);
    expect(till.refused({ kind: 'basket.cancel', reason: ' ' })).toBe('REASON-MISSING');
    till.done({ kind: 'basket.cancel', reason: 'left' });
    expect(till.last('basket.cancelled')).toMatchObject({ totalMinor: 500, reason: 'left' });
    expect(till.last('basket.cancelled').lines.map(({ line }) => line)).toEqual([1, 2]);
    expect(till.state.basket).toBeNull();
    expect(till.state.shift?.totals.cancelledBasketsCount).toBe(1);
    expect(till.refused({ kind: 'basket.cancel', reason: 'left' })).toBe('BASKET-EMPTY');
  });
});

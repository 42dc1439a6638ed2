import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Product } from '../../catalog/product.ts';
import { withCheckDigit } from '../../code/gtin.ts';
import type { LabelFormat } from '../../code/label-format.ts';
import { LABEL_FORMAT, product, type StaffRole, TestTill } from '../../testing/shop.fixture.ts';

const GTIN = '9501101530003';
const FRUIT: LabelFormat = { ...LABEL_FORMAT, id: 'fruit', prefix: '28', measure: 'weight', decimals: 3 };

const ham = product(1, { unit: 'kg', codes: ['2100001'], priceMinor: 1_990 });
const pears = product(2, { unit: 'kg', codes: ['2800002'], priceMinor: 349 });
const rolls = product(3, { codes: [GTIN], priceMinor: 60 });
const flowers = product(4, { codes: ['2100004'], openPrice: true, priceMinor: null });
const magazine = product(5, { codes: ['2100005'] });

const opened = (
  products: readonly Product[] = [ham, pears, rolls, flowers, magazine],
  role: StaffRole = 'owner',
) => {
  const till = new TestTill({ products, role });
  till.done({ kind: 'label-format.put', labelFormat: LABEL_FORMAT });
  till.done({ kind: 'label-format.put', labelFormat: FRUIT });
  return till;
};
const priceLabel = (item: number, minor: number): string =>
  withCheckDigit(`21${String(item).padStart(5, '0')}${String(minor).padStart(5, '0')}`);
const weightLabel = (item: number, grams: number): string =>
  withCheckDigit(`28${String(item).padStart(5, '0')}${String(grams).padStart(5, '0')}`);

const scan = (till: TestTill, code: string) => till.done({ kind: 'basket.add', code });
const lines = (till: TestTill) => till.state.basket!.lines;

describe('scanned codes', () => {
  it('[CODE-02] the product is found however its number is written, by the catalogue’s own way first', () => {
    const cola = product(1, { codes: ['012345000065'] });
    const till = new TestTill({ products: [cola, product(2, { codes: ['0012345000065'] })] });
    for (const code of [
      '01234565',
      '012345000065',
      ']E00012345000065',
      '00012345000065',
      '(01)00012345000065',
    ])
      scan(till, code);
    expect(lines(till)).toMatchObject([{ productId: cola.id, quantityMilli: 5_000 }]);
    scan(till, '0012345000065');
    expect(lines(till)).toHaveLength(2);
  });

  it('[CODE-02] of two products with one number the one that is sold is meant', () => {
    const old = product(1, { codes: ['012345000065'], active: false });
    const till = new TestTill({ products: [old, product(2, { codes: ['0012345000065'] })] });
    scan(till, '00012345000065');
    expect(lines(till)).toMatchObject([{ productId: product(2).id }]);
    expect(till.refused({ kind: 'basket.add', code: '012345000065' })).toBe('PRODUCT-INACTIVE');
  });

  it('[CODE-01] [LINE-03] what was misread says so, and an unknown code does', () => {
    const till = opened();
    expect(till.refused({ kind: 'basket.add', code: '9501101530004' })).toBe('CODE-MISREAD');
    expect(till.refused({ kind: 'basket.add', code: '5012345678900' })).toBe('PRODUCT-UNKNOWN');
    expect(till.refused({ kind: 'basket.add', code: 'SKU-9' })).toBe('PRODUCT-UNKNOWN');
    expect(till.state.basket).toBeNull();
  });

  it('[CODE-07] a weight is how much weighed goods are, a count how many pieces, and neither the other', () => {
    const till = opened([product(1, { unit: 'kg', codes: [GTIN] }), product(2, { codes: ['012345000065'] })]);
    scan(till, `(01)0${GTIN}(3103)001250`);
    scan(till, '(01)00012345000065(30)4');
    scan(till, '(01)00012345000065(3103)000400');
    expect(lines(till)).toMatchObject([
      { quantityMilli: 1_250 },
      { quantityMilli: 4_000 },
      { quantityMilli: 1_000 },
    ]);
    expect(till.refused({ kind: 'basket.add', code: `(01)0${GTIN}(3103)001250`, quantityMilli: 2_000 })).toBe(
      'CODE-SAYS-QUANTITY',
    );
    expect(till.refused({ kind: 'basket.add', code: `(01)0${GTIN}(3103)000000` })).toBe(
      'QUANTITY-OUT-OF-BOUNDS',
    );
  });

  it('[CODE-10] what a label measured is a line of its own, and nothing adds to it', () => {
    const till = opened();
    scan(till, weightLabel(2, 500));
    scan(till, weightLabel(2, 500));
    till.done({ kind: 'basket.add', productId: pears.id, quantityMilli: 500 });
    expect(lines(till).map(({ quantityMilli }) => quantityMilli)).toEqual([500, 500, 500]);
  });

  it('[CODE-10] the customer pays what the label says', () => {
    const price = fc.integer({ min: 1, max: 99_999 });
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 20_000 }), price, (perKilo, minor) => {
        const till = opened([product(1, { unit: 'kg', codes: ['2100001'], priceMinor: perKilo })], 'owner');
        scan(till, priceLabel(1, minor));
        const paid = till.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: minor });
        expect(paid).toMatchObject({ kind: 'paid' });
        const sale = till.last('sale.completed');
        expect(sale.totalMinor).toBe(minor);
        // The stock goes down by about the weight that the price comes to.
        const weight = (minor * 1_000) / perKilo;
        expect(Math.abs(sale.lines[0]!.quantityMilli - weight)).toBeLessThan(Math.max(21, weight / 90));
      }),
      { numRuns: 300 },
    );
  });

  it('[CODE-10] at the list’s price where that gives it, else at the scale’s', () => {
    const till = opened();
    scan(till, priceLabel(1, 537));
    expect(lines(till)).toMatchObject([{ quantityMilli: 270, unitPriceMinor: 1_990, listPriceMinor: 1_990 }]);
    const dear = opened([product(1, { unit: 'kg', codes: ['2100001', GTIN], priceMinor: 2_990 })]);
    scan(dear, priceLabel(1, 537));
    const [line] = lines(dear);
    expect(line).toMatchObject({ quantityMilli: 180, unitPriceMinor: 2_983 });
    expect(line).not.toHaveProperty('listPriceMinor');
    // The label says both: so much it is, and that it costs.
    scan(dear, `(01)0${GTIN}(3103)000200(3922)500`);
    expect(lines(dear)[1]).toMatchObject({ quantityMilli: 200, unitPriceMinor: 2_500 });
  });

  it('[CODE-10] a price on a label is that of an open price, and none of what has one for a piece', () => {
    const till = opened();
    scan(till, priceLabel(4, 1_250));
    expect(lines(till)).toMatchObject([
      { productId: flowers.id, unitPriceMinor: 1_250, quantityMilli: 1_000 },
    ]);
    expect(till.refused({ kind: 'basket.add', code: priceLabel(5, 1) })).toBe('CODE-PRICE-FIXED');
    expect(till.refused({ kind: 'basket.add', code: priceLabel(4, 1_250), unitPriceMinor: 1 })).toBe(
      'PRICE-NOT-OPEN',
    );
    expect(till.refused({ kind: 'basket.add', code: priceLabel(1, 0) })).toBe('CODE-MEASURE-UNUSED');
  });

  it('[CODE-11] a format counts from the next scan on, until it is put out of use', () => {
    const till = opened();
    scan(till, weightLabel(2, 500));
    till.done({ kind: 'label-format.put', labelFormat: { ...FRUIT, active: false } });
    expect(lines(till)).toHaveLength(1);
    expect(till.refused({ kind: 'basket.add', code: weightLabel(2, 500) })).toBe('PRODUCT-UNKNOWN');
    // The prefix is free again.
    till.done({
      kind: 'label-format.put',
      labelFormat: { ...FRUIT, id: 'new', measure: 'count', decimals: 0 },
    });
    expect(till.refused({ kind: 'label-format.put', labelFormat: FRUIT })).toBe('LABEL-FORMAT-TAKEN');
    expect(
      till.refused({
        kind: 'label-format.put',
        labelFormat: { ...FRUIT, prefix: '28000', itemDigits: 7, id: 'x' },
      }),
    ).toBe('LABEL-FORMAT-IMPOSSIBLE');
  });
});

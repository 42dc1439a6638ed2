import { expect, it } from 'vitest';
import { demoCatalog } from './shop.ts';

const [head, ...rows] = demoCatalog().trimEnd().split('\n');
/** No name but one has a comma, and that stands between quotes. */
const cells = rows.map((row) => row.match(/"[^"]*"|[^,]+/g) ?? []);

/** GS1 General Specifications, 7.9: weights 3 and 1 from the right; the check digit makes a multiple of ten. */
const hasCheckDigit = (code: string): boolean =>
  Array.from(code).reduce((sum, digit, index) => sum + Number(digit) * (index % 2 === 0 ? 1 : 3), 0) % 10 ===
  0;

it('[DEMO-01] the catalogue is of our own making: about forty products with valid, distinct demonstration codes', () => {
  expect(head).toBe('sku,barcode,name,price,tax,category,stock');
  expect(rows.length).toBeGreaterThanOrEqual(40);
  const codes = cells.map(([, code]) => code ?? '');
  expect(codes.filter((code) => !/^952\d{10}$/.test(code) || !hasCheckDigit(code))).toEqual([]);
  expect(new Set(codes).size).toBe(rows.length);
  expect(new Set(cells.map(([sku]) => sku)).size).toBe(rows.length);
  expect(new Set(cells.map(([, , name]) => name)).size).toBe(rows.length);
});

it('[DEMO-01] every product has a price, a known tax class, a category and an opening stock', () => {
  const odd = cells.filter(
    ([, , , price = '', tax = '', category = '', stock = '']) =>
      !/^\d+\.\d\d$/.test(price) ||
      !['standard', 'reduced', 'zero'].includes(tax) ||
      category === '' ||
      !/^[1-9]\d*$/.test(stock),
  );
  expect(odd).toEqual([]);
  expect(new Set(cells.map(([, , , , tax]) => tax)).size).toBe(3);
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ImportRequest } from '../../api/view.ts';
import { type ListRules, readProductList } from './product-list.ts';

const idOf = (sku: string) => createHash('sha256').update(sku).digest('hex').slice(0, 32);

const rules: ListRules = {
  exponent: 2,
  taxes: [
    { taxClass: { id: 'standard', name: 'Standard rate', mark: 'A', taxes: [] }, ratePpm: 200_000 },
    { taxClass: { id: 'reduced', name: 'Reduced rate', mark: 'B', taxes: [] }, ratePpm: 50_000 },
    { taxClass: { id: 'zero', name: 'Zero rate', mark: 'Z', taxes: [] }, ratePpm: 0 },
    { taxClass: { id: 'exempt', name: 'Exempt', mark: 'E', taxes: [] }, ratePpm: 0 },
  ],
  defaultTaxClass: 'standard',
  productIdOf: idOf,
  ownerOf: () => null,
};

const readList = (csv: string, more: Partial<ImportRequest> = {}, other: Partial<ListRules> = {}) => {
  const result = readProductList({ csv, ...more }, { ...rules, ...other });
  if (!result.ok) throw new Error(result.reason);
  return result;
};
const refusal = (csv: string, more: Partial<ImportRequest> = {}) => {
  const result = readProductList({ csv, ...more }, rules);
  return result.ok ? null : [result.at, result.reason];
};

describe('columns', () => {
  it('[IMPORT-01] are found by their headers whatever the delimiter, mark, case and order', () => {
    for (const delimiter of [',', ';', '\t', '|']) {
      const csv = `\uFEFF${[
        ['Unit Price', 'EAN-13', 'SKU', 'Product Name', 'VAT rate', 'Unit', 'Department', 'On hand'],
        ['12.50', '4006381333931', 'A-1', 'Pen', '5%', 'pcs', 'Office', '40'],
      ]
        .map((cells) => cells.join(delimiter))
        .join('\r\n')}`;
      expect(readList(csv).products).toEqual([
        {
          productId: idOf('A-1'),
          core: {
            sku: 'A-1',
            name: 'Pen',
            codes: ['4006381333931'],
            unit: 'piece',
            taxClass: 'reduced',
            category: 'Office',
          },
          priceMinor: 1250,
          openingStockMilli: 40_000,
        },
      ]);
    }
  });

  it('[IMPORT-01] whatever the line ends are, and where a file has several kinds', () => {
    const skus = readList('sku,name,price\r\nA,Pen,1.00\nB,Ink,2.00\rC,Nib,3.00').products;
    expect(skus.map(({ core }) => core.sku)).toEqual(['A', 'B', 'C']);
  });

  it('[IMPORT-01] a header can be named, and the first of two fitting words goes first', () => {
    const csv = 'Artikel;Bezeichnung;description;name\nX1;Stift;long text;short';
    expect(readList(csv, { columns: { sku: 'Artikel' } }).products[0]?.core).toMatchObject({
      sku: 'X1',
      name: 'short',
    });
    const named = readList(csv, { columns: { sku: 'Artikel', name: 'Bezeichnung' } });
    expect(named.products[0]?.core.name).toBe('Stift');
  });

  it('[IMPORT-01] a barcode is the sku where there is none, and products without a price stay without', () => {
    const { products } = readList('ean13,name\n1000000053289,Bocal confiture');
    expect(products[0]).toEqual({
      productId: idOf('1000000053289'),
      core: {
        sku: '1000000053289',
        name: 'Bocal confiture',
        codes: ['1000000053289'],
        unit: 'piece',
        taxClass: 'standard',
        category: '',
      },
    });
  });

  it('[IMPORT-01] defaults stand in for what rows do not say', () => {
    const { products } = readList('ean,name,price\n1,Pear,\n2,Plum,3', {
      defaults: { price: '1.20', tax: 'zero', category: 'Fruit' },
    });
    expect(products.map(({ priceMinor, core }) => [priceMinor, core.taxClass, core.category])).toEqual([
      [120, 'zero', 'Fruit'],
      [300, 'zero', 'Fruit'],
    ]);
  });

  it('[IMPORT-02] a list that cannot be read as a whole is refused with its reason', () => {
    expect(refusal('')).toEqual([undefined, 'The list has no row of headers.']);
    expect(refusal('sku,price\n1,2')).toEqual(['columns.name', 'No column holds the name.']);
    expect(refusal('name,price\nPen,2')).toEqual(['columns.sku', 'No column holds a sku or a barcode.']);
    expect(refusal('sku,name,name\n1,2,3')).toEqual([
      'columns.name',
      'More than one column may hold the name: say which.',
    ]);
    expect(refusal('sku,name\n1,2', { columns: { price: 'Preis' } })).toEqual([
      'columns.price',
      'No column is headed "Preis".',
    ]);
    expect(refusal('sku,name\n1,"Pen\n2,Pencil\n3,Rubber')).toEqual([
      undefined,
      'Row 2 opens a quote that is never closed.',
    ]);
    // Read on to the next quote, the rows between would be neither taken nor listed.
    expect(refusal('sku,name\n1,"5" pipe\n2,"Pencil"\n3,Rubber')).toEqual([
      undefined,
      'Row 2 holds a quote inside a cell, and what follows it cannot be told apart. Double the quote.',
    ]);
  });
});

describe('rows', () => {
  it('[IMPORT-03] bad rows are listed with their number and reason, good ones go on', () => {
    const csv = [
      'sku,name,price,tax,unit,stock,barcode',
      'A,Pen,1.50,standard,,10,111',
      'B,,1.50,,,,',
      ',Nobody,1.50,,,,',
      'C,Cup,abc,,,,',
      'D,Dice,-1.00,,,,',
      'E,Ear,1.234.5,,,,',
      'F,Fig,1.00,luxury,,,',
      'G,Gum,1.00,0%,,,',
      'H,Hat,1.00,,dozen,,',
      'I,Ink,1.00,,,1.5,',
      'J,Jam,1.00',
      '',
      'K,Kite,1.00,,,,,surplus',
      'A,Pen again,1.60,,,,',
      'L,Lamp,1.00,,,,111',
      'M,Mug,1.00,,,,5.01E+12',
      `N,${'n'.repeat(201)},1.00,,,,`,
      'O,"a "broken" quote",1.00,,,,',
      'P,Pot,2.00,,kg,1.5,',
      'Q,K\uFFFDse,1.00,,,,',
    ].join('\n');
    const { products, rows, rejected } = readList(csv);
    expect(products.map(({ core }) => core.sku)).toEqual(['A', 'P']);
    expect(rows).toBe(19);
    expect(rejected).toEqual([
      { row: 3, reason: 'has no name' },
      { row: 4, reason: 'has neither a sku nor a barcode' },
      { row: 5, reason: 'the price "abc" is not a number' },
      { row: 6, reason: 'the price is below zero' },
      { row: 7, reason: 'the price "1.234.5" is not a number' },
      { row: 8, reason: 'the tax "luxury" is not a tax class or rate of this branch' },
      { row: 9, reason: 'the tax "0%" fits more than one tax class: name the class' },
      { row: 10, reason: 'the unit "dozen" is not known: piece or kg' },
      { row: 11, reason: 'the stock of a product sold by the piece is not whole' },
      { row: 12, reason: 'has 3 cells where the header has 7' },
      { row: 14, reason: 'has 8 cells where the header has 7' },
      { row: 15, reason: 'the sku "A" stands in row 2 already' },
      { row: 16, reason: 'the code "111" stands in row 2 already' },
      { row: 17, reason: 'the code "5.01E+12" was cut short by a spreadsheet' },
      { row: 18, reason: 'the name is longer than 200 characters' },
      { row: 19, reason: 'a quote stands where none may' },
      { row: 21, reason: 'the name holds damaged characters: save the list as UTF-8' },
    ]);
  });

  it('[IMPORT-03] a code of another product of the shop is refused, one of the same product is not', () => {
    const ownerOf = (code: string) => (code === '111' ? idOf('A') : null);
    const { products, rejected } = readList('sku,name,ean\nA,Pen,111\nB,Cup,111', {}, { ownerOf });
    expect(products.map(({ core }) => core.sku)).toEqual(['A']);
    expect(rejected).toEqual([{ row: 3, reason: 'the code "111" stands in row 2 already' }]);
    expect(readList('sku,name,ean\nB,Cup,111', {}, { ownerOf }).rejected).toEqual([
      { row: 2, reason: 'the code "111" belongs to another product' },
    ]);
  });

  it('[IMPORT-03] case matters in codes; names are kept in any language, on one line', () => {
    const { products } = readList('sku,name\nx1,"Käse\n Brötchen"\nX1,りんごジュース\n__proto__,constructor');
    expect(products.map(({ core }) => [core.sku, core.name])).toEqual([
      ['x1', 'Käse  Brötchen'],
      ['X1', 'りんごジュース'],
      ['__proto__', 'constructor'],
    ]);
  });

  it('[IMPORT-05] 20,000 rows are read in one go', () => {
    const csv = `ean,name,price\n${Array.from({ length: 20_000 }, (_, i) => `${1e12 + i},Product ${i},${i}.99`).join('\n')}`;
    const { products, rejected } = readList(csv);
    expect([products.length, rejected.length]).toEqual([20_000, 0]);
    expect(new Set(products.map(({ productId }) => productId)).size).toBe(20_000);
  });
});

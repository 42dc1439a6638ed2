import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import type { HeldShop } from '@tillmesh/replica';
import { flatten } from './flatten.ts';
import { writeReadable } from './write-readable.ts';

const written = (held: Partial<HeldShop>): ReadonlyMap<string, string> => {
  const files = new Map<string, string>();
  const nothing = {
    branches: [],
    devices: [],
    owners: [],
    staff: [],
    roles: [],
    tenders: [],
    priceLists: [],
    labelFormats: [],
  };
  const shop = { organisation: { id: 'o', name: 'Harbour & Sons', mark: 'real' }, ...nothing } as const;
  const empty: HeldShop = { shop: () => shop, facts: () => [], products: () => [], stock: () => [] };
  writeReadable({ ...empty, ...held }, (path, content) => {
    files.set(path, (files.get(path) ?? '') + content);
  });
  return files;
};

type Held = ReturnType<HeldShop['products']> extends Iterable<infer T> ? T : never;
const product = (id: string, name: string, more: Partial<Held['row']> = {}): Held => ({
  id,
  row: {
    core: { sku: `S-${id}`, name, codes: ['1', '2'], unit: 'piece', taxClass: 'standard', category: '' },
    prices: { shop: [{ fromMilli: 1, priceMinor: 250 }] },
    costs: {},
    openPrice: false,
    active: true,
    ...more,
  },
});

describe('everything as tables', () => {
  it('[EXPORT-06] a list within a thing is a table of its own that names its owner; nothing is left out', () => {
    const lines = [
      { n: 1, taxes: [{ t: 2 }, { t: 3 }] },
      { n: 2, taxes: [{ t: 4 }] },
    ];
    const sale = { total: 5, at: { place: 'shop' }, tags: ['a', 'b'], lines };
    expect([...flatten('sale', sale, { id: 's' })]).toEqual([
      { table: 'sale', row: { id: 's', total: 5, 'at.place': 'shop', tags: 'a b' } },
      { table: 'sale.lines', row: { id: 's', 'lines#': 1, n: 1 } },
      { table: 'sale.lines.taxes', row: { id: 's', 'lines#': 1, 'taxes#': 1, t: 2 } },
      { table: 'sale.lines.taxes', row: { id: 's', 'lines#': 1, 'taxes#': 2, t: 3 } },
      { table: 'sale.lines', row: { id: 's', 'lines#': 2, n: 2 } },
      { table: 'sale.lines.taxes', row: { id: 's', 'lines#': 2, 'taxes#': 1, t: 4 } },
    ]);
    expect(() => [...flatten('sale', { odd: [{}, 1] }, {})]).toThrow('has no form in a table');
    expect(() => [...flatten('sale', { id: 2 }, { id: 's' })]).toThrow('two columns called id');
  });

  it('[EXPORT-06] every row has every column of its table, also where the first thing lacks it', () => {
    const files = written({
      products: () => [product('a', 'Milk'), product('b', 'Tea', { costs: { GBP: 90 } })],
    });
    const lines = files.get('readable/product.csv')?.trimEnd().split('\r\n') ?? [];
    expect(lines).toHaveLength(3);
    expect(new Set(lines.map((line) => line.split(',').length)).size).toBe(1);
    expect(files.get('readable/product.prices.csv')).toBe(
      'productId,prices#,priceListId,fromMilli,priceMinor\r\na,1,shop,1,250\r\nb,1,shop,1,250\r\n',
    );
    expect(files.get('readable/product.costs.csv')).toBe(
      'productId,costs#,currency,costMinor\r\nb,1,GBP,90\r\n',
    );
    const [first = ''] = files.get('readable/product.jsonl')?.split('\n') ?? [];
    expect(JSON.parse(first)).toMatchObject({ productId: 'a', name: 'Milk', prices: [{ priceMinor: 250 }] });
  });

  it('[EXPORT-06] no name becomes a formula in a spreadsheet, or breaks out of its cell', () => {
    const names = [
      '=HYPERLINK("http://x")',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      '\n=1',
      '=1\nz',
      '@a\r\nb',
      '＝1',
    ];
    for (const name of [...names, 'a,"b"\r\nc']) {
      const csv = written({ products: () => [product('a', name)] }).get('readable/product.csv') ?? '';
      const { data } = Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true });
      expect(data.map((row) => row['name'])).toEqual([names.includes(name) ? `'${name}` : name]);
    }
    const back = written({ stock: () => [{ branchId: 'b', productId: 'p', milli: -1_000 }] });
    expect(back.get('readable/stock.csv')).toBe('branchId,productId,quantityMilli\r\nb,p,-1000\r\n');
  });
});

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ONE_TILL, type Opened, productPut, putProducts, TestChain, until } from '../till/chain.fixture.ts';
import { createWordIndex, type WordIndex } from './word-index.ts';

describe('the word index', () => {
  let index: WordIndex;
  beforeEach(() => {
    index = createWordIndex();
    const put = (id: string, name: string, sku: string, ...codes: string[]): void =>
      index.put({ id, name, sku, codes });
    put('1', 'Crème brûlée', 'CB-1', '4006381333931');
    put('2', 'Green tea, loose', 'TEA-2');
    put('3', 'Tea towel "Lighthouse"', 'TT-3', '5012345678900');
    put('4', 'Große Straße', 'GS-4');
    put('5', 'Cre\u0300me fraîche', 'CF-5');
  });

  it('[FIND-01] every typed word begins a word of the name or a code, accents and case aside', () => {
    expect(index.search('creme', 9).toSorted()).toEqual(['1', '5']);
    expect(index.search('CRÈME', 9).toSorted()).toEqual(['1', '5']);
    expect(index.search('cre\u0300me brul', 9)).toEqual(['1']);
    expect(index.search('te', 9).toSorted()).toEqual(['2', '3']);
    expect(index.search('tea tow', 9)).toEqual(['3']);
    expect(index.search('tow gre', 9)).toEqual([]);
    expect(index.search('große', 9)).toEqual(['4']);
    expect(index.search('400638', 9)).toEqual(['1']);
    expect(index.search('tt-3', 9)).toEqual(['3']);
  });

  it.each([
    '',
    '  ',
    '"',
    '*',
    'tea"',
    "te' OR 1",
    'NEAR(tea',
    'name:tea',
    '-',
    '\0',
    '﷽',
    'tea '.repeat(500),
  ])(
    '[FIND-01] what a person may type by accident finds something or nothing, and never fails: %j',
    (typed) => {
      expect(Array.isArray(index.search(typed, 5))).toBe(true);
    },
  );

  it('[FIND-02] a change takes the place of what was, and what is removed is not found', () => {
    index.put({ id: '2', name: 'Black coffee', sku: 'COF-2', codes: [] });
    expect(index.search('tea', 9)).toEqual(['3']);
    expect(index.search('coffee', 9)).toEqual(['2']);
    index.remove('2');
    index.remove('2');
    expect(index.search('coffee', 9)).toEqual([]);
    expect(index.byName(0, 9)).not.toContain('2');
    index.put({ id: '6', name: 'Coffee', sku: 'COF-6', codes: [] });
    expect(index.search('coffee', 9)).toEqual(['6']);
  });

  it('[FIND-02] changes made together are made whole or not at all', () => {
    const work = (): void => {
      index.put({ id: '7', name: 'Jam', sku: 'J', codes: [] });
      throw new Error('broken off');
    };
    expect(() => index.together(work)).toThrow('broken off');
    expect(index.search('jam', 9)).toEqual([]);
    index.together(() => index.put({ id: '7', name: 'Jam', sku: 'J', codes: [] }));
    expect(index.search('jam', 9)).toEqual(['7']);
  });

  it('[FIND-03] a letter that begins thousands of words is answered all the same, with as many as asked', () => {
    index.together(() => {
      for (let n = 0; n < 6_000; n += 1)
        index.put({ id: `p${n}`, name: `Zebra ${n}`, sku: `Z${n}`, codes: [] });
    });
    expect(index.search('z', 20)).toHaveLength(20);
    expect(index.search('zebra 5999', 5)).toEqual(['p5999']);
    expect(index.byName(0, 3)).toEqual(['1', '5', '2']);
    expect(index.byName(6_000, 50)).toHaveLength(5);
  });
});

describe('search at a till', () => {
  let chain: TestChain;
  let till: Opened;
  beforeAll(async () => {
    chain = await TestChain.make(ONE_TILL);
    till = chain.open('H1');
    await chain.openShop(till);
    await putProducts(
      till,
      ...Array.from({ length: 300 }, (_, n) => productPut(till, n, { name: `Kettle ${n}` })),
    );
  });
  afterAll(() => chain.end());
  const names = (text: string, limit = 500): string[] =>
    till.node.search(text, limit).map(({ name }) => name);

  it('[FIND-04] the index follows the catalogue in turns of its own, and is built anew after a start', async () => {
    await until(till.node, () => names('kettle').length === 300);
    await putProducts(till, productPut(till, 7, { name: 'Teapot', openingStockMilli: 0 }));
    await until(till.node, () => names('teapot').length === 1);
    expect(names('kettle 7')).not.toContain('Kettle 7');
    await chain.close(till.node);
    till = chain.open('H1');
    await until(till.node, () => names('kettle').length === 299);
    expect(names('teapot')).toEqual(['Teapot']);
    expect(till.node.products(0, 1_000)).toHaveLength(300);
  });

  it('[FIND-06] a product whose row is damaged is not found, is told, and hides no other', async () => {
    const id = till.node.productIdOf('SKU-9');
    await chain.close(till.node);
    const database = new DatabaseSync(join(chain.folderOf('H1'), 'till.db'));
    const { value } = database.prepare('SELECT value FROM product WHERE id = ?').get(id) as {
      value: Uint8Array;
    };
    const spoil = database.prepare('UPDATE product SET value = ? WHERE id = ?');
    spoil.run(new Uint8Array(value.length), id);
    till = chain.open('H1');
    await until(till.node, () => names('kettle').length === 298);
    expect(names('kettle')).not.toContain('Kettle 9');
    expect(till.node.status().alarms.map(({ code }) => code)).toContain('SEALED-VALUE-DAMAGED');
    await chain.close(till.node);
    spoil.run(value, id);
    database.close();
    till = chain.open('H1');
    await until(till.node, () => names('kettle').length === 299);
  });

  it('[FIND-05] a whole code or sku comes first, and is found before the index is built', async () => {
    await chain.close(till.node);
    till = chain.open('H1');
    expect(names('SKU-42', 3)).toEqual(['Kettle 42']);
    await until(till.node, () => names('kettle').length === 299);
    expect(names(' SKU-4 ', 3)[0]).toBe('Kettle 4');
    expect(names('SKU-4', 3)).toHaveLength(3);
  });
});

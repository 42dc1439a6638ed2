import type { CatalogChange, Wire } from '@tillmesh/model';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import { encodeCanonical } from '../cbor/canonical.ts';
import { productRowOf } from '../store/product-row.ts';
import { aspectOf, catalogValue, readAspect } from './value-body.ts';

const TEA = 'ab'.repeat(16);
const core = {
  sku: 'TEA',
  name: 'Tea',
  codes: ['123'],
  unit: 'piece',
  taxClass: 'standard',
  category: '',
} as const;
const steps = [
  { fromMilli: 1, priceMinor: 350 },
  { fromMilli: 10_000, priceMinor: 300, fromDate: '2026-06-01' },
] as const;
const CHANGES: readonly CatalogChange[] = [
  { productId: TEA, aspect: 'core', core },
  { productId: TEA, aspect: 'price', priceListId: 'standard-gbp', price: { steps } },
  { productId: TEA, aspect: 'status', status: { active: false } },
  { productId: TEA, aspect: 'cost', currency: 'GBP', cost: { costMinor: 120 } },
  { productId: TEA, aspect: 'selling', selling: { openPrice: true } },
];

describe('the aspects of a product', () => {
  it('[PROD-11] are read back as they were written', () => {
    for (const change of CHANGES) {
      const { subject, version, body } = catalogValue(change);
      expect(readAspect(subject, version, body)).toEqual({ status: 'valid', aspect: aspectOf(change) });
      expect(readAspect(subject, version + 1, body)).toEqual({ status: 'not-understood' });
    }
  });

  it('[PROD-11] their subjects, versions and bytes stand for ever', () => {
    expect(
      CHANGES.map((change) => {
        const { subject, version, body } = catalogValue(change);
        return `${subject.slice(TEA.length)} ${version} ${toHex(encodeCanonical(body))}`;
      }),
    ).toEqual([
      '/core 1 a6016354454102635465610381633132330465706965636505687374616e646172640660',
      '/price/standard-gbp 2 a10182a202010319015ea3016a323032362d30362d3031021927100319012c',
      '/status 1 a101f4',
      '/cost/gbp 1 a1011878',
      '/selling 1 a101f5',
    ]);
  });

  it('[PROD-11] a price of version 1 is one price for any quantity, from any date', () => {
    const body: Wire = new Map([[1, 350]]);
    expect(readAspect(`${TEA}/price/standard-gbp`, 1, body)).toEqual({
      status: 'valid',
      aspect: { aspect: 'price', priceListId: 'standard-gbp', steps: [{ fromMilli: 1, priceMinor: 350 }] },
    });
    expect(readAspect(`${TEA}/price/standard-gbp`, 2, body)).toEqual({ status: 'invalid' });
  });

  it('[PROD-11] a price list of any id has a subject of its own that an older version reads as of later', () => {
    const anyList = fc.property(fc.string({ minLength: 1, maxLength: 32, unit: 'grapheme' }), (id) => {
      fc.pre(id.length <= 32 && id.isWellFormed());
      const { subject, version, body } = catalogValue({
        productId: TEA,
        aspect: 'price',
        priceListId: id,
        price: { steps: [] },
      });
      expect(subject.length).toBeLessThanOrEqual(256);
      expect(readAspect(subject, version, body)).toEqual({
        status: 'valid',
        aspect: { aspect: 'price', priceListId: id, steps: [] },
      });
    });
    fc.assert(anyList);
  });

  it('[PROD-11] a price list has one subject and no second', () => {
    const { version, body } = catalogValue(CHANGES[1]!);
    const statusOf = (named: string): string => readAspect(`${TEA}/price/${named}`, version, body).status;
    expect(['a', '~61', '~c3a9', '~ff', '~C3A9', ''].map(statusOf)).toEqual([
      'valid',
      'invalid',
      'valid',
      'invalid',
      'not-understood',
      'not-understood',
    ]);
  });

  it('[PROD-11] a row sealed before there were steps and costs is read as the newest', () => {
    const row = productRowOf({ core, prices: { 'standard-gbp': 350 }, active: true });
    expect(row).toEqual({
      core,
      prices: { 'standard-gbp': [{ fromMilli: 1, priceMinor: 350 }] },
      costs: {},
      openPrice: false,
      active: true,
    });
    expect(row.prices['constructor']).toBeUndefined();
    expect(productRowOf(JSON.parse(JSON.stringify(row)))).toEqual(row);
  });
});

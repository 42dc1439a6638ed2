import { describe, expect, it } from 'vitest';
import { idOf, product } from '../../testing/goods.fixture.ts';
import { TestTill } from '../../testing/shop.fixture.ts';
import { DEVICE, stands } from '../../testing/way/device.fixture.ts';

const put = (mayEdit: boolean, deviceId = DEVICE) =>
  ({ kind: 'catalog-right.put', deviceId, mayEdit }) as const;

describe('the right to edit products and prices', () => {
  it('[SHOP-23] is taken from a device, on the list or off it, and given back to one that is not off', () => {
    const till = new TestTill({ open: false });
    stands()(till);
    const result = till.run(put(false));
    expect(result.ok && result.decision).toMatchObject({
      facts: [],
      shop: { kind: 'catalog-right', deviceId: DEVICE, mayEdit: false },
      answer: { kind: 'done' },
    });
    expect(till.refused(put(false))).toBe('CATALOG-RIGHT-SO-ALREADY');
    expect(till.refused(put(true))).toBe('done');
    for (const state of ['suspended', 'revoked'] as const) {
      stands({ state })(till);
      expect(till.refused(put(false))).toBe('done');
      expect(till.refused(put(true))).toBe('DEVICE-STILL-OFF');
    }
  });

  it('[SHOP-23] no till decides on its own, nor on that of a device to which it owes its place', () => {
    const till = new TestTill();
    stands({}, till.till.deviceId)(till);
    expect(till.refused(put(false, till.till.deviceId))).toBe('DEVICE-OWN');
    stands({ isAbove: true })(till);
    expect(till.refused(put(false))).toBe('DEVICE-ABOVE');
    expect(till.refused(put(false, idOf(1)))).toBe('DEVICE-UNKNOWN');
  });

  it('[SHOP-23] without it a till puts nothing into the catalogue and sells as ever', () => {
    const till = new TestTill();
    const item = product(1);
    stands({ mayEditCatalog: false }, till.till.deviceId)(till);
    const { sku, name, codes, unit, taxClass, category } = item;
    const core = { sku, name: `${name}!`, codes, unit, taxClass, category };
    const body = { kind: 'catalog.put', products: [{ productId: item.id, core }] } as const;
    expect(till.refused(body)).toBe('CATALOG-RIGHT-MISSING');
    expect(till.sell({ productId: item.id }).saleId).not.toBe('');
    stands({}, till.till.deviceId)(till);
    expect(till.refused(body)).toBe('done');
  });
});

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { isOfShop, shopHint } from './shop-hint.ts';

const SHOP = 'ab'.repeat(32);

it('[NEAR-05] an announcement carries a salt and a short hash, which members know and others cannot tell apart', () => {
  const hint = shopHint(SHOP, '0123456789abcdef');
  expect(hint).toEqual({ salt: '0123456789abcdef', hint: '162e5303439eddfd' });
  expect(isOfShop(SHOP, hint)).toBe(true);
  expect(isOfShop('cd'.repeat(32), hint)).toBe(false);
});

it('[NEAR-05] whatever else somebody announces is of no shop', () => {
  const hex = fc.string({
    unit: fc.integer({ min: 0, max: 15 }).map((digit) => digit.toString(16)),
    minLength: 16,
    maxLength: 16,
  });
  fc.assert(
    fc.property(hex, hex, (salt, hint) => {
      expect(isOfShop(SHOP, { salt, hint })).toBe(hint === shopHint(SHOP, salt).hint);
    }),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), (text) => {
      expect(isOfShop(SHOP, text)).toBe(false);
    }),
  );
  for (const salt of ['', 'x', '0123456789ABCDEF', '0123456789abcdef0'])
    expect(isOfShop(SHOP, shopHint(SHOP, salt))).toBe(false);
});

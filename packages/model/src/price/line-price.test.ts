import { describe, expect, it } from 'vitest';
import type { BasketLine } from '../state/till-state.ts';
import { BRANCH, product } from '../testing/goods.fixture.ts';
import { isPriceChanged, lineOfQuantity, repricedLine } from './line-price.ts';
import type { PriceSituation } from './situation.ts';

const HERE: PriceSituation = {
  branch: BRANCH,
  businessDate: '2010-12-01',
  minuteOfDay: 0,
  channel: 'shop',
  groups: [],
  priceLists: [],
};
const A = product(1);
const LINE: BasketLine = {
  line: 1,
  productId: A.id,
  sku: A.sku,
  name: A.name,
  unit: A.unit,
  quantityMilli: 1_000,
  unitPriceMinor: 100,
  listPriceMinor: 100,
  priceListId: 'main',
  priceIncludesTax: true,
  taxClass: 'standard',
  steps: [
    { fromMilli: 1, priceMinor: 100 },
    { fromMilli: 10_000, priceMinor: 90 },
  ],
  scannedAtMs: 0,
};
const dearer = product(1, { priceMinor: 120, costMinor: 70 });

describe('an open line', () => {
  it('[PRICE-07] that would cost something else now is told apart', () => {
    const same = product(1, { prices: { main: LINE.steps } });
    expect(isPriceChanged(LINE, same, HERE)).toBe(false);
    // Only for more than what is bought: not yet.
    expect(isPriceChanged(LINE, product(1), HERE)).toBe(false);
    expect(isPriceChanged({ ...LINE, quantityMilli: 10_000, unitPriceMinor: 90 }, product(1), HERE)).toBe(
      true,
    );
    expect(isPriceChanged(LINE, dearer, HERE)).toBe(true);
    const without = { ...HERE, branch: { ...BRANCH, pricesIncludeTax: false } };
    expect(isPriceChanged(LINE, same, without)).toBe(true);
  });

  it('[PRICE-07] gets the price and cost of now, unless it was given by hand or there is none', () => {
    expect(repricedLine({ ...LINE, costMinor: 60 }, dearer, HERE)).toEqual({
      ...LINE,
      unitPriceMinor: 120,
      listPriceMinor: 120,
      steps: [{ fromMilli: 1, priceMinor: 120 }],
      costMinor: 70,
    });
    expect(repricedLine({ ...LINE, costMinor: 60 }, product(1), HERE)).not.toHaveProperty('costMinor');
    const overridden = { ...LINE, unitPriceMinor: 50, overrideReason: 'dent' };
    const { listPriceMinor: _list, ...open } = LINE;
    for (const byHand of [overridden, { ...open, steps: [] }]) {
      expect(repricedLine(byHand, dearer, HERE)).toBeNull();
      expect(isPriceChanged(byHand, dearer, HERE)).toBe(false);
    }
    expect(repricedLine(LINE, product(1, { priceMinor: null }), HERE)).toBeNull();
  });

  it('[PRICE-06] another quantity costs what the kept prices say', () => {
    const ten = lineOfQuantity(LINE, 10_000, dearer, HERE);
    expect(ten).toMatchObject({ quantityMilli: 10_000, unitPriceMinor: 90, listPriceMinor: 90 });
    expect(lineOfQuantity({ ...LINE, ...ten }, 9_000, null, HERE)).toMatchObject({ unitPriceMinor: 100 });
  });

  it("[PRICE-06] what was overridden stays, and the list's price beside it follows", () => {
    const overridden = { ...LINE, unitPriceMinor: 50, overrideReason: 'dent' };
    expect(lineOfQuantity(overridden, 10_000, dearer, HERE)).toMatchObject({
      unitPriceMinor: 50,
      listPriceMinor: 90,
      overrideReason: 'dent',
    });
    const { listPriceMinor: _list, ...open } = { ...LINE, steps: [] };
    expect(lineOfQuantity(open, 10_000, dearer, HERE)).toEqual({ ...open, quantityMilli: 10_000 });
  });

  it('[PRICE-06] where the kept prices begin with more, it is priced as now', () => {
    const bulk = { ...LINE, quantityMilli: 10_000, unitPriceMinor: 90, steps: LINE.steps.slice(1) };
    expect(lineOfQuantity(bulk, 9_000, dearer, HERE)).toMatchObject({
      quantityMilli: 9_000,
      unitPriceMinor: 120,
    });
    expect(lineOfQuantity(bulk, 9_000, null, HERE)).toBeNull();
    const overridden = { ...bulk, overrideReason: 'dent' };
    expect(lineOfQuantity(overridden, 9_000, null, HERE)).toEqual({ ...overridden, quantityMilli: 9_000 });
  });
});

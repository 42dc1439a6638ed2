import type { BasketLineView, BasketView } from '../../../api/basket-view.ts';

/** A line of one piece at 1.00, tax at 20% in it. */
export const lineOf = (number: number, over: Partial<BasketLineView> = {}): BasketLineView => ({
  line: number,
  productId: '0'.repeat(32),
  sku: `S${number}`,
  name: `Product ${number}`,
  unit: 'piece',
  quantityMilli: 1000,
  unitPriceMinor: 100,
  taxClass: 'standard',
  ratePpm: 200_000,
  netMinor: 83,
  taxMinor: 17,
  priceIncludesTax: true,
  totalMinor: 100,
  priceNow: null,
  ...over,
});

/** What the host shows of an open basket. */
export const basketOf = (
  basketId: string,
  lines: readonly BasketLineView[],
  over: Partial<BasketView> = {},
): BasketView => ({
  basketId,
  lines,
  rates: [],
  totalMinor: lines.length * 100,
  promotions: [],
  discounts: [],
  extrasMinor: 0,
  paidMinor: 0,
  dueMinor: lines.length * 100,
  cashDueMinor: lines.length * 100,
  customer: null,
  buyer: null,
  channel: 'shop',
  service: null,
  extras: [],
  payments: [],
  ...over,
});

import type { Basket } from './till-state.ts';

/** A basket that nothing was put into yet. */
export const emptyBasket = (basketId: Basket['basketId'], startedAtMs: number): Basket => ({
  basketId,
  startedAtMs,
  nextLine: 1,
  lines: [],
  discounts: [],
  nextExtra: 1,
  extras: [],
  channel: 'shop',
  service: null,
  customer: null,
  buyer: null,
  payments: [],
});

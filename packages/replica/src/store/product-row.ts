import type { PriceStep, ProductCore } from '@tillmesh/model';

/** A product put together from the winning values of its aspects; an aspect not yet held is absent. */
export type ProductRow = {
  readonly core?: ProductCore;
  /** By price list. */
  readonly prices: Readonly<Record<string, readonly PriceStep[]>>;
  /** What one costs the shop, minor units by currency. */
  readonly costs: Readonly<Record<string, number>>;
  readonly openPrice: boolean;
  readonly active: boolean;
};

export const EMPTY_PRODUCT: ProductRow = { prices: {}, costs: {}, openPrice: false, active: true };

/** As it is sealed. Rows sealed earlier have one price for each list, and know of no costs. */
type SealedRow = Pick<ProductRow, 'core' | 'active'> & {
  readonly prices: Readonly<Record<string, number | readonly PriceStep[]>>;
  readonly costs?: ProductRow['costs'];
  readonly openPrice?: boolean;
};

const stepsOf = (price: number | readonly PriceStep[]): readonly PriceStep[] =>
  typeof price === 'number' ? [{ fromMilli: 1, priceMinor: price }] : price;

/** A row as it was opened, in its present form. No list is called what every object inherits. */
export const productRowOf = (opened: unknown): ProductRow => {
  const sealed = opened as SealedRow;
  const prices = Object.create(null) as Record<string, readonly PriceStep[]>;
  for (const [list, price] of Object.entries(sealed.prices)) prices[list] = stepsOf(price);
  return { ...EMPTY_PRODUCT, ...sealed, prices };
};

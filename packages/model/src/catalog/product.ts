import { amountMinor } from '../money/bound.ts';
import { MAX_PRICE_STEPS, priceStep, type PriceStep } from '../price/price-list.ts';
import { field, list, record } from '../schema/record.ts';
import { flag, id, type Id, text, word } from '../schema/scalar.ts';
import type { Shape, ShapeOf } from '../schema/shape.ts';

export type ProductId = Id<'product'>;
export const productId: Shape<ProductId> = id<'product'>();

/** How a product is counted. Weighed goods come with a later issue; the wire has their word already. */
export const UNITS = ['piece', 'kg'] as const;

/** What a product is, whatever it costs. Aspect `core`. */
export const productCore = record({
  sku: field(1, text(64, 1)),
  name: field(2, text(200, 1)),
  codes: field(3, list(text(64, 1), 20)),
  unit: field(4, word(...UNITS)),
  taxClass: field(5, text(32, 1)),
  category: field(6, text(64)),
});
export type ProductCore = ShapeOf<typeof productCore>;

/** Version 1 of what it costs in one price list: one price. Aspect `price/<priceListId>`. */
export const productPriceV1 = record({ priceMinor: field(1, amountMinor) });

/** What it costs in one price list, by date and quantity. */
export const productPrice = record({ steps: field(1, list(priceStep, MAX_PRICE_STEPS)) });
export type ProductPrice = ShapeOf<typeof productPrice>;

/** Whether it is sold. Aspect `status`; absent means active. */
export const productStatus = record({ active: field(1, flag) });
export type ProductStatus = ShapeOf<typeof productStatus>;

/** What one unit costs the shop in one currency. Aspect `cost/<currency in small letters>`. */
export const productCost = record({ costMinor: field(1, amountMinor) });
export type ProductCost = ShapeOf<typeof productCost>;

/** How it is sold. Aspect `selling`; absent means none of it. */
export const productSelling = record({
  /** The price is asked at the till. */
  openPrice: field(1, flag),
});
export type ProductSelling = ShapeOf<typeof productSelling>;

/** A product as a till sells it: its aspects put together. */
export type Product = ProductCore & {
  readonly id: ProductId;
  /** One piece today in the branch's own list, minor units; null when that has no price for it. */
  readonly priceMinor: number | null;
  /** By price list id. */
  readonly prices: Readonly<Record<string, readonly PriceStep[]>>;
  readonly openPrice: boolean;
  /** In the branch's currency; null when nobody said. */
  readonly costMinor: number | null;
  readonly active: boolean;
};

/** A change of one aspect of one product, to be signed as a catalogue value. */
export type CatalogChange =
  | { readonly productId: ProductId; readonly aspect: 'core'; readonly core: ProductCore }
  | {
      readonly productId: ProductId;
      readonly aspect: 'price';
      readonly priceListId: string;
      readonly price: ProductPrice;
    }
  | { readonly productId: ProductId; readonly aspect: 'status'; readonly status: ProductStatus }
  | {
      readonly productId: ProductId;
      readonly aspect: 'cost';
      readonly currency: string;
      readonly cost: ProductCost;
    }
  | { readonly productId: ProductId; readonly aspect: 'selling'; readonly selling: ProductSelling };

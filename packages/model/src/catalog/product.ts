import { amountMinor } from '../money/bound.ts';
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

/** What it costs in one price list. Aspect `price/<priceListId>`. */
export const productPrice = record({ priceMinor: field(1, amountMinor) });
export type ProductPrice = ShapeOf<typeof productPrice>;

/** Whether it is sold. Aspect `status`; absent means active. */
export const productStatus = record({ active: field(1, flag) });
export type ProductStatus = ShapeOf<typeof productStatus>;

/** A product as a till sells it: its aspects put together, with the price of the till's own list. */
export type Product = ProductCore & {
  readonly id: ProductId;
  /** Minor units in the branch's currency; null when the branch's list has no price for it. */
  readonly priceMinor: number | null;
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
  | { readonly productId: ProductId; readonly aspect: 'status'; readonly status: ProductStatus };

import type { Context } from '../command/context.ts';
import { type Refused, refuse } from '../command/rejection.ts';
import type { Product, ProductId } from './product.ts';

export type Found = { readonly ok: true; readonly product: Product } | Refused;

/** The product that a command names by exactly one of code and id. */
export const findProduct = (
  { lookup }: Pick<Context, 'lookup'>,
  named: { readonly code?: string; readonly productId?: ProductId },
  at: string,
): Found => {
  const { code, productId } = named;
  if ((code === undefined) === (productId === undefined)) return refuse('PRODUCT-AMBIGUOUS', at);
  const product = code === undefined ? lookup.product(productId ?? '') : lookup.productByCode(code);
  return product === null ? refuse('PRODUCT-UNKNOWN', at) : { ok: true, product };
};

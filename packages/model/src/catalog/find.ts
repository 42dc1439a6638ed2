import { type CodeFault, readCode } from '../code/read-code.ts';
import type { Measured } from '../code/measured.ts';
import type { Context, Lookup } from '../command/context.ts';
import { type Refused, refuse } from '../command/rejection.ts';
import type { Product, ProductId } from './product.ts';

export type Found =
  | {
      readonly ok: true;
      readonly product: Product;
      /** What the code says of the goods that bear it. */
      readonly measured: Measured;
    }
  | Refused;

type CodeLookup = Pick<Lookup, 'productByCode' | 'labelFormats'>;
type FoundByCode =
  | { readonly ok: true; readonly product: Product | null; readonly measured: Measured }
  | { readonly ok: false; readonly fault: CodeFault; readonly at: string };

/**
 * What a scanned or typed code means. A code or sku of the catalogue comes first, as it is written there; then the ways
 * in which the article may be written otherwise. A product that is sold is meant before one that is not.
 */
export const findByCode = (lookup: CodeLookup, code: string, currency: string): FoundByCode => {
  const exact = lookup.productByCode(code);
  if (exact !== null) return { ok: true, product: exact, measured: {} };
  const read = readCode(code, { labelFormats: lookup.labelFormats(), currency });
  if (!read.ok) return read;
  const { names, measured } = read;
  const found = names.map((name) => lookup.productByCode(name)).filter((each) => each !== null);
  return { ok: true, product: found.find(({ active }) => active) ?? found[0] ?? null, measured };
};

/** The product that a command names by exactly one of code and id. */
export const findProduct = (
  { lookup, till }: Pick<Context, 'till'> & { readonly lookup: CodeLookup & Pick<Lookup, 'product'> },
  named: { readonly code?: string; readonly productId?: ProductId },
  at: string,
): Found => {
  const { code, productId } = named;
  if ((code === undefined) === (productId === undefined)) return refuse('PRODUCT-AMBIGUOUS', at);
  const found: FoundByCode =
    code === undefined
      ? { ok: true, product: lookup.product(productId ?? ''), measured: {} }
      : findByCode(lookup, code, till.branch.currency);
  if (!found.ok) return refuse(found.fault, found.at);
  const { product, measured } = found;
  return product === null ? refuse('PRODUCT-UNKNOWN', at) : { ok: true, product, measured };
};

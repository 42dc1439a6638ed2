import type { CommandOf, Lookup, Product } from '@tillmesh/model';
import type { ProductTable } from '../store/product-table.ts';

/**
 * Looks up ahead, a few at a time, all that deciding a command will look up, so that the decision itself
 * takes no time to speak of. What was remembered counts only while no product has changed since.
 */
export const rememberCatalog = async (
  { products }: CommandOf<'catalog.put'>,
  lookup: Lookup,
  table: ProductTable,
  pace: () => Promise<void> | undefined,
): Promise<() => Lookup> => {
  const revision = table.revision();
  const byId = new Map<string, Product | null>();
  const byCode = new Map<string, Product | null>();
  for (const { productId, core } of products) {
    byId.set(productId, lookup.product(productId));
    for (const code of [core.sku, ...core.codes]) byCode.set(code, lookup.productByCode(code));
    await pace();
  }
  const remembered: Lookup = {
    ...lookup,
    product: (id) => byId.get(id) ?? (byId.has(id) ? null : lookup.product(id)),
    productByCode: (code) => byCode.get(code) ?? (byCode.has(code) ? null : lookup.productByCode(code)),
  };
  return () => (table.revision() === revision ? remembered : lookup);
};

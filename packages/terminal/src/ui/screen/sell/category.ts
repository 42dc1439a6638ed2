import type { ProductHit } from '../../../api/view.ts';

/** The categories of some products by name, each once; '' (products without one) stands last. */
export const categoriesOf = (products: readonly Pick<ProductHit, 'category'>[]): readonly string[] => {
  const names = new Set(products.map(({ category }) => category));
  const last = names.delete('') ? [''] : [];
  return [...[...names].sort((left, right) => left.localeCompare(right)), ...last];
};

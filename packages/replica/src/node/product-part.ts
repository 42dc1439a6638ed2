import { EMPTY_PRODUCT, type ProductRow } from '../store/product-row.ts';
import type { TillStore } from '../store/till-store.ts';
import { type Aspect, partOfSubject } from './value-body.ts';

/** The row with what a value says of one aspect. */
export const withAspect = (row: ProductRow, aspect: Aspect): ProductRow => {
  switch (aspect.aspect) {
    case 'core':
      return { ...row, core: aspect.core };
    case 'price':
      return { ...row, prices: { ...row.prices, [aspect.priceListId]: aspect.steps } };
    case 'status':
      return { ...row, active: aspect.active };
    case 'cost':
      return { ...row, costs: { ...row.costs, [aspect.currency]: aspect.costMinor } };
    case 'selling':
      return { ...row, openPrice: aspect.openPrice };
  }
};

const without = <T>(all: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(all).filter(([each]) => each !== name));

/** The row as if nobody had said anything of what the subject is about. */
const withoutPart = (row: ProductRow, subject: string): ProductRow => {
  const part = partOfSubject(subject);
  switch (part?.aspect) {
    case undefined:
      return row;
    case 'core': {
      const { core: _core, ...rest } = row;
      return rest;
    }
    case 'price':
      return { ...row, prices: without(row.prices, part.of) };
    case 'cost':
      return { ...row, costs: without(row.costs, part.of) };
    case 'status':
      return { ...row, active: EMPTY_PRODUCT.active };
    case 'selling':
      return { ...row, openPrice: EMPTY_PRODUCT.openPrice };
  }
};

/** Puts what counts of a subject into the product's row; null: nothing does. */
export const writePart = (
  { products }: TillStore,
  productId: string,
  subject: string,
  aspect: Aspect | null,
): void => {
  const before = products.get(productId);
  if (before === null && aspect === null) return;
  const row = before ?? EMPTY_PRODUCT;
  products.put(productId, aspect === null ? withoutPart(row, subject) : withAspect(row, aspect), before);
};

import { readQuantity } from '@tillmesh/ui/number';

/**
 * A quantity before an item: '3*' or '0.5*' at the start of what is typed in the search, and the rest
 * (what a scanner or a person types after it). Null when there is none or it is not above zero.
 */
export const readMultiplier = (
  typed: string,
): { readonly quantityMilli: number; readonly rest: string } | null => {
  const star = typed.indexOf('*');
  if (star < 1) return null;
  const quantityMilli = readQuantity(typed.slice(0, star));
  if (quantityMilli === null || quantityMilli === 0) return null;
  return { quantityMilli, rest: typed.slice(star + 1).trimStart() };
};

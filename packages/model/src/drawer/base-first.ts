/** Money of several currencies in one order: the base currency, then the others by code. */
export const baseFirst = <T extends { readonly currency: string }>(
  money: readonly T[],
  base: string,
): readonly T[] => {
  const rank = ({ currency }: T): string => (currency === base ? '' : currency);
  return money.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
};

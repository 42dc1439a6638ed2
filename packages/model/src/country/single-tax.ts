import type { EffectiveRate, TaxClass } from '../state/shop.ts';

/** A class with one tax, which goes by the class's own name: as every value added tax is. */
export const singleTax = (
  id: string,
  name: string,
  mark: string,
  rates: readonly EffectiveRate[],
  takeAwayClass?: string,
): TaxClass => {
  const taxClass = { id, name, mark, taxes: [{ id, name, compound: false, rates }] };
  return takeAwayClass === undefined ? taxClass : { ...taxClass, takeAwayClass };
};

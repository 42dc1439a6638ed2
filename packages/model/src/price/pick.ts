import type { Product } from '../catalog/product.ts';
import type { PriceList, PriceStep } from './price-list.ts';
import { fitsRule, type PriceSituation } from './situation.ts';
import { effectiveSteps, priceAt } from './step.ts';

/** A price as a line keeps it. */
export type PickedPrice = {
  readonly priceListId: string;
  readonly priceIncludesTax: boolean;
  /** The list's prices by quantity on the business date. */
  readonly steps: readonly PriceStep[];
  /** One unit, for the quantity asked. */
  readonly priceMinor: number;
};

type Candidate = Pick<PriceList, 'id'> & { readonly includesTax: boolean };

/** The lists to ask, in order: those whose rule fits, the highest priority first, then the branch's own. */
const candidatesOf = (situation: PriceSituation): readonly Candidate[] => {
  const { branch, priceLists } = situation;
  const inCurrency = priceLists.filter(({ currency }) => currency === branch.currency);
  const ordered = inCurrency
    .filter(({ rule }) => rule !== undefined && fitsRule(rule, situation))
    .sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));
  const own = priceLists.find(({ id }) => id === branch.priceListId);
  const candidateOf = ({ id, includesTax }: Pick<PriceList, 'id' | 'includesTax'>): Candidate => ({
    id,
    includesTax: includesTax ?? branch.pricesIncludeTax,
  });
  // A branch's own list need not be described: then it counts as the branch does.
  const last =
    own === undefined ? [{ id: branch.priceListId }] : own.currency === branch.currency ? [own] : [];
  return [...ordered, ...last].map(candidateOf);
};

/** What one unit costs when so many are bought; null where no list that counts has a price for them. */
export const pickPrice = (
  { prices }: Pick<Product, 'prices'>,
  quantityMilli: number,
  situation: PriceSituation,
): PickedPrice | null => {
  for (const { id, includesTax } of candidatesOf(situation)) {
    if (!Object.hasOwn(prices, id)) continue;
    const steps = effectiveSteps(prices[id] ?? [], situation.businessDate);
    const priceMinor = priceAt(steps, quantityMilli);
    if (priceMinor !== null) return { priceListId: id, priceIncludesTax: includesTax, steps, priceMinor };
  }
  return null;
};

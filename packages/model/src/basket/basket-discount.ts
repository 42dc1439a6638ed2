import { apportionBy, type CompareItems } from '../money/apportion.ts';
import { shareOf } from '../money/multiply.ts';
import type { DiscountGiven } from '../sale/line.ts';
import type { EnteredDiscount } from '../state/till-state.ts';

/** What was entered, and what it came to. */
export const discountGivenOf = (
  { sharePpm, reason, staffId, approverId }: EnteredDiscount,
  amountMinor: number,
): DiscountGiven => ({
  ...(sharePpm === undefined ? {} : { sharePpm }),
  amountMinor,
  reason,
  ...(staffId === undefined ? {} : { staffId }),
  ...(approverId === undefined ? {} : { approverId }),
});

/** What a discount comes to on an amount: never more than all of it. */
export const discountOn = (amountMinor: number, entered: EnteredDiscount | undefined): number => {
  if (entered === undefined) return 0;
  const { sharePpm } = entered;
  return Math.min(
    sharePpm === undefined ? (entered.amountMinor ?? 0) : shareOf(amountMinor, sharePpm),
    amountMinor,
  );
};

/**
 * Takes the discounts of a basket off its lines' amounts, one after the other: each is a share of what the
 * lines come to by then, or an amount, and is split over them by what each comes to. `compare` says which of
 * two lines of one amount comes first.
 */
export const takeDiscounts = (
  amounts: readonly number[],
  discounts: readonly EnteredDiscount[],
  compare: CompareItems,
): { readonly amounts: readonly number[]; readonly given: readonly DiscountGiven[] } => {
  let left = amounts;
  let sum = amounts.reduce((total, amount) => total + amount, 0);
  const given: DiscountGiven[] = [];
  for (const entered of discounts) {
    const discountMinor = discountOn(sum, entered);
    given.push(discountGivenOf(entered, discountMinor));
    if (discountMinor === 0) continue;
    const now = left;
    const parts = apportionBy(discountMinor, now, (a, b) => (now[a] ?? 0) - (now[b] ?? 0) || compare(a, b));
    left = now.map((amount, item) => amount - (parts[item] ?? 0));
    sum -= discountMinor;
  }
  return { amounts: left, given };
};

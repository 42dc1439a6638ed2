import type { Payment } from '../payment/payment.ts';
import { isCashBack } from '../payment/payout.ts';
import type { ReceiptRecord } from '../sale/receipt-record.ts';

/** What a payment paid of a sale's goods, and how much of that was not given back yet, minor units. */
export type Cover = {
  readonly payment: Payment;
  readonly coverMinor: number;
  readonly leftMinor: number;
};

/** Some of a payment, or of none that is left. */
export type Share = { readonly payment: Payment | null; readonly amountMinor: number };

/**
 * What each payment covers of the goods, in the order in which they are paid out: what is no cash first. What
 * was paid besides goods was paid with the last of them. Cash, and what change was given on, covers the rounding
 * too.
 */
export const coversOf = ({
  sale,
  refundedPayments,
}: Pick<ReceiptRecord, 'sale' | 'refundedPayments'>): readonly Cover[] => {
  const { payments, totalMinor, cashRoundingMinor } = sale;
  const covers: Cover[] = [];
  let openMinor = totalMinor;
  const cover = (payment: Payment): void => {
    const coverMinor = Math.max(0, Math.min(payment.amountMinor, openMinor));
    openMinor -= coverMinor;
    const leftMinor = Math.max(0, coverMinor - (refundedPayments.get(payment.paymentId) ?? 0));
    covers.push({ payment, coverMinor, leftMinor });
  };
  // What change was given on, which the last payment alone can be, was rounded for it; else cash was.
  const changed = payments.find(({ kind, changeMinor }) => kind === 'voucher' && changeMinor > 0);
  for (const payment of payments) {
    if (isCashBack(payment)) continue;
    if (payment === changed) openMinor += cashRoundingMinor;
    cover(payment);
  }
  if (changed === undefined) openMinor += cashRoundingMinor;
  payments.filter(isCashBack).forEach(cover);
  return covers;
};

/** Takes an amount of what is left of each in turn; what is left of the amount then is `openMinor`. */
export const draw = (
  covers: readonly Cover[],
  amountMinor: number,
): { readonly shares: readonly Share[]; readonly covers: readonly Cover[]; readonly openMinor: number } => {
  const shares: Share[] = [];
  let openMinor = amountMinor;
  const drawn = covers.map((cover) => {
    const taken = Math.min(cover.leftMinor, openMinor);
    if (taken === 0) return cover;
    openMinor -= taken;
    shares.push({ payment: cover.payment, amountMinor: taken });
    return { ...cover, leftMinor: cover.leftMinor - taken };
  });
  return { shares, covers: drawn, openMinor };
};

import { type Refused, refuse } from '../command/rejection.ts';
import { roundForCash } from '../money/round-for-cash.ts';
import type { CashRounding } from '../state/shop.ts';
import type { Tender } from './tender.ts';

/** What a basket still owes, minor units: exactly, and as it can be paid in coins. Neither is negative. */
export type Due = { readonly dueMinor: number; readonly cashDueMinor: number };

/** What becomes of money tendered. tendered - change - forfeited = amount, where there is an amount. */
export type Taking = {
  /** What it covers; 0: nothing is taken. */
  readonly amountMinor: number;
  readonly changeMinor: number;
  readonly forfeitedMinor: number;
  /** Amount less what was due, where the payment completes the sale; else 0. */
  readonly cashRoundingMinor: number;
  readonly completes: boolean;
};
type Taken = { readonly ok: true; readonly taking: Taking } | Refused;

const taken = (taking: Partial<Taking> & Pick<Taking, 'amountMinor' | 'completes'>): Taken => ({
  ok: true,
  taking: { changeMinor: 0, forfeitedMinor: 0, cashRoundingMinor: 0, ...taking },
});

const NOTHING = refuse('PAYMENT-ZERO', 'command.tenderedMinor');

/** Cash covers what is due in coins, or exactly; what is left is change. */
const takeCash = (tenderedMinor: number, { dueMinor, cashDueMinor }: Due): Taken => {
  const leastMinor = Math.min(dueMinor, cashDueMinor);
  if (tenderedMinor === 0 && leastMinor > 0) return NOTHING;
  if (tenderedMinor < leastMinor) return taken({ amountMinor: tenderedMinor, completes: false });
  const amountMinor = Math.min(tenderedMinor, cashDueMinor);
  return taken({
    amountMinor,
    changeMinor: tenderedMinor - amountMinor,
    cashRoundingMinor: amountMinor - dueMinor,
    completes: true,
  });
};

/** What a voucher is worth beyond what is due, as change: that is cash, so what it covers is rounded for it. */
const takeForChange = (tenderedMinor: number, dueMinor: number, rounding: CashRounding): Taken => {
  const oddMinor = tenderedMinor % rounding.stepMinor;
  const amountMinor = Math.max(0, roundForCash(dueMinor - oddMinor, rounding) + oddMinor);
  const changeMinor = amountMinor === 0 ? 0 : tenderedMinor - amountMinor;
  return taken({ amountMinor, changeMinor, cashRoundingMinor: amountMinor - dueMinor, completes: true });
};

/** A voucher may be worth more than what is due. Where nothing is due it stays whole. */
const takeVoucher = (
  givesChange: boolean,
  tenderedMinor: number,
  { dueMinor }: Due,
  rounding: CashRounding,
): Taken => {
  if (dueMinor === 0) return taken({ amountMinor: 0, completes: true });
  if (tenderedMinor === 0) return NOTHING;
  const forfeitedMinor = Math.max(0, tenderedMinor - dueMinor);
  if (givesChange && forfeitedMinor > 0) return takeForChange(tenderedMinor, dueMinor, rounding);
  const amountMinor = tenderedMinor - forfeitedMinor;
  return taken({ amountMinor, forfeitedMinor, completes: amountMinor === dueMinor });
};

/** What comes of money tendered in the base currency, by the kind of its tender. */
export const take = (
  { kind, givesChange }: Pick<Tender, 'kind' | 'givesChange'>,
  tenderedMinor: number,
  due: Due,
  rounding: CashRounding,
): Taken => {
  if (kind === 'cash') return takeCash(tenderedMinor, due);
  if (kind === 'voucher') return takeVoucher(givesChange, tenderedMinor, due, rounding);
  const { dueMinor } = due;
  if (tenderedMinor > dueMinor)
    return refuse(kind === 'card' ? 'CARD-OVER-DUE' : 'ACCOUNT-OVER-DUE', 'command.tenderedMinor');
  if (tenderedMinor === 0 && dueMinor > 0) return NOTHING;
  return taken({ amountMinor: tenderedMinor, completes: tenderedMinor === dueMinor });
};

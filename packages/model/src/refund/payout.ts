import { roundForCash } from '../money/round-for-cash.ts';
import { sum } from '../money/sum.ts';
import type { Payment, Payout } from '../payment/payment.ts';
import { isCashBack, isWorthOfGoods, payoutOf } from '../payment/payout.ts';
import { CASH, type Tender } from '../payment/tender.ts';
import { grossOfLine } from '../sale/line.ts';
import type { ReceiptRecord } from '../sale/receipt-record.ts';
import type { CashRounding } from '../state/shop.ts';
import { type Cover, coversOf, draw, type Share } from './cover.ts';

/** Goods of a receipt to be paid out. */
export type PayoutAsk = {
  readonly record: Pick<ReceiptRecord, 'sale' | 'refundedLines' | 'refundedPayments'>;
  /** What the goods come to, tax included, minor units. */
  readonly totalMinor: number;
  readonly cashRounding: CashRounding;
  /** As much of it as pays the open basket; at most the total. */
  readonly exchangeMinor?: number;
  /** Another tender than those it was paid with. */
  readonly tender?: Tender;
  readonly reference?: string;
  /** Whose account is credited, where that tender is one. */
  readonly customerId?: string;
};

export type PaidOut = {
  readonly payouts: readonly Payout[];
  /** payouts - total */
  readonly cashRoundingMinor: number;
  /**
   * Whether some of it goes back otherwise than it came: by another tender, for no payment that is left, or as
   * cash for goods that were exchanged, whatever those were paid with.
   */
  readonly otherTender: boolean;
};

/** What was given back of a receipt's goods so far; what was given back twice counts once. */
const goodsBack = ({ sale, refundedLines }: PayoutAsk['record']): number =>
  sum(
    sale.lines.map((line) => {
      const back = refundedLines.get(line.line);
      return back === undefined ? 0 : Math.min(grossOfLine(line), grossOfLine(back));
    }),
  );

type CashPart = {
  readonly covers: readonly Cover[];
  /** What of the goods the cash paid for, and how much of them came back before this refund and with it. */
  readonly goodsMinor: number;
  readonly beforeMinor: number;
  readonly nowMinor: number;
};

/**
 * The cash part: what is due of the running total, in coins, so that small parts lose nothing; the part that
 * completes it takes the remainder. That is paid to the unit, in coins or not, only where the cash itself was
 * not taken in coins. `uncoveredMinor` are goods for which no payment is left.
 */
const cashPart = (
  { covers, goodsMinor, beforeMinor, nowMinor }: CashPart,
  rounding: CashRounding,
): { readonly cashMinor: number; readonly uncoveredMinor: number } => {
  if (nowMinor === 0) return { cashMinor: 0, uncoveredMinor: 0 };
  const allMinor = sum(covers.map(({ coverMinor }) => coverMinor));
  const backMinor = sum(covers.map((cover) => cover.coverMinor - cover.leftMinor));
  // More than rounding between goods and money means that they parted elsewhere, such as at two tills apart.
  const carryMinor = beforeMinor - backMinor;
  const fromMinor = backMinor + (Math.abs(carryMinor) < 2 * rounding.stepMinor ? carryMinor : 0);
  const toMinor = fromMinor + nowMinor;
  const completes = toMinor >= goodsMinor;
  const owedMinor = (completes ? allMinor : toMinor) - backMinor;
  const coinsMinor = roundForCash(owedMinor, rounding);
  // What coins cover of the goods need be none: they may have paid for a tip or a deposit too.
  const taken = covers.filter(({ payment }) => !isWorthOfGoods(payment));
  const takenMinor = sum(taken.map(({ payment }) => payment.amountMinor));
  const wasCoins = takenMinor % rounding.stepMinor === 0;
  let cashMinor = coinsMinor;
  if (!wasCoins && completes) cashMinor = owedMinor;
  else if (!wasCoins && coinsMinor > allMinor - backMinor) cashMinor = coinsMinor - rounding.stepMinor;
  return {
    cashMinor: Math.max(0, cashMinor),
    uncoveredMinor: Math.max(0, toMinor - Math.max(fromMinor, goodsMinor)),
  };
};

/** Cash and what is over of it: the last payment takes what rounding added. */
const withSurplus = (shares: readonly Share[], surplusMinor: number): readonly Share[] => {
  if (surplusMinor === 0) return shares;
  const last = shares.at(-1);
  return last === undefined
    ? [{ payment: null, amountMinor: surplusMinor }]
    : [...shares.slice(0, -1), { ...last, amountMinor: last.amountMinor + surplusMinor }];
};

/** What was rounded up for change on a voucher goes back with the last of the goods. */
const drawRounded = (
  others: readonly Cover[],
  restMinor: number,
  record: PayoutAsk['record'],
  totalMinor: number,
): ReturnType<typeof draw> => {
  const drawn = draw(others, restMinor);
  const overMinor = sum(others.map(({ coverMinor }) => coverMinor)) - record.sale.totalMinor;
  const isLast = goodsBack(record) + totalMinor >= record.sale.totalMinor;
  if (overMinor <= 0 || !isLast || drawn.openMinor > 0) return drawn;
  const leftMinor = sum(others.map((cover) => cover.leftMinor));
  return draw(others, Math.min(restMinor + overMinor, leftMinor));
};

/** To the original payments: first to those that were no cash, in their order; the rest in cash. */
const sharesOf = (
  { record, totalMinor, cashRounding }: PayoutAsk,
  covers: readonly Cover[],
  exchangedMinor: number,
): { readonly shares: readonly Share[]; readonly uncoveredMinor: number } => {
  const restMinor = totalMinor - exchangedMinor;
  const others = covers.filter(({ payment }) => !isCashBack(payment));
  const cash = covers.filter(({ payment }) => isCashBack(payment));
  const otherBackMinor = sum(others.map(({ coverMinor, leftMinor }) => coverMinor - leftMinor));
  const toOthers = drawRounded(others, restMinor, record, totalMinor);
  const { cashMinor, uncoveredMinor } = cashPart(
    {
      covers: cash,
      goodsMinor: record.sale.totalMinor - sum(others.map(({ coverMinor }) => coverMinor)),
      beforeMinor: goodsBack(record) + exchangedMinor - otherBackMinor,
      nowMinor: toOthers.openMinor,
    },
    cashRounding,
  );
  const inCash = draw(cash, cashMinor);
  const beyondMinor = roundForCash(uncoveredMinor, cashRounding);
  return {
    shares: [
      ...toOthers.shares,
      ...withSurplus(inCash.shares, inCash.openMinor),
      ...(beyondMinor === 0 ? [] : [{ payment: null, amountMinor: beyondMinor }]),
    ],
    uncoveredMinor,
  };
};

/** The worth that pays another basket: of cash first, so that what is paid out goes to cards before cash. */
const exchanged = (
  { record, exchangeMinor = 0, cashRounding }: PayoutAsk,
  covers: readonly Cover[],
): {
  readonly payouts: readonly Payout[];
  readonly covers: readonly Cover[];
  readonly uncoveredMinor: number;
} => {
  const { shares, covers: left, openMinor } = draw(covers.toReversed(), exchangeMinor);
  // What the goods cost more than was paid for them in coins is no payment's.
  const uncoveredMinor = openMinor < cashRounding.stepMinor ? 0 : openMinor;
  const payouts = withSurplus(shares, openMinor).map(({ payment, amountMinor }): Payout => {
    const of = payment ?? record.sale.payments[0];
    return {
      tender: 'exchange',
      kind: 'exchange',
      amountMinor,
      ...(of === undefined ? {} : { paymentId: of.paymentId }),
    };
  });
  return { payouts, covers: left.toReversed(), uncoveredMinor };
};

const backBy = (payment: Payment | null, amountMinor: number, reference: string | undefined): Payout => {
  if (payment === null) return { tender: CASH.id, kind: 'cash', amountMinor };
  const payout = payoutOf(payment, amountMinor);
  return reference !== undefined && payout.kind === 'card' ? { ...payout, reference } : payout;
};

/** The same amounts by one tender; in coins where they were none before and are now. */
const byTender = (
  payouts: readonly Payout[],
  { id, kind }: Tender,
  { cashRounding, reference, customerId }: PayoutAsk,
): readonly Payout[] => {
  const changed = payouts.map(({ amountMinor, paymentId }): Payout => ({
    tender: id,
    kind,
    amountMinor,
    ...(paymentId === undefined ? {} : { paymentId }),
    ...(reference === undefined || kind === 'cash' ? {} : { reference }),
    ...(customerId === undefined || kind !== 'account' ? {} : { customerId }),
  }));
  if (kind !== 'cash' || payouts.every((payout) => payout.kind === 'cash')) return changed;
  let openMinor = roundForCash(sum(changed.map(({ amountMinor }) => amountMinor)), cashRounding);
  const rounded = changed.map((payout, index) => {
    const amountMinor = index === changed.length - 1 ? openMinor : Math.min(payout.amountMinor, openMinor);
    openMinor -= amountMinor;
    return { ...payout, amountMinor };
  });
  return rounded.filter(({ amountMinor }) => amountMinor > 0);
};

/**
 * How goods of a receipt are paid out: to the payments that they were paid with, each up to what it still
 * covers of the goods, so that all parts together give back exactly what was paid, payment by payment. Money
 * that another tender is asked for is the same, payment by payment.
 */
export const payOut = (ask: PayoutAsk): PaidOut => {
  const { totalMinor, tender, exchangeMinor = 0, reference } = ask;
  const exchange = exchanged(ask, coversOf(ask.record));
  const { shares, uncoveredMinor } = sharesOf(ask, exchange.covers, exchangeMinor);
  const back = shares.map(({ payment, amountMinor }) => backBy(payment, amountMinor, reference));
  const asked = tender === undefined ? back : byTender(back, tender, ask);
  const payouts = [...exchange.payouts, ...asked];
  return {
    payouts,
    cashRoundingMinor: sum(payouts.map(({ amountMinor }) => amountMinor)) - totalMinor,
    otherTender:
      exchange.uncoveredMinor + uncoveredMinor > 0 ||
      shares.some(({ payment }) => payment !== null && isWorthOfGoods(payment)) ||
      (tender !== undefined && back.some((payout) => payout.tender !== tender.id)),
  };
};

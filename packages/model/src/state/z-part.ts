import type { Fact, FactOf } from '../fact/fact.ts';
import type { SaleCompleted } from '../fact/sale-fact.ts';
import type { DrawerSum, ZTotals } from '../fact/shift-fact.ts';
import { sum } from '../money/sum.ts';
import type { Payment, PaymentState, Payout } from '../payment/payment.ts';
import { isCovering } from '../payment/progress.ts';
import type { Extra } from '../sale/extra.ts';
import type { RateTotal } from '../sale/line.ts';

type ExtraTotal = ZTotals['extras'][number];
/** What one fact adds to the totals of its shift. */
export type ZPart = Partial<ZTotals>;
/** Of facts that count nothing. */
export const NOTHING: ZPart = {};

/** What a refund takes off a rate. Written as a difference, so that nothing becomes -0. */
export const negateRate = (rate: RateTotal): RateTotal => ({
  ...rate,
  netMinor: 0 - rate.netMinor,
  taxMinor: 0 - rate.taxMinor,
  grossMinor: 0 - rate.grossMinor,
  ...(rate.taxes === undefined
    ? {}
    : {
        taxes: rate.taxes.map((part) => ({
          ...part,
          baseMinor: 0 - part.baseMinor,
          taxMinor: 0 - part.taxMinor,
        })),
      }),
});

const drawerSum = (currency: string, sums: Partial<DrawerSum>): DrawerSum => ({
  currency,
  floatMinor: 0,
  receivedMinor: 0,
  changeMinor: 0,
  givenBackMinor: 0,
  paidInMinor: 0,
  paidOutMinor: 0,
  droppedMinor: 0,
  ...sums,
});

/**
 * Base-currency money counts as what it covered, foreign cash as what was handed over, in its own currency.
 * The drawer counts cash as tendered and all change, whatever it was given on.
 */
const received = (currency: string, payment: Payment): ZPart => {
  const { tender, kind, amountMinor, tenderedMinor, changeMinor, foreign } = payment;
  const tenderTotal = {
    tender,
    kind,
    currency: foreign?.currency ?? currency,
    receivedMinor: foreign?.tenderedMinor ?? amountMinor,
    givenBackMinor: 0,
  };
  return {
    tenders: [tenderTotal],
    drawer: [
      ...(kind === 'cash'
        ? [drawerSum(tenderTotal.currency, { receivedMinor: foreign?.tenderedMinor ?? tenderedMinor })]
        : []),
      ...(changeMinor === 0 ? [] : [drawerSum(currency, { changeMinor })]),
    ],
  };
};

/** Money always goes back in the base currency. */
const givenBack = (currency: string, payouts: readonly Pick<Payout, 'tender' | 'kind' | 'amountMinor'>[]) =>
  ({
    tenders: payouts.map(({ tender, kind, amountMinor }) => ({
      tender,
      kind,
      currency,
      receivedMinor: 0,
      givenBackMinor: amountMinor,
    })),
    drawer: payouts.flatMap(({ kind, amountMinor }) =>
      kind === 'cash' ? [drawerSum(currency, { givenBackMinor: amountMinor })] : [],
    ),
  }) satisfies ZPart;

/** What the step of a payment from one state to another does to the money that was received. */
export type MoneyStep = 'received' | 'given-back' | 'lost' | null;
export const moneyStep = (from: PaymentState, to: PaymentState): MoneyStep =>
  isCovering(from) === isCovering(to)
    ? null
    : isCovering(to)
      ? 'received'
      : to === 'reversed'
        ? 'given-back'
        : 'lost';

/** A payment counts from when it covers something; what is undone after that goes back or is lost. */
const changed = ({ currency, payment, from }: FactOf<'payment.changed'>): ZPart => {
  const { tender, kind, state, amountMinor } = payment;
  switch (moneyStep(from, state)) {
    case null:
      return NOTHING;
    case 'received':
      return received(currency, payment);
    case 'given-back':
      return givenBack(currency, [payment]);
    case 'lost': {
      const lost = { tender, kind, currency, receivedMinor: 0, givenBackMinor: 0, lostMinor: amountMinor };
      return { tenders: [lost] };
    }
  }
};

const extrasOf = (extras: readonly Extra[], sign: 1 | -1): readonly ExtraTotal[] =>
  extras.map(({ kind, amountMinor }) => ({ kind, amountMinor: sign === 1 ? amountMinor : 0 - amountMinor }));

const sold = (sale: SaleCompleted): ZPart => {
  if (sale.document.kind === 'training-receipt') return { trainingCount: 1 };
  const onLines = sale.lines.flatMap(({ discount }) => (discount === undefined ? [] : [discount]));
  const discounts = [...onLines, ...sale.discounts];
  return {
    salesCount: 1,
    salesGrossMinor: sale.totalMinor,
    rates: sale.rates,
    discountsMinor: sum(discounts.map(({ amountMinor }) => amountMinor)),
    discountsCount: discounts.length,
    overridesCount: sale.lines.filter(({ overrideReason }) => overrideReason !== undefined).length,
    cashRoundingMinor: sale.cashRoundingMinor,
    extras: extrasOf(sale.extras, 1),
  };
};

const undone = (fact: FactOf<'refund.completed' | 'sale.voided'>): ZPart => ({
  ...(fact.kind === 'refund.completed'
    ? { refundsCount: 1, refundsGrossMinor: fact.totalMinor }
    : { voidsCount: 1, voidsGrossMinor: fact.totalMinor }),
  extras: extrasOf(fact.extras, -1),
  rates: fact.rates.map(negateRate),
  cashRoundingMinor: 0 - fact.cashRoundingMinor,
  ...givenBack(fact.currency, fact.payouts),
});

const MOVED = { 'paid-in': 'paidInMinor', 'paid-out': 'paidOutMinor', drop: 'droppedMinor' } as const;

/** What a fact adds, from the fact alone. What was done while training adds nothing but the training sales. */
export const partOf = (fact: Fact): ZPart => {
  if ('training' in fact && fact.training) return NOTHING;
  switch (fact.kind) {
    case 'shift.opened':
      return {
        drawer: fact.floats.map(({ currency, totalMinor }) =>
          drawerSum(currency, { floatMinor: totalMinor }),
        ),
      };
    case 'sale.completed':
      return sold(fact);
    case 'sale.voided':
    case 'refund.completed':
      return undone(fact);
    case 'payment.taken':
      return isCovering(fact.payment.state) ? received(fact.currency, fact.payment) : NOTHING;
    case 'payment.changed':
      return changed(fact);
    case 'payment.returned':
      return givenBack(fact.currency, [fact.payout]);
    case 'drawer.moved':
      return { drawer: [drawerSum(fact.count.currency, { [MOVED[fact.move]]: fact.count.totalMinor })] };
    case 'drawer.opened':
      return { noSalesCount: 1 };
    case 'line.voided':
      return { voidedLinesCount: 1 };
    case 'basket.cancelled':
      return { cancelledBasketsCount: 1 };
    case 'document.reprinted':
      return fact.documentKind === 'training-receipt' ? NOTHING : { reprintsCount: 1 };
    case 'override.withdrawn':
    case 'discount.withdrawn':
    case 'shift.joined':
    case 'shift.left':
    case 'shift.handed-over':
    case 'shift.closed':
    case 'shift.supplemented':
    case 'clock.overridden':
    case 'payment.requested':
    case 'invoice.issued':
    case 'quote.issued':
    case 'gift-receipt.issued':
    case 'document.signed':
    case 'document.delivered':
    case 'sign-in.failed':
    case 'approval.requested':
    case 'approval.given':
    case 'approval.used':
    case 'training.started':
    case 'training.ended':
    case 'stock.moved':
      return NOTHING;
  }
};

import { allocate } from '../../money/allocate.ts';
import type { Payment } from '../../payment/payment.ts';
import type { DocumentNumber } from '../../sale/document.ts';
import { rateKey } from '../../tax/rate.ts';
import type { Fact, FactOf } from '../fact.ts';
import type { ZTotals } from '../shift-fact.ts';
import type { FactV1, FactV1Of } from './fact.ts';

type DocumentV1 = FactV1Of<'sale.completed'>['document'];
type RateV1 = FactV1Of<'sale.completed'>['rates'][number];
type PricedLine = { readonly taxClass: string; readonly ratePpm: number; readonly totalMinor: number };
type ZTotalsV1 = FactV1Of<'shift.closed'>['totals'];

const upgradeDocument = ({ kind, number, label }: DocumentV1): DocumentNumber => ({
  kind: kind === 'refund' ? 'credit-note' : kind,
  number,
  label,
});

/** Version 1 knew cash alone, and cash is captured when it is taken. */
export const cashPaymentV1 = (
  paid: Pick<Payment, 'paymentId' | 'amountMinor' | 'tenderedMinor' | 'changeMinor'>,
): Payment => ({
  paymentId: paid.paymentId,
  tender: 'cash',
  kind: 'cash',
  state: 'captured',
  amountMinor: paid.amountMinor,
  tenderedMinor: paid.tenderedMinor,
  changeMinor: paid.changeMinor,
});

/**
 * Net and tax of each line, which version 1 had by rate only: a rate's tax is split over its lines by what
 * they cost, to the largest remainders, so that the lines add up to the rate. Whether prices had the tax in
 * follows from the document: its lines add up to its gross then, and to its net otherwise.
 */
const taxedLines = (
  lines: readonly PricedLine[],
  rates: readonly RateV1[],
): { readonly includesTax: boolean; readonly amounts: readonly { netMinor: number; taxMinor: number }[] } => {
  const gross = rates.reduce((sum, { grossMinor }) => sum + grossMinor, 0);
  const includesTax = lines.reduce((sum, { totalMinor }) => sum + totalMinor, 0) === gross;
  const taxes = lines.map(() => 0);
  for (const { taxClass, ratePpm, taxMinor } of rates) {
    const key = rateKey(taxClass, ratePpm);
    const places = [...lines.keys()].filter((at) => {
      const line = lines[at];
      return line !== undefined && rateKey(line.taxClass, line.ratePpm) === key;
    });
    const parts = allocate(
      taxMinor,
      places.map((at) => lines[at]?.totalMinor ?? 0),
    );
    for (const [n, at] of places.entries()) taxes[at] = parts[n] ?? 0;
  }
  const amounts = lines.map(({ totalMinor }, at) => {
    const taxMinor = taxes[at] ?? 0;
    return { netMinor: includesTax ? totalMinor - taxMinor : totalMinor, taxMinor };
  });
  return { includesTax, amounts };
};

const noAmount = { netMinor: 0, taxMinor: 0 };

const upgradeSale = (fact: FactV1Of<'sale.completed'>): FactOf<'sale.completed'> => {
  const { includesTax, amounts } = taxedLines(fact.lines, fact.rates);
  return {
    kind: 'sale.completed',
    saleId: fact.saleId,
    basketId: fact.basketId,
    document: upgradeDocument(fact.document),
    currency: fact.currency,
    lines: fact.lines.map(({ totalMinor: _totalMinor, ...line }, at) => ({
      ...line,
      ...(amounts[at] ?? noAmount),
      priceIncludesTax: includesTax,
    })),
    rates: fact.rates,
    totalMinor: fact.totalMinor,
    payments: fact.payments.map(cashPaymentV1),
    discounts: [],
    extras: [],
    cashRoundingMinor: 0,
    channel: 'shop',
  };
};

const upgradeRefund = (fact: FactV1Of<'refund.completed'>): FactOf<'refund.completed'> => {
  const { amounts } = taxedLines(fact.lines, fact.rates);
  return {
    kind: 'refund.completed',
    refundId: fact.refundId,
    ...(fact.original === undefined ? {} : { original: fact.original }),
    document: upgradeDocument(fact.document),
    currency: fact.currency,
    lines: fact.lines.map(({ totalMinor: _totalMinor, restock, ...line }, at) => ({
      ...line,
      ...(amounts[at] ?? noAmount),
      restock: restock ? 'shop' : 'none',
    })),
    rates: fact.rates,
    totalMinor: fact.totalMinor,
    payouts: fact.payouts.map(({ amountMinor }) => ({ tender: 'cash', kind: 'cash', amountMinor })),
    reason: fact.reason,
    cashRoundingMinor: 0,
    extras: [],
  };
};

/**
 * The totals of a version-1 Z or of a shift that was open then. Cash is noted less its change, which is not
 * known apart any more: so the drawer has received that much and given none.
 */
export const upgradeTotalsV1 = (totals: ZTotalsV1, currency: string, floatMinor: number): ZTotals => {
  const { tenders, ...kept } = totals;
  const sumOf = (part: 'receivedMinor' | 'givenBackMinor') =>
    tenders.reduce((sum, tender) => sum + tender[part], 0);
  const drawer = {
    currency,
    floatMinor,
    receivedMinor: sumOf('receivedMinor'),
    changeMinor: 0,
    givenBackMinor: sumOf('givenBackMinor'),
    paidInMinor: 0,
    paidOutMinor: 0,
    droppedMinor: 0,
  };
  return {
    ...kept,
    tenders: tenders.map((tender) => ({ ...tender, kind: 'cash', currency })),
    voidsCount: 0,
    voidsGrossMinor: 0,
    discountsMinor: 0,
    discountsCount: 0,
    overridesCount: 0,
    noSalesCount: 0,
    reprintsCount: 0,
    trainingCount: 0,
    cashRoundingMinor: 0,
    extras: [],
    drawer: [drawer],
  };
};

const upgradeClose = (fact: FactV1Of<'shift.closed'>): FactOf<'shift.closed'> => {
  const { currency, floatMinor, expectedMinor, countedMinor, varianceMinor } = fact;
  return {
    kind: 'shift.closed',
    shiftId: fact.shiftId,
    document: upgradeDocument(fact.document),
    currency,
    totals: upgradeTotalsV1(fact.totals, currency, floatMinor),
    drawer: [{ currency, floatMinor, expectedMinor, countedMinor, varianceMinor }],
    blind: false,
    parts: [],
  };
};

/**
 * A fact does not know its till, and every shift of version 1 had a drawer of its own that nobody joined: its
 * own id is as good a name for that drawer as any, and never another's.
 */
export const drawerOfShiftV1 = (shiftId: string): string => shiftId;

const upgradeOpen = (fact: FactV1Of<'shift.opened'>): FactOf<'shift.opened'> => ({
  kind: 'shift.opened',
  shiftId: fact.shiftId,
  number: fact.number,
  businessDate: fact.businessDate,
  currency: fact.currency,
  floats: [{ currency: fact.currency, totalMinor: fact.floatMinor }],
  drawerId: drawerOfShiftV1(fact.shiftId),
});

/** A version-1 fact that was found valid, in the newest form. What it moves stays what it moved. */
export const upgradeV1 = (fact: FactV1): Fact => {
  switch (fact.kind) {
    case 'shift.opened':
      return upgradeOpen(fact);
    case 'shift.closed':
      return upgradeClose(fact);
    case 'payment.taken': {
      const { kind, basketId, currency } = fact;
      return { kind, basketId, currency, payment: cashPaymentV1(fact) };
    }
    case 'payment.returned': {
      const { kind, basketId, currency, paymentId, amountMinor, reason } = fact;
      return {
        kind,
        basketId,
        currency,
        payout: { tender: 'cash', kind: 'cash', amountMinor, paymentId },
        reason,
      };
    }
    case 'sale.completed':
      return upgradeSale(fact);
    case 'refund.completed':
      return upgradeRefund(fact);
    case 'line.voided':
    case 'basket.cancelled':
    case 'stock.moved':
      return fact;
  }
};

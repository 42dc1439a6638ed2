import type { FactOf } from '../fact/fact.ts';
import { isTraining } from '../fact/training.ts';
import type { LedgerFact } from '../fact/recorded-fact.ts';
import type { SaleCompleted } from '../fact/sale-fact.ts';
import type { Extra } from '../sale/extra.ts';
import { moneyStep, negateRate } from '../state/z-part.ts';
import { localTime } from '../time/civil-date.ts';
import {
  addExtra,
  addHour,
  addLedgerSum,
  addRateTo,
  addTender,
  addTrade,
  emptyLedgerSum,
  type LedgerSum,
  type TradeTotal,
} from './ledger-sum.ts';

/** The smallest parts everything else is a sum of: one till in one branch on one business date. */
export type LedgerCell = LedgerSum & {
  readonly branchId: string;
  readonly deviceId: string;
  readonly businessDate: string;
  readonly currency: string;
};

/** Grows by one fact at a time, in any order. Key: branch, device, date, currency. */
export type LedgerTotals = Map<string, LedgerCell>;

const units = (lines: readonly { readonly quantityMilli: number }[]): number =>
  lines.reduce((sum, { quantityMilli }) => sum + quantityMilli, 0);

const tradeOfSale = (sale: SaleCompleted): Partial<TradeTotal> => ({
  salesCount: 1,
  salesUnitsMilli: units(sale.lines),
  salesGrossMinor: sale.totalMinor,
  cashRoundingMinor: sale.cashRoundingMinor,
});

type GivenBack = FactOf<'refund.completed' | 'sale.voided'>;

const tradeOfGivenBack = (fact: GivenBack): Partial<TradeTotal> => ({
  ...(fact.kind === 'refund.completed'
    ? { refundsCount: 1, refundsUnitsMilli: units(fact.lines), refundsGrossMinor: fact.totalMinor }
    : { voidsCount: 1, voidsUnitsMilli: units(fact.lines), voidsGrossMinor: fact.totalMinor }),
  cashRoundingMinor: 0 - fact.cashRoundingMinor,
});

const cellOf = (totals: LedgerTotals, ledger: LedgerFact, currency: string): LedgerCell => {
  const { branchId, deviceId, stamp } = ledger;
  const { businessDate } = stamp;
  const key = `${branchId}/${deviceId}/${businessDate}/${currency}`;
  const known = totals.get(key);
  if (known !== undefined) return known;
  const cell = { branchId, deviceId, businessDate, currency, ...emptyLedgerSum() };
  totals.set(key, cell);
  return cell;
};

const addTraded = (cell: LedgerCell, { stamp }: LedgerFact, trade: Partial<TradeTotal>): void => {
  addTrade(cell.trade, trade);
  addHour(cell.hours, localTime(stamp.utcMs, stamp.offsetMinutes).hour, trade);
};

const addExtras = (cell: LedgerCell, extras: readonly Extra[], sign: 1 | -1): void => {
  for (const { kind, amountMinor } of extras) addExtra(cell.extras, kind, sign * amountMinor);
};

const addSale = (cell: LedgerCell, ledger: LedgerFact, fact: FactOf<'sale.completed'>): void => {
  addTraded(cell, ledger, tradeOfSale(fact));
  for (const rate of fact.rates) addRateTo(cell.rates, rate);
  addExtras(cell, fact.extras, 1);
};

const addGivenBack = (cell: LedgerCell, ledger: LedgerFact, fact: GivenBack): void => {
  addTraded(cell, ledger, tradeOfGivenBack(fact));
  for (const rate of fact.rates) addRateTo(cell.rates, negateRate(rate));
  addExtras(cell, fact.extras, -1);
  for (const { tender, amountMinor } of fact.payouts) {
    addTender(cell.tenders, tender, { givenBackMinor: amountMinor });
  }
};

const addPayment = (
  tenders: LedgerSum['tenders'],
  fact: FactOf<'payment.taken' | 'payment.changed'>,
): void => {
  const { tender, state, amountMinor } = fact.payment;
  const step = moneyStep(fact.kind === 'payment.taken' ? 'requested' : fact.from, state);
  if (step === 'received') addTender(tenders, tender, { receivedMinor: amountMinor });
  if (step === 'given-back') addTender(tenders, tender, { givenBackMinor: amountMinor });
  if (step === 'lost') addTender(tenders, tender, { lostMinor: amountMinor });
};

/** Adds one fact. That each entry is added once is the caller's: an entry is known by its hash. */
export const addToLedger = (totals: LedgerTotals, ledger: LedgerFact): void => {
  const { fact } = ledger;
  if (isTraining(fact)) return;
  switch (fact.kind) {
    case 'sale.completed':
      addSale(cellOf(totals, ledger, fact.currency), ledger, fact);
      return;
    case 'refund.completed':
    case 'sale.voided':
      addGivenBack(cellOf(totals, ledger, fact.currency), ledger, fact);
      return;
    case 'payment.taken':
    case 'payment.changed':
      addPayment(cellOf(totals, ledger, fact.currency).tenders, fact);
      return;
    case 'payment.returned': {
      const { tender, amountMinor } = fact.payout;
      addTender(cellOf(totals, ledger, fact.currency).tenders, tender, { givenBackMinor: amountMinor });
      return;
    }
    case 'shift.closed':
    case 'shift.supplemented': {
      const { z } = cellOf(totals, ledger, fact.currency);
      const { salesGrossMinor, refundsGrossMinor, voidsGrossMinor } = fact.totals;
      z.count += fact.kind === 'shift.closed' ? 1 : 0;
      z.grossMinor += salesGrossMinor - refundsGrossMinor - voidsGrossMinor;
      return;
    }
    case 'shift.opened':
    case 'shift.joined':
    case 'shift.left':
    case 'shift.handed-over':
    case 'drawer.moved':
    case 'drawer.opened':
    case 'clock.overridden':
    case 'payment.requested':
    case 'line.voided':
    case 'basket.cancelled':
    case 'override.withdrawn':
    case 'discount.withdrawn':
    case 'invoice.issued':
    case 'quote.issued':
    case 'gift-receipt.issued':
    case 'document.reprinted':
    case 'document.signed':
    case 'document.delivered':
    case 'sign-in.failed':
    case 'approval.requested':
    case 'approval.given':
    case 'approval.used':
    case 'training.started':
    case 'training.ended':
    case 'stock.moved':
  }
};

/** Sums by whatever a cell is grouped under, such as `(cell) => cell.branchId`. Currencies are never mixed. */
export const sumLedgerBy = (
  totals: LedgerTotals,
  groupOf: (cell: LedgerCell) => string,
): ReadonlyMap<string, LedgerSum> => {
  const groups = new Map<string, LedgerSum>();
  const currencies = new Map<string, string>();
  for (const cell of totals.values()) {
    const group = groupOf(cell);
    const sum = groups.get(group) ?? emptyLedgerSum();
    if ((currencies.get(group) ?? cell.currency) !== cell.currency)
      throw new Error('two currencies in one sum');
    currencies.set(group, cell.currency);
    addLedgerSum(sum, cell);
    groups.set(group, sum);
  }
  return groups;
};

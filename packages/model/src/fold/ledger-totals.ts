import type { RefundCompleted, SaleCompleted } from '../fact/fact.ts';
import type { LedgerFact } from '../fact/recorded-fact.ts';
import type { RateTotal } from '../sale/line.ts';
import { rateKey } from '../tax/rate.ts';
import { localTime } from '../time/civil-date.ts';

export type TradeTotal = {
  salesCount: number;
  salesUnitsMilli: number;
  salesGrossMinor: number;
  refundsCount: number;
  refundsUnitsMilli: number;
  refundsGrossMinor: number;
};
export type TenderSum = { receivedMinor: number; givenBackMinor: number };
export type ZSum = { count: number; grossMinor: number };

/** What came together of some facts. Rates are sales less refunds; hours are those of the local clock. */
export type LedgerSum = {
  readonly trade: TradeTotal;
  /** Key: `taxClass/ratePpm`. */
  readonly rates: Map<string, RateTotal>;
  /** Key: tender. Received is less the change. */
  readonly tenders: Map<string, TenderSum>;
  /** Key: hour, 0 to 23. */
  readonly hours: Map<number, TradeTotal>;
  readonly z: ZSum;
};

/** The smallest parts everything else is a sum of: one till in one branch on one business date. */
export type LedgerCell = LedgerSum & {
  readonly branchId: string;
  readonly deviceId: string;
  readonly businessDate: string;
  readonly currency: string;
};

/** Grows by one fact at a time, in any order. Key: branch, device, date, currency. */
export type LedgerTotals = Map<string, LedgerCell>;

const emptyTrade = (): TradeTotal => ({
  salesCount: 0,
  salesUnitsMilli: 0,
  salesGrossMinor: 0,
  refundsCount: 0,
  refundsUnitsMilli: 0,
  refundsGrossMinor: 0,
});

export const emptyLedgerSum = (): LedgerSum => ({
  trade: emptyTrade(),
  rates: new Map(),
  tenders: new Map(),
  hours: new Map(),
  z: { count: 0, grossMinor: 0 },
});

const addTrade = (sum: TradeTotal, more: TradeTotal): void => {
  sum.salesCount += more.salesCount;
  sum.salesUnitsMilli += more.salesUnitsMilli;
  sum.salesGrossMinor += more.salesGrossMinor;
  sum.refundsCount += more.refundsCount;
  sum.refundsUnitsMilli += more.refundsUnitsMilli;
  sum.refundsGrossMinor += more.refundsGrossMinor;
};

const addRate = (sums: LedgerSum['rates'], rate: RateTotal, sign: 1 | -1): void => {
  const { taxClass, ratePpm } = rate;
  const key = rateKey(taxClass, ratePpm);
  const sum = sums.get(key);
  sums.set(key, {
    taxClass,
    ratePpm,
    netMinor: (sum?.netMinor ?? 0) + sign * rate.netMinor,
    taxMinor: (sum?.taxMinor ?? 0) + sign * rate.taxMinor,
    grossMinor: (sum?.grossMinor ?? 0) + sign * rate.grossMinor,
  });
};

const addTender = (sums: LedgerSum['tenders'], tender: string, more: TenderSum): void => {
  const sum = sums.get(tender) ?? { receivedMinor: 0, givenBackMinor: 0 };
  sum.receivedMinor += more.receivedMinor;
  sum.givenBackMinor += more.givenBackMinor;
  sums.set(tender, sum);
};

const addHour = (sums: LedgerSum['hours'], hour: number, more: TradeTotal): void => {
  const sum = sums.get(hour) ?? emptyTrade();
  addTrade(sum, more);
  sums.set(hour, sum);
};

const units = (lines: readonly { readonly quantityMilli: number }[]): number =>
  lines.reduce((sum, { quantityMilli }) => sum + quantityMilli, 0);

const tradeOfSale = (sale: SaleCompleted): TradeTotal => ({
  ...emptyTrade(),
  salesCount: 1,
  salesUnitsMilli: units(sale.lines),
  salesGrossMinor: sale.totalMinor,
});

const tradeOfRefund = (refund: RefundCompleted): TradeTotal => ({
  ...emptyTrade(),
  refundsCount: 1,
  refundsUnitsMilli: units(refund.lines),
  refundsGrossMinor: refund.totalMinor,
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

const addTraded = (cell: LedgerCell, { stamp }: LedgerFact, trade: TradeTotal): void => {
  addTrade(cell.trade, trade);
  addHour(cell.hours, localTime(stamp.utcMs, stamp.offsetMinutes).hour, trade);
};

/** Adds one fact. That each entry is added once is the caller's: an entry is known by its hash. */
export const addToLedger = (totals: LedgerTotals, ledger: LedgerFact): void => {
  const { fact } = ledger;
  switch (fact.kind) {
    case 'sale.completed': {
      const cell = cellOf(totals, ledger, fact.currency);
      addTraded(cell, ledger, tradeOfSale(fact));
      for (const rate of fact.rates) addRate(cell.rates, rate, 1);
      return;
    }
    case 'refund.completed': {
      const cell = cellOf(totals, ledger, fact.currency);
      addTraded(cell, ledger, tradeOfRefund(fact));
      for (const rate of fact.rates) addRate(cell.rates, rate, -1);
      for (const { tender, amountMinor } of fact.payouts) {
        addTender(cell.tenders, tender, { receivedMinor: 0, givenBackMinor: amountMinor });
      }
      return;
    }
    case 'payment.taken': {
      const sum = { receivedMinor: fact.amountMinor, givenBackMinor: 0 };
      addTender(cellOf(totals, ledger, fact.currency).tenders, fact.tender, sum);
      return;
    }
    case 'payment.returned': {
      const sum = { receivedMinor: 0, givenBackMinor: fact.amountMinor };
      addTender(cellOf(totals, ledger, fact.currency).tenders, fact.tender, sum);
      return;
    }
    case 'shift.closed': {
      const { z } = cellOf(totals, ledger, fact.currency);
      z.count += 1;
      z.grossMinor += fact.totals.salesGrossMinor - fact.totals.refundsGrossMinor;
      return;
    }
    case 'shift.opened':
    case 'line.voided':
    case 'basket.cancelled':
    case 'stock.moved':
  }
};

/** Adds one sum to another, as of cells, tills or branches. */
export const addLedgerSum = (sum: LedgerSum, more: LedgerSum): void => {
  addTrade(sum.trade, more.trade);
  for (const rate of more.rates.values()) addRate(sum.rates, rate, 1);
  for (const [tender, total] of more.tenders) addTender(sum.tenders, tender, total);
  for (const [hour, total] of more.hours) addHour(sum.hours, hour, total);
  sum.z.count += more.z.count;
  sum.z.grossMinor += more.z.grossMinor;
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

import type { ExtraKind } from '../sale/extra.ts';
import type { RateTotal } from '../sale/line.ts';
import { addRate } from '../state/z-totals.ts';
import { rateKey } from '../tax/rate.ts';

export type TradeTotal = {
  salesCount: number;
  salesUnitsMilli: number;
  salesGrossMinor: number;
  refundsCount: number;
  refundsUnitsMilli: number;
  refundsGrossMinor: number;
  voidsCount: number;
  voidsUnitsMilli: number;
  voidsGrossMinor: number;
  /** Of sales less refunds and voids. */
  cashRoundingMinor: number;
};
/** In the currency of the branch, whatever was handed over. `lostMinor` came to nothing after its sale. */
export type TenderSum = { receivedMinor: number; givenBackMinor: number; lostMinor?: number };
/** Zs, and what they came to with their supplements. */
export type ZSum = { count: number; grossMinor: number };

/** What came together of some facts. Rates are sales less refunds and voids; hours are those of the local clock. */
export type LedgerSum = {
  readonly trade: TradeTotal;
  /** Key: `taxClass/ratePpm`, with the relief where there is one. */
  readonly rates: Map<string, RateTotal>;
  /** Key: tender. Received is less the change. */
  readonly tenders: Map<string, TenderSum>;
  /** What is no revenue, taken less given back, minor units. */
  readonly extras: Map<ExtraKind, number>;
  /** Key: hour, 0 to 23. */
  readonly hours: Map<number, TradeTotal>;
  readonly z: ZSum;
};

const emptyTrade = (): TradeTotal => ({
  salesCount: 0,
  salesUnitsMilli: 0,
  salesGrossMinor: 0,
  refundsCount: 0,
  refundsUnitsMilli: 0,
  refundsGrossMinor: 0,
  voidsCount: 0,
  voidsUnitsMilli: 0,
  voidsGrossMinor: 0,
  cashRoundingMinor: 0,
});
const TRADE = Object.keys(emptyTrade()) as readonly (keyof TradeTotal)[];

export const emptyLedgerSum = (): LedgerSum => ({
  trade: emptyTrade(),
  rates: new Map(),
  tenders: new Map(),
  extras: new Map(),
  hours: new Map(),
  z: { count: 0, grossMinor: 0 },
});

/** These add to a sum in place; what is not named adds nothing. */
export const addTrade = (sum: TradeTotal, more: Partial<TradeTotal>): void => {
  for (const part of TRADE) sum[part] += more[part] ?? 0;
};

/** Under the rate's key. A rate given back is added negated (`negateRate`). */
export const addRateTo = (sums: LedgerSum['rates'], rate: RateTotal): void => {
  const key = rateKey(rate.taxClass, rate.ratePpm, rate.relief);
  const sum = sums.get(key);
  sums.set(key, sum === undefined ? rate : addRate(sum, rate));
};

export const addTender = (sums: LedgerSum['tenders'], tender: string, more: Partial<TenderSum>): void => {
  const sum = sums.get(tender) ?? { receivedMinor: 0, givenBackMinor: 0 };
  sum.receivedMinor += more.receivedMinor ?? 0;
  sum.givenBackMinor += more.givenBackMinor ?? 0;
  if (more.lostMinor !== undefined) sum.lostMinor = (sum.lostMinor ?? 0) + more.lostMinor;
  sums.set(tender, sum);
};

export const addExtra = (sums: LedgerSum['extras'], kind: ExtraKind, amountMinor: number): void => {
  sums.set(kind, (sums.get(kind) ?? 0) + amountMinor);
};

export const addHour = (sums: LedgerSum['hours'], hour: number, more: Partial<TradeTotal>): void => {
  const sum = sums.get(hour) ?? emptyTrade();
  addTrade(sum, more);
  sums.set(hour, sum);
};

/** Adds one sum to another, as of cells, tills or branches. */
export const addLedgerSum = (sum: LedgerSum, more: LedgerSum): void => {
  addTrade(sum.trade, more.trade);
  for (const rate of more.rates.values()) addRateTo(sum.rates, rate);
  for (const [tender, total] of more.tenders) addTender(sum.tenders, tender, total);
  for (const [kind, amountMinor] of more.extras) addExtra(sum.extras, kind, amountMinor);
  for (const [hour, total] of more.hours) addHour(sum.hours, hour, total);
  sum.z.count += more.z.count;
  sum.z.grossMinor += more.z.grossMinor;
};

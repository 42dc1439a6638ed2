import type { Fact } from '../fact/fact.ts';
import type { DrawerSum, ZTotals } from '../fact/shift-fact.ts';
import type { RateTotal, TaxPart } from '../sale/line.ts';
import { compareRates, rateKey } from '../tax/rate.ts';
import { negateRate, NOTHING, partOf, type ZPart } from './z-part.ts';

type TenderTotal = ZTotals['tenders'][number];
type ExtraTotal = ZTotals['extras'][number];

const NO_COUNTS = {
  salesCount: 0,
  salesGrossMinor: 0,
  refundsCount: 0,
  refundsGrossMinor: 0,
  voidedLinesCount: 0,
  cancelledBasketsCount: 0,
  voidsCount: 0,
  voidsGrossMinor: 0,
  discountsMinor: 0,
  discountsCount: 0,
  overridesCount: 0,
  noSalesCount: 0,
  reprintsCount: 0,
  trainingCount: 0,
  cashRoundingMinor: 0,
};
type Counts = typeof NO_COUNTS;
const COUNTS = Object.keys(NO_COUNTS) as readonly (keyof Counts)[];

export const EMPTY_Z: ZTotals = { ...NO_COUNTS, rates: [], tenders: [], extras: [], drawer: [] };

/** Sums by key in one order, whatever order they came in; nothing more to add leaves the list as it is. */
const addBy = <T>(
  sums: readonly T[],
  more: readonly T[],
  keyOf: (item: T) => string,
  add: (a: T, b: T) => T,
  compare: (a: T, b: T) => number,
): readonly T[] => {
  if (more.length === 0) return sums;
  const byKey = new Map(sums.map((sum) => [keyOf(sum), sum]));
  for (const item of more) {
    const key = keyOf(item);
    const sum = byKey.get(key);
    byKey.set(key, sum === undefined ? item : add(sum, item));
  }
  return [...byKey.values()].toSorted(compare);
};

const byText =
  <T>(textOf: (item: T) => string) =>
  (a: T, b: T): number => {
    const [left, right] = [textOf(a), textOf(b)];
    return left === right ? 0 : left < right ? -1 : 1;
  };

const taxKey = ({ tax, ratePpm }: TaxPart): string => `${tax}/${ratePpm.toString().padStart(8, '0')}`;
const addTaxPart = (a: TaxPart, b: TaxPart): TaxPart => ({
  ...a,
  baseMinor: a.baseMinor + b.baseMinor,
  taxMinor: a.taxMinor + b.taxMinor,
});

/** Two sums of one rate. Its taxes stand in the order of their names here: documents of many days have many orders. */
export const addRate = (a: RateTotal, b: RateTotal): RateTotal => {
  const taxes = addBy([], [...(a.taxes ?? []), ...(b.taxes ?? [])], taxKey, addTaxPart, byText(taxKey));
  return {
    ...a,
    netMinor: a.netMinor + b.netMinor,
    taxMinor: a.taxMinor + b.taxMinor,
    grossMinor: a.grossMinor + b.grossMinor,
    ...(taxes.length === 0 ? {} : { taxes }),
  };
};

/** Its taxes as they stand in a sum, where several parts name one. */
const inOrder = (rate: RateTotal): RateTotal =>
  rate.taxes === undefined
    ? rate
    : { ...rate, taxes: addBy([], rate.taxes, taxKey, addTaxPart, byText(taxKey)) };

const keyOfRate = ({ taxClass, ratePpm, relief }: RateTotal): string => rateKey(taxClass, ratePpm, relief);
const keyOfTender = ({ tender, kind, currency }: TenderTotal): string => `${tender}\0${kind}\0${currency}`;
const keyOfExtra = ({ kind }: ExtraTotal): string => kind;
const keyOfDrawer = ({ currency }: DrawerSum): string => currency;

/** As it stands in a sum. */
const plainTender = ({ lostMinor, ...tender }: TenderTotal): TenderTotal =>
  lostMinor === undefined || lostMinor === 0 ? tender : { ...tender, lostMinor };
const addTender = (a: TenderTotal, b: TenderTotal): TenderTotal =>
  plainTender({
    ...a,
    receivedMinor: a.receivedMinor + b.receivedMinor,
    givenBackMinor: a.givenBackMinor + b.givenBackMinor,
    lostMinor: (a.lostMinor ?? 0) + (b.lostMinor ?? 0),
  });
const addExtra = (a: ExtraTotal, b: ExtraTotal): ExtraTotal => ({
  ...a,
  amountMinor: a.amountMinor + b.amountMinor,
});
const addDrawer = (a: DrawerSum, b: DrawerSum): DrawerSum => ({
  currency: a.currency,
  floatMinor: a.floatMinor + b.floatMinor,
  receivedMinor: a.receivedMinor + b.receivedMinor,
  changeMinor: a.changeMinor + b.changeMinor,
  givenBackMinor: a.givenBackMinor + b.givenBackMinor,
  paidInMinor: a.paidInMinor + b.paidInMinor,
  paidOutMinor: a.paidOutMinor + b.paidOutMinor,
  droppedMinor: a.droppedMinor + b.droppedMinor,
});

const addPart = (totals: ZTotals, part: ZPart): ZTotals => {
  const counts = { ...NO_COUNTS };
  for (const count of COUNTS) counts[count] = totals[count] + (part[count] ?? 0);
  return {
    ...counts,
    rates: addBy(totals.rates, (part.rates ?? []).map(inOrder), keyOfRate, addRate, compareRates),
    tenders: addBy(
      totals.tenders,
      (part.tenders ?? []).map(plainTender),
      keyOfTender,
      addTender,
      byText(keyOfTender),
    ),
    extras: addBy(totals.extras, part.extras ?? [], keyOfExtra, addExtra, byText(keyOfExtra)),
    drawer: addBy(totals.drawer, part.drawer ?? [], keyOfDrawer, addDrawer, byText(keyOfDrawer)),
  };
};

/** One entry of a list in totals, under which how many facts it stands. */
type Key = string;
type Weights = Readonly<Record<Key, number>>;
/** Totals from which a fact can be taken back: with how often each entry of their lists was added to. */
export type WeighedTotals = { readonly totals: ZTotals; readonly weights: Weights };
export const EMPTY_Z_SUM: WeighedTotals = { totals: EMPTY_Z, weights: {} };

const KEY = {
  rate: (rate: RateTotal): Key => `rate ${keyOfRate(rate)}`,
  tax: (rate: RateTotal, tax: TaxPart): Key => `tax ${keyOfRate(rate)} ${taxKey(tax)}`,
  tender: (tender: TenderTotal): Key => `tender ${keyOfTender(tender)}`,
  extra: (extra: ExtraTotal): Key => `extra ${keyOfExtra(extra)}`,
  drawer: (drawer: DrawerSum): Key => `drawer ${keyOfDrawer(drawer)}`,
} as const;

const keysOf = ({ rates = [], tenders = [], extras = [], drawer = [] }: ZPart): readonly Key[] => [
  ...rates.flatMap((rate) => [KEY.rate(rate), ...(rate.taxes ?? []).map((tax) => KEY.tax(rate, tax))]),
  ...tenders.map(KEY.tender),
  ...extras.map(KEY.extra),
  ...drawer.map(KEY.drawer),
];

const weighed = (weights: Weights, part: ZPart, by: 1 | -1): Weights => {
  const sums = new Map(Object.entries(weights));
  for (const key of keysOf(part)) sums.set(key, (sums.get(key) ?? 0) + by);
  return Object.fromEntries(
    [...sums].filter(([, weight]) => weight !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
};

const negate = (sums: object): object =>
  Object.fromEntries(
    Object.entries(sums).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'number' ? 0 - value : value,
    ]),
  );

const negated = (part: ZPart): ZPart => {
  const lists = {
    rates: part.rates ?? [],
    tenders: part.tenders ?? [],
    extras: part.extras ?? [],
    drawer: part.drawer ?? [],
  };
  return {
    ...(negate(part) as ZPart),
    rates: lists.rates.map(negateRate),
    tenders: lists.tenders.map((tender) => negate(tender) as TenderTotal),
    extras: lists.extras.map((extra) => negate(extra) as ExtraTotal),
    drawer: lists.drawer.map((drawer) => negate(drawer) as DrawerSum),
  };
};

const onlyWeighed = (totals: ZTotals, weights: Weights): ZTotals => {
  const has = (key: Key): boolean => Object.hasOwn(weights, key);
  return {
    ...totals,
    rates: totals.rates
      .filter((rate) => has(KEY.rate(rate)))
      .map((rate) => {
        const { taxes, ...rest } = rate;
        const left = (taxes ?? []).filter((tax) => has(KEY.tax(rate, tax)));
        return left.length === 0 ? rest : { ...rest, taxes: left };
      }),
    tenders: totals.tenders.filter((tender) => has(KEY.tender(tender))),
    extras: totals.extras.filter((extra) => has(KEY.extra(extra))),
    drawer: totals.drawer.filter((drawer) => has(KEY.drawer(drawer))),
  };
};

/** The sum with one more fact in it; the same where the fact counts nothing. */
export const addFactToSum = (sum: WeighedTotals, fact: Fact): WeighedTotals => {
  const part = partOf(fact);
  if (part === NOTHING) return sum;
  return { totals: addPart(sum.totals, part), weights: weighed(sum.weights, part, 1) };
};

/** The sum as it were without a fact that was added: whatever came in between, nothing of it is left. */
export const takeFactFromSum = (sum: WeighedTotals, fact: Fact): WeighedTotals => {
  const part = partOf(fact);
  if (part === NOTHING) return sum;
  const weights = weighed(sum.weights, part, -1);
  return { totals: onlyWeighed(addPart(sum.totals, negated(part)), weights), weights };
};

/** The sums of two series or shifts together; which comes first makes no difference. */
export const addTotals = (a: ZTotals, b: ZTotals): ZTotals => addPart(a, b);

/** The sums with one more fact in them. It follows from that fact alone, so facts may come in any order. */
export const addFactToZ = (totals: ZTotals, fact: Fact): ZTotals => {
  const part = partOf(fact);
  return part === NOTHING ? totals : addPart(totals, part);
};

/** I8, by currency: float + received - change - given back + paid in - paid out - dropped. */
export const expectedDrawer = ({ drawer }: Pick<ZTotals, 'drawer'>): ReadonlyMap<string, number> =>
  new Map(
    drawer.map((of) => [
      of.currency,
      of.floatMinor +
        of.receivedMinor -
        of.changeMinor -
        of.givenBackMinor +
        of.paidInMinor -
        of.paidOutMinor -
        of.droppedMinor,
    ]),
  );

/** Every amount that has to stay within the bounds of a Z, minor units. */
export const sumsOf = (totals: ZTotals): readonly number[] => [
  ...COUNTS.map((count) => totals[count]),
  ...totals.rates.flatMap(({ netMinor, taxMinor, grossMinor, taxes = [] }) => [
    netMinor,
    taxMinor,
    grossMinor,
    ...taxes.flatMap((part) => [part.baseMinor, part.taxMinor]),
  ]),
  ...totals.tenders.flatMap(({ receivedMinor, givenBackMinor, lostMinor = 0 }) => [
    receivedMinor,
    givenBackMinor,
    lostMinor,
  ]),
  ...totals.extras.map(({ amountMinor }) => amountMinor),
  ...totals.drawer.flatMap(({ currency: _currency, ...sums }) => Object.values(sums)),
  ...expectedDrawer(totals).values(),
];

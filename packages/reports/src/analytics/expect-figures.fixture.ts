import { addToLedger, type LedgerSum, type LedgerTotals, sumLedgerBy } from '@tillmesh/model';
import type { PositionedFact } from '@tillmesh/replica';
import { expect } from 'vitest';
import type { Totals, TotalsFilter, TradeFigures } from '../api/totals.ts';

const tradeOf = (currency: string, { trade }: LedgerSum): TradeFigures => ({
  currency,
  sales: { count: trade.salesCount, unitsMilli: trade.salesUnitsMilli, grossMinor: trade.salesGrossMinor },
  refunds: {
    count: trade.refundsCount,
    unitsMilli: trade.refundsUnitsMilli,
    grossMinor: trade.refundsGrossMinor,
  },
  voids: { count: trade.voidsCount, unitsMilli: trade.voidsUnitsMilli, grossMinor: trade.voidsGrossMinor },
});

const hasTrade = ({ sales, refunds, voids }: TradeFigures): boolean =>
  sales.count + refunds.count + voids.count > 0;

/** The model's own fold of the facts that a filter leaves in. */
const expected = (facts: readonly PositionedFact[], filter: TotalsFilter): LedgerTotals => {
  const totals: LedgerTotals = new Map();
  for (const { fact } of facts) {
    const { businessDate } = fact.stamp;
    if (businessDate < (filter.from ?? '') || businessDate > (filter.to ?? '~')) continue;
    if (fact.branchId !== (filter.branchId ?? fact.branchId)) continue;
    if (fact.deviceId !== (filter.deviceId ?? fact.deviceId)) continue;
    addToLedger(totals, fact);
  }
  return totals;
};

const expectTrade = (
  totals: LedgerTotals,
  name: (cell: { branchId: string; deviceId: string; businessDate: string }) => string,
  rows: readonly (readonly [string, TradeFigures])[],
): void => {
  const sums = sumLedgerBy(totals, (cell) => `${name(cell)}|${cell.currency}`);
  const want = [...sums]
    .map(([key, sum]): [string, TradeFigures] => {
      const [group = '', currency = ''] = key.split('|');
      return [group, tradeOf(currency, sum)];
    })
    .filter(([, figures]) => hasTrade(figures));
  const byKey = (row: readonly [string, TradeFigures]): string => `${row[0]}|${row[1].currency}`;
  const sorted = <T extends readonly [string, TradeFigures]>(list: readonly T[]): T[] =>
    [...list].sort((one, other) => (byKey(one) < byKey(other) ? -1 : 1));
  expect(sorted(rows)).toEqual(sorted(want));
};

const figuresOf = ({ currency, sales, refunds, voids }: TradeFigures): TradeFigures => ({
  currency,
  sales,
  refunds,
  voids,
});

const expectRatesAndTenders = (totals: LedgerTotals, got: Totals): void => {
  const sums = sumLedgerBy(totals, (cell) => cell.currency);
  const rates = got.rates.map((row) => ({
    key: [
      `${row.currency} ${row.taxClass}/${row.ratePpm}`,
      ...(row.relief === null ? [] : [row.relief]),
    ].join('/'),
    netMinor: row.sales.netMinor - row.refunds.netMinor - row.voids.netMinor,
    taxMinor: row.sales.taxMinor - row.refunds.taxMinor - row.voids.taxMinor,
    grossMinor: row.sales.grossMinor - row.refunds.grossMinor - row.voids.grossMinor,
  }));
  const wantRates = [...sums].flatMap(([currency, sum]) =>
    [...sum.rates].map(([key, { netMinor, taxMinor, grossMinor }]) => ({
      key: `${currency} ${key}`,
      netMinor,
      taxMinor,
      grossMinor,
    })),
  );
  const byKey = (one: { key: string }, other: { key: string }): number => (one.key < other.key ? -1 : 1);
  expect(rates.sort(byKey)).toEqual(wantRates.sort(byKey));
  const wantTenders = [...sums].flatMap(([currency, sum]) =>
    [...sum.tenders].map(([tender, total]) => ({ currency, tender, lostMinor: 0, ...total })),
  );
  const byTender = (one: { currency: string; tender: string }, other: typeof one): number =>
    `${one.currency} ${one.tender}` < `${other.currency} ${other.tender}` ? -1 : 1;
  expect(got.tenders).toEqual(wantTenders.sort(byTender));
  const wantExtras = [...sums].flatMap(([currency, sum]) =>
    [...sum.extras].map(([extra, amountMinor]) => `${currency} ${extra} ${amountMinor}`),
  );
  expect(got.extras.map((row) => `${row.currency} ${row.extra} ${row.amountMinor}`)).toEqual(
    wantExtras.sort(),
  );
  for (const { currency, amountMinor } of got.cashRounding)
    expect(amountMinor).toBe(sums.get(currency)?.trade.cashRoundingMinor);
  const z = new Map(got.zReports.map(({ currency, count, grossMinor }) => [currency, { count, grossMinor }]));
  for (const [currency, sum] of sums) expect(z.get(currency) ?? { count: 0, grossMinor: 0 }).toEqual(sum.z);
  expect([...z.keys()].every((currency) => sums.has(currency))).toBe(true);
};

/** Holds totals against the model's own fold of the facts that a filter leaves in. */
export const expectFigures = (facts: readonly PositionedFact[], filter: TotalsFilter, got: Totals): void => {
  const totals = expected(facts, filter);
  expectTrade(
    totals,
    () => '',
    got.overall.map((row) => ['', figuresOf(row)]),
  );
  expectTrade(
    totals,
    (cell) => cell.branchId,
    got.branches.map((row) => [row.branchId, figuresOf(row)]),
  );
  expectTrade(
    totals,
    (cell) => cell.deviceId,
    got.tills.map((row) => [row.deviceId, figuresOf(row)]),
  );
  expectTrade(
    totals,
    (cell) => cell.businessDate,
    got.businessDates.map((row) => [row.businessDate, figuresOf(row)]),
  );
  for (const [branch, sum] of sumLedgerBy(totals, (cell) => cell.branchId)) {
    const rows = got.hours.filter((row) => row.branchId === branch);
    const currency = rows[0]?.currency ?? '';
    expect(rows.map((row) => [row.hour, figuresOf(row)])).toEqual(
      [...sum.hours]
        .sort(([one], [other]) => one - other)
        .map(([hour, trade]) => [hour, tradeOf(currency, { ...sum, trade })]),
    );
  }
  expectRatesAndTenders(totals, got);
};

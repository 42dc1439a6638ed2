import { currencyExponent, formatMinor, formatQuantity, formatRate } from '@tillmesh/model';
import type { Report } from '../api/report.ts';
import type { TradeFigures } from '../api/totals.ts';
import { drawTable } from './text-table.ts';

type Money = (minor: number, currency: string) => string;

const TRADE_HEADS = ['currency', 'sales', 'units', 'gross', 'refunds', 'units', 'gross', 'voids', 'gross'];

const tradeTables = (report: Report, money: Money): readonly string[] => {
  const trade = (row: TradeFigures): readonly string[] => [
    row.currency,
    String(row.sales.count),
    formatQuantity(row.sales.unitsMilli),
    money(row.sales.grossMinor, row.currency),
    String(row.refunds.count),
    formatQuantity(row.refunds.unitsMilli),
    money(row.refunds.grossMinor, row.currency),
    String(row.voids.count),
    money(row.voids.grossMinor, row.currency),
  ];
  const table = <T extends TradeFigures>(
    title: string,
    heads: readonly string[],
    rows: readonly T[],
    names: (row: T) => readonly string[],
  ): string =>
    drawTable({
      title,
      heads: [...heads, ...TRADE_HEADS],
      rows: rows.map((row) => [...names(row), ...trade(row)]),
      wordColumns: heads.length + 1,
    });
  return [
    table('Overall', [], report.overall, () => []),
    table('By branch', ['branch'], report.branches, (row) => [row.branch]),
    table('By till', ['branch', 'till'], report.tills, (row) => [row.branch, row.till]),
    table('By business date', ['date'], report.businessDates, (row) => [row.businessDate]),
    table('By hour', ['branch', 'hour'], report.hours, (row) => [row.branch, String(row.hour)]),
  ];
};

const rateTable = (report: Report, money: Money): string =>
  drawTable({
    title: 'By tax rate, sales less refunds and voids',
    heads: ['class', 'currency', 'rate %', 'net', 'tax', 'gross'],
    rows: report.rates.map(({ taxClass, relief, currency, ratePpm, sales, refunds, voids }) => [
      relief === null ? taxClass : `${taxClass} (${relief})`,
      currency,
      formatRate(ratePpm),
      money(sales.netMinor - refunds.netMinor - voids.netMinor, currency),
      money(sales.taxMinor - refunds.taxMinor - voids.taxMinor, currency),
      money(sales.grossMinor - refunds.grossMinor - voids.grossMinor, currency),
    ]),
    wordColumns: 2,
  });

const tenderTable = (report: Report, money: Money): string =>
  drawTable({
    title: 'By tender',
    heads: ['tender', 'currency', 'received', 'given back', 'lost'],
    rows: report.tenders.map(({ tender, currency, receivedMinor, givenBackMinor, lostMinor }) => [
      tender,
      currency,
      money(receivedMinor, currency),
      money(givenBackMinor, currency),
      money(lostMinor, currency),
    ]),
    wordColumns: 2,
  });

const extraTable = (report: Report, money: Money): string =>
  drawTable({
    title: 'Besides goods',
    heads: ['what', 'currency', 'amount'],
    rows: [
      ...report.extras.map(({ extra, currency, amountMinor }) => [
        extra,
        currency,
        money(amountMinor, currency),
      ]),
      ...report.cashRounding.map(({ currency, amountMinor }) => [
        'cash rounding',
        currency,
        money(amountMinor, currency),
      ]),
    ],
    wordColumns: 2,
  });

const zTable = (report: Report, money: Money): string =>
  drawTable({
    title: 'Z reports',
    heads: ['currency', 'count', 'gross', 'variance'],
    rows: report.zReports.map(({ currency, count, grossMinor, varianceMinor }) => [
      currency,
      String(count),
      money(grossMinor, currency),
      money(varianceMinor, currency),
    ]),
    wordColumns: 1,
  });

/** What the totals rest on, in a line. */
const headLine = ({ organisation, facts }: Report): string => {
  const mark = organisation.mark === 'real' ? '' : ` (${organisation.mark.toUpperCase()})`;
  const { folded, invalid, notUnderstood, unverified, withheld, forks } = facts;
  const rest = Object.entries({ invalid, 'not understood': notUnderstood, unverified, withheld, forks })
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `, ${count} ${name}`);
  return `${organisation.name}${mark}: ${folded} facts${rest.join('')}`;
};

/** The report as tables for a terminal. */
export const reportTables = (report: Report): string => {
  const money: Money = (minor, currency) => formatMinor(minor, currencyExponent(currency));
  return [
    headLine(report),
    ...tradeTables(report, money),
    rateTable(report, money),
    tenderTable(report, money),
    extraTable(report, money),
    zTable(report, money),
  ].join('\n\n');
};

import { type DuckDBConnection, VARCHAR } from '@duckdb/node-api';
import type { TillDate, TradeCell } from '../analytics/analytics-port.ts';
import type { RateFigures, Totals, TotalsFilter, TradeFigures } from '../api/totals.ts';

/** A row as DuckDB gives it: text, or an integer as a bigint. */
type Cells = Readonly<Record<string, unknown>>;

const integerAt = (row: Cells, column: string): number => {
  const raw = row[column];
  const value = typeof raw === 'bigint' ? Number(raw) : raw;
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw new Error(`${column} is not an exact integer`);
  return value;
};

const textAt = (row: Cells, column: string): string => {
  const value = row[column];
  if (typeof value !== 'string') throw new Error(`${column} is not text`);
  return value;
};

/** sum(BIGINT) is a HUGEINT in DuckDB: cast back, which fails loudly beyond 64 bits. */
const sum = (
  column: string,
  kind: 'sale' | 'refund' | 'void' | 'received' | 'given-back' | 'lost' | 'taken',
): string => `CAST(coalesce(sum(${column}) FILTER (WHERE kind = '${kind}'), 0) AS BIGINT)`;

const WHERE = `
  ($from IS NULL OR business_date >= CAST($from AS DATE)) AND
  ($to IS NULL OR business_date <= CAST($to AS DATE)) AND
  ($branch IS NULL OR branch_id = $branch) AND
  ($device IS NULL OR device_id = $device)`;

const TRADE = `
  count(*) FILTER (WHERE kind = 'sale') AS sales_count,
  ${sum('units_milli', 'sale')} AS sales_units,
  ${sum('total_minor', 'sale')} AS sales_gross,
  count(*) FILTER (WHERE kind = 'refund') AS refunds_count,
  ${sum('units_milli', 'refund')} AS refunds_units,
  ${sum('total_minor', 'refund')} AS refunds_gross,
  count(*) FILTER (WHERE kind = 'void') AS voids_count,
  ${sum('units_milli', 'void')} AS voids_units,
  ${sum('total_minor', 'void')} AS voids_gross`;

/** `columns` are our own words, never input; what people choose is bound as a parameter. */
const tradeBy = (...columns: string[]): string => {
  const by = [...columns, 'currency'].join(', ');
  return `
    WITH units AS (SELECT doc, sum(quantity_milli) AS units_milli FROM line GROUP BY doc)
    SELECT ${by}, ${TRADE} FROM document LEFT JOIN units USING (doc)
    WHERE ${WHERE} GROUP BY ${by} ORDER BY ${by}`;
};

const RATES = `
  SELECT currency, tax_class, rate_ppm, relief,
    ${sum('net_minor', 'sale')} AS sales_net, ${sum('tax_minor', 'sale')} AS sales_tax,
    ${sum('gross_minor', 'sale')} AS sales_gross,
    ${sum('net_minor', 'refund')} AS refunds_net, ${sum('tax_minor', 'refund')} AS refunds_tax,
    ${sum('gross_minor', 'refund')} AS refunds_gross,
    ${sum('net_minor', 'void')} AS voids_net, ${sum('tax_minor', 'void')} AS voids_tax,
    ${sum('gross_minor', 'void')} AS voids_gross
  FROM rate JOIN document USING (doc) WHERE ${WHERE}
  GROUP BY currency, tax_class, rate_ppm, relief ORDER BY currency, rate_ppm DESC, tax_class, relief`;

const TENDERS = `
  SELECT currency, tender, ${sum('amount_minor', 'received')} AS received,
    ${sum('amount_minor', 'given-back')} AS given_back, ${sum('amount_minor', 'lost')} AS lost
  FROM payment WHERE ${WHERE} GROUP BY currency, tender ORDER BY currency, tender`;

const EXTRAS = `
  SELECT currency, extra,
    ${sum('amount_minor', 'taken')} - ${sum('amount_minor', 'given-back')} AS amount
  FROM extra WHERE ${WHERE} GROUP BY currency, extra ORDER BY currency, extra`;

const CASH_ROUNDING = `
  SELECT currency, ${sum('cash_rounding_minor', 'sale')} - ${sum('cash_rounding_minor', 'refund')}
    - ${sum('cash_rounding_minor', 'void')} AS amount
  FROM document WHERE ${WHERE} GROUP BY currency ORDER BY currency`;

const Z_REPORTS = `
  SELECT currency, count(*) FILTER (WHERE kind = 'z') AS count,
    CAST(sum(sales_minor - refunds_minor - voids_minor) AS BIGINT) AS gross,
    CAST(sum(variance_minor) AS BIGINT) AS variance
  FROM z WHERE ${WHERE} GROUP BY currency ORDER BY currency`;

const trade = (row: Cells): TradeFigures => ({
  currency: textAt(row, 'currency'),
  sales: {
    count: integerAt(row, 'sales_count'),
    unitsMilli: integerAt(row, 'sales_units'),
    grossMinor: integerAt(row, 'sales_gross'),
  },
  refunds: {
    count: integerAt(row, 'refunds_count'),
    unitsMilli: integerAt(row, 'refunds_units'),
    grossMinor: integerAt(row, 'refunds_gross'),
  },
  voids: {
    count: integerAt(row, 'voids_count'),
    unitsMilli: integerAt(row, 'voids_units'),
    grossMinor: integerAt(row, 'voids_gross'),
  },
});

const rateFigures = (row: Cells, side: 'sales' | 'refunds' | 'voids'): RateFigures => ({
  netMinor: integerAt(row, `${side}_net`),
  taxMinor: integerAt(row, `${side}_tax`),
  grossMinor: integerAt(row, `${side}_gross`),
});

const read = async <T>(
  connection: DuckDBConnection,
  sql: string,
  filter: TotalsFilter,
  shape: (row: Cells) => T,
): Promise<readonly T[]> => {
  const values = {
    from: filter.from ?? null,
    to: filter.to ?? null,
    branch: filter.branchId ?? null,
    device: filter.deviceId ?? null,
  };
  const types = { from: VARCHAR, to: VARCHAR, branch: VARCHAR, device: VARCHAR };
  const reader = await connection.runAndReadAll(sql, values, types);
  return reader.getRowObjects().map((row) => shape(row));
};

/** Reads every breakdown; the caller sees to it that nothing is folded in between. */
export const readTotals = async (connection: DuckDBConnection, filter: TotalsFilter): Promise<Totals> => {
  const by = async <T>(sql: string, shape: (row: Cells) => T) => read(connection, sql, filter, shape);
  return {
    overall: await by(tradeBy(), trade),
    branches: await by(tradeBy('branch_id'), (row) => ({
      branchId: textAt(row, 'branch_id'),
      ...trade(row),
    })),
    tills: await by(tradeBy('branch_id', 'device_id'), (row) => ({
      branchId: textAt(row, 'branch_id'),
      deviceId: textAt(row, 'device_id'),
      ...trade(row),
    })),
    businessDates: await by(tradeBy('business_date'), (row) => ({
      businessDate: String(row['business_date']),
      ...trade(row),
    })),
    hours: await by(tradeBy('branch_id', 'local_hour'), (row) => ({
      branchId: textAt(row, 'branch_id'),
      hour: integerAt(row, 'local_hour'),
      ...trade(row),
    })),
    rates: await by(RATES, (row) => ({
      currency: textAt(row, 'currency'),
      taxClass: textAt(row, 'tax_class'),
      ratePpm: integerAt(row, 'rate_ppm'),
      relief: textAt(row, 'relief') || null,
      sales: rateFigures(row, 'sales'),
      refunds: rateFigures(row, 'refunds'),
      voids: rateFigures(row, 'voids'),
    })),
    tenders: await by(TENDERS, (row) => ({
      currency: textAt(row, 'currency'),
      tender: textAt(row, 'tender'),
      receivedMinor: integerAt(row, 'received'),
      givenBackMinor: integerAt(row, 'given_back'),
      lostMinor: integerAt(row, 'lost'),
    })),
    extras: await by(EXTRAS, (row) => ({
      currency: textAt(row, 'currency'),
      extra: textAt(row, 'extra'),
      amountMinor: integerAt(row, 'amount'),
    })),
    cashRounding: await by(CASH_ROUNDING, (row) => ({
      currency: textAt(row, 'currency'),
      amountMinor: integerAt(row, 'amount'),
    })),
    zReports: await by(Z_REPORTS, (row) => ({
      currency: textAt(row, 'currency'),
      count: integerAt(row, 'count'),
      grossMinor: integerAt(row, 'gross'),
      varianceMinor: integerAt(row, 'variance'),
    })),
  };
};

export const readCells = async (
  connection: DuckDBConnection,
  from: string,
  to: string,
): Promise<readonly TradeCell[]> =>
  read(connection, tradeBy('branch_id', 'device_id', 'business_date', 'local_hour'), { from, to }, (row) => ({
    branchId: textAt(row, 'branch_id'),
    deviceId: textAt(row, 'device_id'),
    businessDate: String(row['business_date']),
    hour: integerAt(row, 'local_hour'),
    ...trade(row),
  }));

export const readLastBusinessDates = async (connection: DuckDBConnection): Promise<readonly TillDate[]> => {
  const sql = `
    SELECT branch_id, device_id, max(business_date) AS last FROM document
    GROUP BY branch_id, device_id ORDER BY branch_id, device_id`;
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowObjects().map((row) => ({
    branchId: textAt(row, 'branch_id'),
    deviceId: textAt(row, 'device_id'),
    businessDate: String(row['last']),
  }));
};

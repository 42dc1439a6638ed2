import type { Report } from '@tillmesh/reports';
import type { ProcessUse } from '../process/process-use.ts';
import type { ChainSum } from '../verify/verify.ts';
import { type Figures, figuresOf } from './figure.ts';
import type { Plan } from './plan.ts';

type ReportFigures = Report['overall'][number]['sales'];
type RateFigures = Report['rates'][number]['sales'];

/** What the replay prints as one line of JSON. Money is minor units; refunds are positive. */
export type Outcome = {
  readonly rows: number;
  readonly sales: Figures;
  readonly refunds: Figures;
  readonly products: number;
  readonly rejects: Readonly<Record<string, number>>;
  readonly perBranch: readonly {
    readonly branch: string;
    readonly sales: Figures;
    readonly refunds: Figures;
  }[];
  readonly perDay: readonly {
    readonly date: string;
    readonly salesGrossMinor: number;
    readonly refundsGrossMinor: number;
  }[];
  /** `rate` in percent; the sums are sales less refunds, each of which stands beside. */
  readonly perRate: readonly (RateFigures & {
    readonly rate: number;
    readonly sales: RateFigures;
    readonly refunds: RateFigures;
  })[];
  /** `grossMinor` is sales less refunds. */
  readonly zReports: { readonly count: number; readonly grossMinor: number };
  /** The reporter's figures are those of the file. */
  readonly matchesFile: boolean;
  readonly converged: boolean;
  readonly stockMatchesLedger: boolean;
  readonly chain: ChainSum;
  readonly seconds: number;
  readonly secondsToConverge: number;
  /** Of the process that needed most. */
  readonly peakRssMb: number;
  readonly processes: readonly ProcessUse[];
};

/** What is known besides the reporter's report. */
export type Findings = Pick<
  Outcome,
  'products' | 'converged' | 'stockMatchesLedger' | 'chain' | 'seconds' | 'secondsToConverge' | 'processes'
>;

const MILLI = 1_000;
const PPM_PER_PERCENT = 10_000;

const wholeUnits = (unitsMilli: number): number => {
  if (unitsMilli % MILLI !== 0) throw new Error(`${unitsMilli} thousandths are no whole units`);
  return unitsMilli / MILLI;
};

const figures = ({ count, unitsMilli, grossMinor }: ReportFigures): Figures => ({
  count,
  units: wholeUnits(unitsMilli),
  grossMinor,
});

const NOTHING: ReportFigures = { count: 0, unitsMilli: 0, grossMinor: 0 };

const less = (sales: RateFigures, refunds: RateFigures): RateFigures => ({
  netMinor: sales.netMinor - refunds.netMinor,
  taxMinor: sales.taxMinor - refunds.taxMinor,
  grossMinor: sales.grossMinor - refunds.grossMinor,
});

const countReasons = (plan: Plan): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { reason } of plan.rejected) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
};

const same = (one: Figures, other: Figures): boolean =>
  one.count === other.count && one.units === other.units && one.grossMinor === other.grossMinor;

/** Puts the outcome together; every total is the reporter's. */
export const outcomeOf = (plan: Plan, report: Report, findings: Findings): Outcome => {
  const [overall] = report.overall;
  const [z] = report.zReports;
  const sales = figures(overall?.sales ?? NOTHING);
  const refunds = figures(overall?.refunds ?? NOTHING);
  return {
    rows: plan.rowCount,
    sales,
    refunds,
    products: findings.products,
    rejects: countReasons(plan),
    perBranch: report.branches.map((row) => ({
      branch: row.branch,
      sales: figures(row.sales),
      refunds: figures(row.refunds),
    })),
    perDay: report.businessDates.map((row) => ({
      date: row.businessDate,
      salesGrossMinor: row.sales.grossMinor,
      refundsGrossMinor: row.refunds.grossMinor,
    })),
    perRate: report.rates.map((row) => ({
      rate: row.ratePpm / PPM_PER_PERCENT,
      ...less(row.sales, row.refunds),
      sales: row.sales,
      refunds: row.refunds,
    })),
    zReports: { count: z?.count ?? 0, grossMinor: z?.grossMinor ?? 0 },
    matchesFile:
      report.overall.length <= 1 &&
      same(sales, figuresOf(plan.invoices, 'sale')) &&
      same(refunds, figuresOf(plan.invoices, 'refund')) &&
      (z?.grossMinor ?? 0) === sales.grossMinor - refunds.grossMinor &&
      findings.products === plan.products.length,
    converged: findings.converged,
    stockMatchesLedger: findings.stockMatchesLedger,
    chain: findings.chain,
    seconds: findings.seconds,
    secondsToConverge: findings.secondsToConverge,
    peakRssMb: Math.max(0, ...findings.processes.map(({ peakRssMb }) => peakRssMb)),
    processes: findings.processes,
  };
};

/** Whether everything held that a replay is for. */
export const allHeld = ({ chain, converged, stockMatchesLedger, matchesFile }: Outcome): boolean =>
  converged &&
  stockMatchesLedger &&
  matchesFile &&
  chain.gaps === 0 &&
  chain.forks === 0 &&
  chain.badSignatures === 0;

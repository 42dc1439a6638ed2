import { expect, it } from 'vitest';
import type { Report } from '@tillmesh/reports';
import { allHeld, type Findings, outcomeOf } from './outcome.ts';
import { planReplay } from './plan.ts';
import { readSourceText } from './read-file.ts';

const FILE = [
  'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice',
  '1,A,Apple,2,2010-12-01 10:00:00,1.00',
  'C2,A,Apple,-1,2010-12-01 11:00:00,1.00',
  '3,A,Apple,1,2010-12-01 11:00:00,0.0',
].join('\n');
const plan = planReplay(readSourceText(FILE), { zone: 'Europe/London', tillCount: 1, partition: false });

const trade = {
  currency: 'GBP',
  sales: { count: 1, unitsMilli: 2_000, grossMinor: 200 },
  refunds: { count: 1, unitsMilli: 1_000, grossMinor: 100 },
  voids: { count: 0, unitsMilli: 0, grossMinor: 0 },
};
const REPORT: Report = {
  organisation: { id: '0', name: 'Replay', mark: 'replay' },
  filter: {},
  facts: { folded: 6, invalid: 0, notUnderstood: 0, unverified: 0, withheld: 0, forks: 0 },
  exponents: { GBP: 2 },
  overall: [trade],
  branches: [{ ...trade, branchId: 'b', branch: 'Branch A' }],
  tills: [],
  businessDates: [{ ...trade, businessDate: '2010-12-01' }],
  hours: [],
  rates: [
    {
      currency: 'GBP',
      taxClass: 'standard',
      ratePpm: 175_000,
      relief: null,
      sales: { netMinor: 170, taxMinor: 30, grossMinor: 200 },
      refunds: { netMinor: 85, taxMinor: 15, grossMinor: 100 },
      voids: { netMinor: 0, taxMinor: 0, grossMinor: 0 },
    },
  ],
  tenders: [],
  extras: [],
  cashRounding: [],
  zReports: [{ currency: 'GBP', count: 1, grossMinor: 100, varianceMinor: 0 }],
};
const FINDINGS: Findings = {
  products: 1,
  converged: true,
  stockMatchesLedger: true,
  chain: { entries: 6, gaps: 0, forks: 0, badSignatures: 0 },
  seconds: 2,
  secondsToConverge: 1,
  processes: [
    { name: 'A1', peakRssMb: 120, cpuSeconds: 1 },
    { name: 'A1/1', peakRssMb: 140, cpuSeconds: 2 },
  ],
};

it("[REPLAY-13] the outcome's totals are the reporter's", () => {
  const outcome = outcomeOf(plan, REPORT, FINDINGS);
  expect(outcome).toMatchObject({
    rows: 3,
    sales: { count: 1, units: 2, grossMinor: 200 },
    refunds: { count: 1, units: 1, grossMinor: 100 },
    products: 1,
    rejects: { 'price not positive': 1 },
    perBranch: [{ branch: 'Branch A', sales: { count: 1 }, refunds: { count: 1 } }],
    perDay: [{ date: '2010-12-01', salesGrossMinor: 200, refundsGrossMinor: 100 }],
    perRate: [{ rate: 17.5, netMinor: 85, taxMinor: 15, grossMinor: 100 }],
    zReports: { count: 1, grossMinor: 100 },
    peakRssMb: 140,
  });
  expect(allHeld(outcome)).toBe(true);
});

it.each([
  ['another total', { ...REPORT, overall: [{ ...trade, sales: { ...trade.sales, grossMinor: 201 } }] }, {}],
  ['another Z', { ...REPORT, zReports: [{ ...REPORT.zReports[0]!, grossMinor: 99 }] }, {}],
  ['devices that differ', REPORT, { converged: false }],
  ['stock that differs', REPORT, { stockMatchesLedger: false }],
  ['a product too many', REPORT, { products: 2 }],
  ['a gap', REPORT, { chain: { ...FINDINGS.chain, gaps: 1 } }],
  ['a fork', REPORT, { chain: { ...FINDINGS.chain, forks: 1 } }],
  ['a bad signature', REPORT, { chain: { ...FINDINGS.chain, badSignatures: 1 } }],
])('[REPLAY-13] %s is no success', (_, report, findings) => {
  expect(allHeld(outcomeOf(plan, report, { ...FINDINGS, ...findings }))).toBe(false);
});

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { Outcome } from '../../../scripts/replay/outcome.ts';
import { type Sums, sumFile } from './independent-sum.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SMALL = fileURLToPath(new URL('small.csv', import.meta.url));

const replay = async (csv: string, ...args: readonly string[]): Promise<Outcome> => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'scripts/replay.ts', '--csv', csv, ...args, '--json'],
    { cwd: ROOT, maxBuffer: 16 * 1024 * 1024 },
  );
  return JSON.parse(stdout) as Outcome;
};

/** Holds what the reporter counted against the sums taken from the file itself. */
const expectSums = (outcome: Outcome, sums: Sums, tills: number): void => {
  const { rows, sales, refunds, products } = sums;
  expect(outcome).toMatchObject({ rows, sales, refunds, products, matchesFile: true });
  expect(Object.values(outcome.rejects).reduce((sum, count) => sum + count, 0)).toBe(sums.rejected);
  expect(new Map(outcome.perDay.map(({ date, ...day }) => [date, day]))).toEqual(sums.days);
  const rates = outcome.perRate.map(
    ({ rate, netMinor, taxMinor, grossMinor }) => [rate, { netMinor, taxMinor, grossMinor }] as const,
  );
  expect(new Map(rates)).toEqual(sums.rates);
  const grossMinor = sales.grossMinor - refunds.grossMinor;
  expect(outcome.zReports).toEqual({ count: sums.days.size * tills, grossMinor });
  const branches = outcome.perBranch.map((branch) => branch.sales.grossMinor - branch.refunds.grossMinor);
  expect(branches.reduce((sum, branch) => sum + branch, 0)).toBe(grossMinor);
  expect(outcome).toMatchObject({ converged: true, stockMatchesLedger: true });
  expect(outcome.chain).toMatchObject({ gaps: 0, forks: 0, badSignatures: 0 });
  // Every sale is a payment and a sale, every refund one entry, every shift is opened and closed.
  expect(outcome.chain.entries).toBe(2 * sales.count + refunds.count + 2 * outcome.zReports.count);
};

it(
  '[REPLAY-14] I5 I6 I7: a few days over a change of the tax rate, cut in the middle, come out as summed by hand',
  { timeout: 120_000 },
  async () => {
    const outcome = await replay(SMALL, '--branches', '2', '--tills', '2', '--partition');
    const sums = sumFile(readFileSync(SMALL, 'utf8'));
    expectSums(outcome, sums, 4);
    expect([...sums.rates.keys()]).toEqual([17.5, 20]);
    expect(outcome.rejects).toEqual({
      'price not positive': 6,
      'price with more than two decimals': 3,
      'invoice number not digits after an optional C': 3,
      'quantity not negative in a refund or not positive in a sale': 6,
    });
  },
);

/** A folder with online-retail-2010-12.csv.gz (UCI Online Retail, CC BY 4.0), which is no part of this project. */
const DATA = process.env['TILLMESH_DATA'];
if (DATA === undefined) {
  console.warn('TILLMESH_DATA names no folder: the replay of December 2010 is skipped');
}

it.skipIf(DATA === undefined)(
  '[REPLAY-15] I5 I6 I7: December 2010 over 2 branches and 6 tills, cut for a third of the month',
  { timeout: 300_000 },
  async () => {
    const csv = join(DATA ?? '', 'online-retail-2010-12.csv.gz');
    const outcome = await replay(csv, '--branches', '2', '--tills', '3', '--partition');
    expectSums(outcome, sumFile(gunzipSync(readFileSync(csv)).toString('utf8')), 6);
    expect(outcome).toMatchObject({
      sales: { count: 1_559, units: 359_239, grossMinor: 82_374_614 },
      refunds: { count: 326, units: 16_042, grossMinor: 7_478_912 },
      products: 2_799,
      rejects: { 'price not positive': 273 },
    });
    expect(outcome.perDay).toHaveLength(20);
    expect(outcome.perDay[0]).toMatchObject({ salesGrossMinor: 5_896_079, refundsGrossMinor: 32_523 });
    expect(outcome.peakRssMb).toBeLessThan(300);
  },
);

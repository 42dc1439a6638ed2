import { type CarrierPort, openShopNode } from '@tillmesh/replica';
import type { ApiAccess } from '@tillmesh/replica/process/api-file';
import type { Report } from '../api/report.ts';
import type { TotalsFilter } from '../api/totals.ts';
import { openDuckdbAnalytics } from '../duckdb/duckdb-analytics.ts';
import { queryOf } from '../server/filter.ts';
import { startReporter } from './reporter.ts';

const ANSWER_TIMEOUT_MS = 60_000;

export type Asked =
  | { readonly ok: true; readonly report: Report }
  /** Nobody answered there, or not as our reporter would. */
  | { readonly ok: false; readonly reason: string };

/** Asks a reporter that runs. */
export const askRunning = async (access: ApiAccess, filter: TotalsFilter): Promise<Asked> => {
  const { from, to, branchId: branch, deviceId: till } = filter;
  const query = queryOf({ from, to, branch, till }).toString();
  const url = new URL(`/api/totals?${query}`, access.address);
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${access.token}` },
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    if (!response.ok) return { ok: false, reason: `it answered ${response.status}` };
    return { ok: true, report: (await response.json()) as Report };
  } catch (error) {
    // Fetch throws a TypeError for whatever went wrong on the network, a DOMException when time is up.
    if (error instanceof TypeError || error instanceof DOMException) {
      const { cause } = error;
      return { ok: false, reason: cause instanceof Error ? cause.message : error.message };
    }
    throw error;
  }
};

/** For reading what is on disk: nobody is dialled and nothing is sent. */
const withoutLinks = (): CarrierPort => ({
  send: () => undefined,
  onOutput: () => () => undefined,
  close: () => Promise.resolve(),
});

/** Reads a data folder that no reporter runs on. Throws a Fault when it is not usable. */
export const readFolder = async (folder: string, filter: TotalsFilter): Promise<Report> => {
  const node = openShopNode({
    folder,
    clock: { nowMs: Date.now },
    listen: null,
    dial: [],
    carrier: withoutLinks,
  });
  const analytics = await openDuckdbAnalytics();
  try {
    const reporter = startReporter(node, analytics, Date.now, () => undefined);
    await reporter.caughtUp();
    const report = await reporter.report(filter);
    await reporter.stop();
    return report;
  } finally {
    await node.close();
    await analytics.close();
  }
};

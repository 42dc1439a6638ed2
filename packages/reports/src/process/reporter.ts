import type { ShopNode } from '@tillmesh/replica';
import type { Analytics } from '../analytics/analytics-port.ts';
import type { Report } from '../api/report.ts';
import type { TodayView } from '../api/today.ts';
import type { TotalsFilter } from '../api/totals.ts';
import { lookedAgain, type Ways } from '../freshness/way.ts';
import { reportOf } from '../report/report.ts';
import { coalesced, spaced } from './coalesce.ts';
import { businessDays } from '../today/business-day.ts';
import { todayView } from '../today/today.ts';

/** Facts folded in one transaction. */
const BATCH = 500;
/** A transaction costs the same for one fact as for fifty. */
const FOLD_GAP_MS = 100;

export type Health = { readonly ready: boolean; readonly factsFolded: number };

export type Reporter = {
  readonly health: () => Health;
  readonly report: (filter: TotalsFilter) => Promise<Report>;
  readonly today: () => Promise<TodayView>;
  /** Called after figures, names or links changed, with no arguments; many changes may be one call. */
  readonly onChange: (listener: () => void) => () => void;
  /** Resolves when everything the node holds now is folded. */
  readonly caughtUp: () => Promise<void>;
  /** Stops folding; the node and the analytics are whose they were. */
  readonly stop: () => Promise<void>;
};

/** What the owner's page shows at this moment. */
const readToday = async (
  node: ShopNode,
  analytics: Analytics,
  ways: Ways,
  nowMs: number,
): Promise<TodayView> => {
  const shop = node.shop();
  const days = businessDays(shop, await analytics.lastBusinessDates(), nowMs);
  const dates = [...days.today.values()].sort();
  const [first, newest] = [dates[0], dates.at(-1)];
  const cells = first === undefined || newest === undefined ? [] : await analytics.cells(first, newest);
  return todayView(shop, node.status(), cells, days, ways, nowMs);
};

/**
 * Folds what the node holds into the analytics, and every fact that comes after. A fold that fails is
 * not passed over: `onFailure` is told once, and folding has stopped.
 */
export const startReporter = (
  node: ShopNode,
  analytics: Analytics,
  nowMs: () => number,
  onFailure: (error: unknown) => void,
): Reporter => {
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  let stopped = false;
  let ready = false;
  let ways: Ways = lookedAgain(new Map(), node.status().links);

  const foldAll = async (): Promise<void> => {
    for (;;) {
      if (stopped) break;
      // What does not count any more goes first: a fact that counts again stands further on.
      const gone = node.withdrawn(analytics.withdrawn(), BATCH);
      const batch = gone.length > 0 ? [] : node.facts(analytics.position(), BATCH);
      if (gone.length > 0) await analytics.withdraw(gone);
      else if (batch.length > 0) await analytics.fold(batch);
      else break;
      if (ready) tell();
    }
    ready = true;
    tell();
  };

  const catchUp = coalesced(foldAll);
  const folding = spaced(() => {
    catchUp().catch((error: unknown) => {
      if (!stopped) onFailure(error);
      stopped = true;
    });
  }, FOLD_GAP_MS);

  const unlisten = node.onChange((change) => {
    if (change === 'facts') folding.due();
    if (change === 'status') ways = lookedAgain(ways, node.status().links);
    if (change === 'registry' || change === 'status') tell();
  });
  folding.due();

  return {
    health: () => ({ ready, factsFolded: analytics.factCount() }),
    report: async (filter) => {
      const totals = await analytics.totals(filter);
      return reportOf(node.shop(), node.status(), analytics.factCount(), filter, totals);
    },
    today: () => readToday(node, analytics, ways, nowMs()),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    caughtUp: catchUp,
    stop: async () => {
      stopped = true;
      unlisten();
      folding.stop();
      await catchUp();
    },
  };
};

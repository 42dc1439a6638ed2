import type { PositionedEntry, PositionedFact } from '@tillmesh/replica';
import type { Totals, TotalsFilter, TradeFigures } from '../api/totals.ts';

/** What one till traded in one hour of its branch's clock on one business date. */
export type TradeCell = TradeFigures & {
  readonly branchId: string;
  readonly deviceId: string;
  readonly businessDate: string;
  readonly hour: number;
};

/** The newest business date on which a till made a document. */
export type TillDate = {
  readonly branchId: string;
  readonly deviceId: string;
  readonly businessDate: string;
};

/**
 * Where facts are kept for counting. DuckDB is the default; an engine for larger chains is another
 * implementation that passes the same contract suite (`analytics.test.ts`).
 */
export type Analytics = {
  /**
   * Takes the facts in, all or none. Each fact counts once, known by its entry's hash, however often
   * and in whatever order it is given. Resolves when queries see them.
   */
  readonly fold: (facts: readonly PositionedFact[]) => Promise<void>;
  /** The highest position ever folded, 0 before the first: ask the node for what comes after it. */
  readonly position: () => number;
  /**
   * Takes facts out again that do not count any more, all or none; those never folded are passed over. One that counts
   * again comes back by `fold`, at a new position. Resolves when queries see it.
   */
  readonly withdraw: (gone: readonly PositionedEntry[]) => Promise<void>;
  /** The highest position ever withdrawn, 0 before the first: ask the node for what comes after it, before new facts. */
  readonly withdrawn: () => number;
  /** How many different facts are in. */
  readonly factCount: () => number;
  readonly totals: (filter: TotalsFilter) => Promise<Totals>;
  /** The finest figures of trade, for the business dates from `from` to `to`. */
  readonly cells: (from: string, to: string) => Promise<readonly TradeCell[]>;
  /** For each till of each branch that made a document, by branch and till. */
  readonly lastBusinessDates: () => Promise<readonly TillDate[]>;
  readonly close: () => Promise<void>;
};

import type { Figures } from './totals.ts';

/**
 * The owner's page, as `GET /api/today` gives it and `GET /api/live` sends it anew after each change
 * (server-sent events, event `today`; every 30 s an event `beat` says that the last one still holds).
 * Times are UTC milliseconds; every text is ready to be read.
 */
export type TodayView = {
  readonly organisation: string;
  readonly mark: 'real' | 'demo' | 'replay';
  /**
   * What the figures do not hold though this device does: entries that are broken, of a newer version, being
   * checked or dated ahead; and forks, which count.
   */
  readonly notices: readonly HealthItem[];
  /** One for each currency, over all branches. */
  readonly overall: readonly TradeView[];
  readonly branches: readonly BranchToday[];
};

export type TradeView = {
  readonly currency: string;
  /** Digits after the point: 2 for GBP, 0 for JPY. */
  readonly exponent: number;
  readonly sales: Figures;
  readonly refunds: Figures;
  readonly voids: Figures;
};

export type HourView = {
  readonly hour: number;
  readonly sales: Figures;
  readonly refunds: Figures;
  readonly voids: Figures;
};

export type HealthItem = {
  readonly id: string;
  readonly level: 'well' | 'know' | 'stop';
  readonly text: string;
};

export type BranchToday = TradeView & {
  readonly branchId: string;
  readonly name: string;
  readonly businessDate: string;
  /** Hours of the branch's clock from the first to the last with trade, in the business day's order. */
  readonly hours: readonly HourView[];
  readonly freshness: Freshness;
  readonly tills: readonly TillToday[];
};

export type TillToday = {
  readonly deviceId: string;
  readonly code: string;
  readonly sales: Figures;
  readonly refunds: Figures;
  readonly voids: Figures;
  readonly freshness: Freshness;
};

/** How far the figures of a till or branch can be trusted to be all of them. */
export type Freshness = {
  readonly state: 'linked' | 'relayed' | 'away' | 'empty';
  readonly level: 'well' | 'know';
  readonly text: string;
  /** When what is newest here was made there; null when nothing is here. */
  readonly lastHeardMs: number | null;
  /** Since when it is away; null when it is not, or was never reached by this device. */
  readonly awaySinceMs: number | null;
};

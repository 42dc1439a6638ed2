import { type Branch, businessDateOf, zoneOffsetMinutes } from '@tillmesh/model';
import type { ShopView } from '@tillmesh/replica';
import type { TillDate } from '../analytics/analytics-port.ts';

/**
 * So long before the cut-off a till whose clock is a little fast may have opened on the next business
 * date. What is dated further ahead is recorded and never adopted (TODAY-01), so that one
 * wrong clock does not take the real sales off the page.
 */
const EARLY_MS = 10 * 60_000;

export type BusinessDays = {
  /** The business date that each branch of the registry trades on now, by branch id. */
  readonly today: ReadonlyMap<string, string>;
  /** The tills that made a document dated later than that, with their newest date. */
  readonly ahead: readonly TillDate[];
};

const dateAt = ({ zone, cutoffMinutes }: Branch, utcMs: number): string =>
  businessDateOf({ utcMs, offsetMinutes: zoneOffsetMinutes(zone, utcMs) }, cutoffMinutes, null);

/** In a replay the tills' clocks are those of the replayed time, so it is the newest date heard of. */
const currentDate = (branch: Branch, heard: readonly string[], nowMs: number, isReplay: boolean): string => {
  const own = dateAt(branch, nowMs);
  if (isReplay) return [...heard].sort().at(-1) ?? own;
  const next = dateAt(branch, nowMs + EARLY_MS);
  return heard.includes(next) ? next : own;
};

/** Which business date is today in each branch. `heard` is the newest date of every till that traded. */
export const businessDays = (shop: ShopView, heard: readonly TillDate[], nowMs: number): BusinessDays => {
  const isReplay = shop.organisation.mark === 'replay';
  const today = new Map(
    shop.branches.map((branch) => {
      const dates = heard.filter((till) => till.branchId === branch.id).map((till) => till.businessDate);
      return [String(branch.id), currentDate(branch, dates, nowMs, isReplay)];
    }),
  );
  const ahead = heard.filter((till) => till.businessDate > (today.get(till.branchId) ?? till.businessDate));
  return { today, ahead };
};

import { zoneOffsetMinutes } from '@tillmesh/model';
import type { Extent } from '../carrier/carrier-port.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
const DAY_MS = DAY_MINUTES * MINUTE_MS;

/**
 * What a metered link may cost: bytes a day, both ways together, and from which minute of the local day to which what
 * is large and old goes too (from and to the same: the whole day). The day of the budget begins with that window.
 */
export type MeteredPlan = {
  readonly bytesPerDay: number;
  readonly fromMinute: number;
  readonly toMinute: number;
};

/** Older records leave so much of a day's budget to its prices. */
const OLD_SHARE = 0.5;

/** A segment of a ledger fits into the half of it that older records may use. */
const BYTES_MIN = 5_000_000;
const BYTES_MAX = 1_000_000_000_000;

const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isSafeInteger(value) && value >= least && value <= most;

export const isPlan = ({ bytesPerDay, fromMinute, toMinute }: MeteredPlan): boolean =>
  isWithin(bytesPerDay, BYTES_MIN, BYTES_MAX) &&
  isWithin(fromMinute, 0, DAY_MINUTES - 1) &&
  isWithin(toMinute, 0, DAY_MINUTES - 1);

export type PlanDay = {
  /** When the day of the budget began, UTC milliseconds. */
  readonly fromMs: number;
  readonly isInWindow: boolean;
  /** When the window ends, or the next one begins. */
  readonly turnMs: number;
};

/** Where in its day a plan stands, by the clock of the branch. */
export const planDay = ({ fromMinute, toMinute }: MeteredPlan, zone: string, nowMs: number): PlanDay => {
  const localMs = nowMs + zoneOffsetMinutes(zone, nowMs) * MINUTE_MS;
  const sinceMs = (((localMs - fromMinute * MINUTE_MS) % DAY_MS) + DAY_MS) % DAY_MS;
  const windowMs = ((toMinute - fromMinute + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES) * MINUTE_MS;
  const isInWindow = sinceMs < windowMs;
  const fromMs = nowMs - sinceMs;
  return { fromMs, isInWindow, turnMs: fromMs + (isInWindow ? windowMs : DAY_MS) };
};

/** How much goes, with so much of the day's budget spent. */
export const extentNow = ({ bytesPerDay }: MeteredPlan, spentBytes: number, isInWindow: boolean): Extent => {
  if (spentBytes >= bytesPerDay) return 'sales';
  return isInWindow && spentBytes < bytesPerDay * OLD_SHARE ? 'all' : 'prices';
};

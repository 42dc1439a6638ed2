import type { Context } from '../command/context.ts';
import type { Branch } from '../state/shop.ts';
import type { Basket } from '../state/till-state.ts';
import type { Channel } from '../sale/channel.ts';
import { dayOfDate, localTime } from '../time/civil-date.ts';
import type { PriceList, PriceListRule } from './price-list.ts';

/** All that decides which price list counts. */
export type PriceSituation = {
  readonly branch: Branch;
  readonly businessDate: string;
  /** By the branch's clock, after midnight. */
  readonly minuteOfDay: number;
  readonly channel: Channel;
  /** Those that the customer is in. */
  readonly groups: readonly string[];
  readonly priceLists: readonly PriceList[];
};

/** Where a price is asked for: here, now, for whom the basket is. */
export const situationOf = (
  {
    now,
    till,
    lookup,
  }: Pick<Context, 'now' | 'till'> & { readonly lookup: Pick<Context['lookup'], 'priceLists'> },
  businessDate: string,
  basket: Pick<Basket, 'channel' | 'customer'> | null,
): PriceSituation => {
  const { hour, minute } = localTime(now.utcMs, now.offsetMinutes);
  return {
    branch: till.branch,
    businessDate,
    minuteOfDay: hour * 60 + minute,
    channel: basket?.channel ?? 'shop',
    groups: basket?.customer?.groups ?? [],
    priceLists: lookup.priceLists(),
  };
};

/** From 1, Monday. Day 0 of the calendar, 1970-01-01, was a Thursday. */
const weekdayOf = (date: string): number => ((((dayOfDate(date) + 3) % 7) + 7) % 7) + 1;

/** Whether a minute of the day is among those that a rule names. */
export const isWithinMinutes = ({ fromMinute = 0, untilMinute }: PriceListRule, minute: number): boolean => {
  if (untilMinute === undefined) return minute >= fromMinute;
  return fromMinute < untilMinute
    ? minute >= fromMinute && minute < untilMinute
    : minute >= fromMinute || minute < untilMinute;
};

/**
 * Whether a list counts: every part of its rule that is named fits. Dates and weekdays are business dates, so
 * that an evening which goes on past midnight stays one; minutes are those of the wall clock.
 */
export const fitsRule = (rule: PriceListRule, situation: PriceSituation): boolean => {
  const { branch, businessDate, minuteOfDay, channel, groups } = situation;
  return (
    (rule.branchIds.length === 0 || rule.branchIds.includes(branch.id)) &&
    (rule.groups.length === 0 || rule.groups.some((group) => groups.includes(group))) &&
    (rule.channels.length === 0 || rule.channels.includes(channel)) &&
    (rule.fromDate === undefined || rule.fromDate <= businessDate) &&
    (rule.untilDate === undefined || rule.untilDate >= businessDate) &&
    (rule.weekdays.length === 0 || rule.weekdays.includes(weekdayOf(businessDate))) &&
    isWithinMinutes(rule, minuteOfDay)
  );
};

import { fitsRule, isWithinMinutes, type PriceSituation } from '../price/situation.ts';
import type { PriceListRule } from '../price/price-list.ts';
import type { Branch } from '../state/shop.ts';
import type { Basket } from '../state/till-state.ts';
import { localTime } from '../time/civil-date.ts';
import { zoneOffsetMinutes } from '../time/zone.ts';
import { MAX_PROMOTIONS } from './bound.ts';
import type { Promotion } from './promotion.ts';

/** What of a basket decides which promotions count for it. */
export type Promotable = Pick<Basket, 'channel' | 'customer' | 'coupons' | 'payments' | 'promotions'>;

/** The rule without its minutes, which are those of each line. */
const ofTheDay = ({ fromMinute: _from, untilMinute: _until, ...rule }: PriceListRule): PriceListRule => rule;

export const isTimed = ({ rule }: Promotion): boolean =>
  rule.fromMinute !== undefined || rule.untilMinute !== undefined;

/** The highest priority first, then by id. */
const byPriority = (a: Promotion, b: Promotion): number => b.priority - a.priority || (a.id < b.id ? -1 : 1);

const QUARTER_MS = 900_000;

/** Offsets from UTC change on quarters of an hour only: each is looked up once. */
export const minutesIn = (zone: string): ((utcMs: number) => number) => {
  const offsets = new Map<number, number>();
  return (utcMs) => {
    const quarter = Math.floor(utcMs / QUARTER_MS);
    const offset = offsets.get(quarter) ?? zoneOffsetMinutes(zone, quarter * QUARTER_MS);
    offsets.set(quarter, offset);
    const { hour, minute } = localTime(utcMs, offset);
    return hour * 60 + minute;
  };
};

/** Whether no promotion of some hours of the day counts at one of two moments and not at the other. */
export const areTimedAlike = ({ promotions, zone }: Branch, aMs: number, bMs: number): boolean => {
  const timed = promotions.filter((each) => each.active && isTimed(each));
  if (timed.length === 0) return true;
  const minuteAt = minutesIn(zone);
  const [a, b] = [minuteAt(aMs), minuteAt(bMs)];
  return timed.every(({ rule }) => isWithinMinutes(rule, a) === isWithinMinutes(rule, b));
};

/** Those that may count for a basket, whatever is in it; of many the first. */
export const runningFor = (
  basket: Promotable,
  branch: Branch,
  businessDate: string,
): readonly Promotion[] => {
  const { channel, customer, coupons = [], payments, promotions } = basket;
  const stated = payments.length > 0 && promotions !== undefined ? promotions : branch.promotions;
  if (stated.length === 0) return [];
  const groups = customer?.groups ?? [];
  const situation: PriceSituation = { branch, businessDate, minuteOfDay: 0, channel, groups, priceLists: [] };
  return stated
    .filter(
      ({ active, currency, couponCode, rule }) =>
        active &&
        currency === branch.currency &&
        (couponCode === undefined || coupons.includes(couponCode)) &&
        fitsRule(ofTheDay(rule), situation),
    )
    .sort(byPriority)
    .slice(0, MAX_PROMOTIONS);
};

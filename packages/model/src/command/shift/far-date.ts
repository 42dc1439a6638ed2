import { businessDateOf } from '../../time/business-date.ts';
import { dayOfDate } from '../../time/civil-date.ts';
import type { Context } from '../context.ts';
import type { Desk } from '../desk.ts';

const FAR_DAYS = 366;
const isFar = (date: string, from: string): boolean => Math.abs(dayOfDate(date) - dayOfDate(from)) > FAR_DAYS;

/** The business date by this till's clock alone. */
export const clockDateOf = ({ now, till }: Context): string =>
  businessDateOf(now, till.branch.cutoffMinutes, null);

/**
 * No date is taken back once it was traded on: a year mistyped, here or at the till whose shift is joined,
 * would hold this one there for ever. Far is what is far from the clock and from the last date known.
 */
export const isFarDate = (date: string, { state, context }: Pick<Desk, 'state' | 'context'>): boolean => {
  const last = state.lastBusinessDate;
  return isFar(date, clockDateOf(context)) && (last === null || isFar(date, last));
};

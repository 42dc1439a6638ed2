import { localTime } from './civil-date.ts';

/**
 * The business date of a moment: local time minus the branch's cut-off, and never before the last one
 * known, so that a clock that goes back does not reopen a day. Dates compare as text.
 */
export const businessDateOf = (
  now: { readonly utcMs: number; readonly offsetMinutes: number },
  cutoffMinutes: number,
  last: string | null,
): string => {
  const { date } = localTime(now.utcMs, now.offsetMinutes - cutoffMinutes);
  return last !== null && last > date ? last : date;
};

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A moment on a wall clock. */
export type LocalTime = {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
};

/**
 * The Gregorian date of a day counted from 1970-01-01, in integers only.
 * Source: Howard Hinnant, chrono-Compatible Low-Level Date Algorithms, `civil_from_days`.
 */
export const dateOfDay = (day: number): string => {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${year.toString().padStart(4, '0')}-${month.toString().padStart(2, '0')}-${dayOfMonth.toString().padStart(2, '0')}`;
};

/** Days from 1970-01-01 to a Gregorian date; the reverse of `dateOfDay` (`days_from_civil`). */
export const dayOfDate = (date: string): number => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (match === null) throw new Error('a date is YYYY-MM-DD');
  const month = Number(match[2]);
  const year = Number(match[1]) - (month <= 2 ? 1 : 0);
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + Number(match[3]) - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
};

/** What a wall clock shows that is `offsetMinutes` ahead of UTC. */
export const localTime = (utcMs: number, offsetMinutes: number): LocalTime => {
  const localMs = utcMs + offsetMinutes * MINUTE_MS;
  const day = Math.floor(localMs / DAY_MS);
  const second = Math.floor((localMs - day * DAY_MS) / 1_000);
  return {
    date: dateOfDay(day),
    hour: Math.floor(second / 3_600),
    minute: Math.floor(second / 60) % 60,
    second: second % 60,
  };
};

const two = (value: number): string => value.toString().padStart(2, '0');

/** `2010-12-01 08:26`, as it goes on paper. */
export const formatLocalTime = (utcMs: number, offsetMinutes: number): string => {
  const { date, hour, minute } = localTime(utcMs, offsetMinutes);
  return `${date} ${two(hour)}:${two(minute)}`;
};

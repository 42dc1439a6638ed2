import { formatLocalTime, zoneOffsetMinutes } from '@tillmesh/model';

/** `YYYY-MM-DD HH:MM` of a moment in a zone. */
export const localMinute = (zone: string, utcMs: number): string =>
  formatLocalTime(utcMs, zoneOffsetMinutes(zone, utcMs));

/** `YYYY-MM-DD` of a moment in a zone. */
export const localDate = (zone: string, utcMs: number): string => localMinute(zone, utcMs).slice(0, 10);

/** The moment as people of the shop say it now: `14:02` today, else with its date. */
export const spokenTime = (zone: string, utcMs: number, nowMs: number): string => {
  const [date = '', time = ''] = localMinute(zone, utcMs).split(' ');
  return localMinute(zone, nowMs).startsWith(date) ? time : `${date} ${time}`;
};

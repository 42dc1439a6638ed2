import { zoneOffsetMinutes } from '@tillmesh/model';

const MS_PER_MINUTE = 60_000;

/** `YYYY-MM-DD HH:MM` of a moment, `offsetMinutes` ahead of UTC. */
export const localMinute = (utcMs: number, offsetMinutes: number): string =>
  new Date(utcMs + offsetMinutes * MS_PER_MINUTE).toISOString().slice(0, 16).replace('T', ' ');

/** `YYYY-MM-DD HH:MM` of a moment in a zone. */
export const localMinuteIn = (zone: string, utcMs: number): string =>
  localMinute(utcMs, zoneOffsetMinutes(zone, utcMs));

/** The moment as people of the shop say it now: `14:02` today, else with its date. */
export const spokenTime = (zone: string, utcMs: number, nowMs: number): string => {
  const [date = '', time = ''] = localMinuteIn(zone, utcMs).split(' ');
  return localMinuteIn(zone, nowMs).startsWith(date) ? time : `${date} ${time}`;
};

import { dayOfDate } from './civil-date.ts';

/** Making a formatter costs a hundred times its use; what it answers depends on the zone alone. */
const formatters = new Map<string, Intl.DateTimeFormat>();

const formatterOf = (zone: string): Intl.DateTimeFormat => {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formatters.set(zone, made);
  return made;
};

/** Whether a name is a time zone here. */
export const isZone = (zone: string): boolean => {
  try {
    formatterOf(zone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

/** Minutes that a zone's local time is ahead of UTC at a moment; throws RangeError for an unknown zone. */
export const zoneOffsetMinutes = (zone: string, utcMs: number): number => {
  const parts = new Map(
    formatterOf(zone)
      .formatToParts(utcMs)
      .map((part) => [part.type, part.value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const date = `${(parts.get('year') ?? '').padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
  const localSecond = dayOfDate(date) * 86_400 + part('hour') * 3_600 + part('minute') * 60 + part('second');
  // Whole seconds on both sides; 0 is added because a stamp has no place for -0.
  return Math.round((localSecond - Math.floor(utcMs / 1_000)) / 60) + 0;
};

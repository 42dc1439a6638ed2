import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { businessDateOf } from './business-date.ts';
import { dateOfDay, dayOfDate, formatLocalTime, localTime } from './civil-date.ts';
import { isZone, zoneOffsetMinutes } from './zone.ts';

const utc = (text: string): number => Date.parse(`${text}Z`);

describe('civil dates', () => {
  it('[DATE-01] a day number and its date go to and fro, as the platform has it', () => {
    const first = utc('0001-01-01T00:00:00') / 86_400_000;
    fc.assert(
      fc.property(fc.integer({ min: first, max: 2_900_000 }), (day) => {
        const date = dateOfDay(day);
        expect(date).toBe(new Date(day * 86_400_000).toISOString().slice(0, 10));
        expect(dayOfDate(date)).toBe(day);
      }),
      { numRuns: 500 },
    );
    expect([0, 59, 60, -1].map(dateOfDay)).toEqual(['1970-01-01', '1970-03-01', '1970-03-02', '1969-12-31']);
    expect(() => dayOfDate('1970-1-1')).toThrow('YYYY');
  });

  it('[DATE-01] local time is UTC and its offset', () => {
    expect(localTime(utc('2010-12-01T23:30:05'), 60)).toEqual({
      date: '2010-12-02',
      hour: 0,
      minute: 30,
      second: 5,
    });
    expect(localTime(utc('2010-01-01T00:15:00'), -300)).toEqual({
      date: '2009-12-31',
      hour: 19,
      minute: 15,
      second: 0,
    });
    expect(formatLocalTime(utc('2010-12-01T08:06:00'), 0)).toBe('2010-12-01 08:06');
  });
});

describe('business dates', () => {
  const at = (text: string, offsetMinutes = 0) => ({ utcMs: utc(text), offsetMinutes });

  it('[DATE-02] the day goes on until the cut-off', () => {
    expect(businessDateOf(at('2010-12-02T03:59:59'), 240, null)).toBe('2010-12-01');
    expect(businessDateOf(at('2010-12-02T04:00:00'), 240, null)).toBe('2010-12-02');
    expect(businessDateOf(at('2010-12-02T00:00:00'), 0, null)).toBe('2010-12-02');
    expect(businessDateOf(at('2010-12-01T19:30:00', 540), 240, null)).toBe('2010-12-02');
  });

  it('[DATE-02] it never goes back behind the last one known', () => {
    expect(businessDateOf(at('2010-12-01T12:00:00'), 240, '2010-12-05')).toBe('2010-12-05');
    expect(businessDateOf(at('2010-12-06T12:00:00'), 240, '2010-12-05')).toBe('2010-12-06');
  });
});

describe('zones', () => {
  it.each([
    ['Europe/London', '2010-12-01T12:00:00', 0],
    ['Europe/London', '2011-03-27T00:59:59', 0],
    ['Europe/London', '2011-03-27T01:00:00', 60],
    ['Europe/London', '2011-10-30T00:59:59', 60],
    ['Europe/London', '2011-10-30T01:00:00', 0],
    ['Europe/Berlin', '2026-03-29T00:59:59', 60],
    ['Europe/Berlin', '2026-03-29T01:00:00', 120],
    ['America/New_York', '2026-11-01T05:59:59', -240],
    ['America/New_York', '2026-11-01T06:00:00', -300],
    ['Australia/Lord_Howe', '2026-01-01T00:00:00', 660],
    ['Australia/Lord_Howe', '2026-07-01T00:00:00', 630],
    ['Asia/Kathmandu', '2026-07-01T00:00:00', 345],
    ['Asia/Tokyo', '2026-07-01T00:00:00', 540],
    ['UTC', '1969-12-31T23:59:59', 0],
  ])('[DATE-03] %s at %s is %s minutes ahead', (zone, moment, offset) => {
    expect(zoneOffsetMinutes(zone, utc(moment))).toBe(offset);
    expect(zoneOffsetMinutes(zone, utc(moment) + 999)).toBe(offset);
  });

  it('[DATE-03] a zone that is none is told', () => {
    expect(isZone('Europe/London')).toBe(true);
    expect(isZone('Europe/Nowhere')).toBe(false);
    expect(() => zoneOffsetMinutes('Europe/Nowhere', 0)).toThrow(RangeError);
  });
});

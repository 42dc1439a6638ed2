import { describe, expect, it } from 'vitest';
import { BRANCH, product, TestTill } from '../../testing/shop.fixture.ts';
import { businessDateOf } from '../../time/business-date.ts';
import { formatLocalTime } from '../../time/civil-date.ts';
import { zoneOffsetMinutes } from '../../time/zone.ts';

const HOUR_MS = 3_600_000;
const utc = (text: string): number => Date.parse(`${text}Z`);

/** The business date that a shift opened at a moment has in a zone. */
const dateAt = (zone: string, moment: string, cutoffMinutes = 240): string =>
  new TestTill({ branch: { ...BRANCH, zone, cutoffMinutes }, utcMs: utc(moment) }).state.shift!.businessDate;

describe('business dates', () => {
  it.each([
    // London goes from 01:00 GMT to 02:00 BST on 27 March 2011: 04:00 comes an hour earlier.
    ['Europe/London', '2011-03-26T03:59:59', '2011-03-25'],
    ['Europe/London', '2011-03-26T04:00:00', '2011-03-26'],
    ['Europe/London', '2011-03-27T02:59:59', '2011-03-26'],
    ['Europe/London', '2011-03-27T03:00:00', '2011-03-27'],
    // And back from 02:00 BST to 01:00 GMT on 30 October 2011.
    ['Europe/London', '2011-10-30T02:59:59', '2011-10-29'],
    ['Europe/London', '2011-10-30T03:59:59', '2011-10-29'],
    ['Europe/London', '2011-10-30T04:00:00', '2011-10-30'],
    ['America/New_York', '2026-03-08T07:59:59', '2026-03-07'],
    ['America/New_York', '2026-03-08T08:00:00', '2026-03-08'],
  ])('[DATE-04] at the cut-off in %s, %s is on %s, also when the clocks change', (zone, moment, date) => {
    expect(dateAt(zone, moment)).toBe(date);
  });

  it('[DATE-04] a cut-off within the hour that comes twice counts both times as the same day', () => {
    // 01:30 comes twice in London on 30 October 2011: at 00:30 and at 01:30 UTC.
    expect(dateAt('Europe/London', '2011-10-30T00:29:59', 90)).toBe('2011-10-29');
    expect(dateAt('Europe/London', '2011-10-30T00:30:00', 90)).toBe('2011-10-30');
    // The clock shows 01:00 to 01:29 once more, before the cut-off: what was open by then stays as it was.
    const till = new TestTill({
      branch: { ...BRANCH, cutoffMinutes: 90 },
      utcMs: utc('2011-10-30T00:30:00'),
    });
    till.done({ kind: 'shift.close', countedMinor: 0 });
    till.utcMs = utc('2011-10-30T01:10:00');
    expect(till.done({ kind: 'shift.open', floatMinor: 0 })).toMatchObject({ businessDate: '2011-10-30' });
  });

  it('[DATE-05] two branches in two zones have each their own date at one moment', () => {
    const moment = '2026-07-01T19:30:00';
    expect(dateAt('Asia/Tokyo', moment)).toBe('2026-07-02');
    expect(dateAt('Europe/London', moment)).toBe('2026-07-01');
    expect(dateAt('Pacific/Auckland', '2026-07-01T16:30:00')).toBe('2026-07-02');
    expect(dateAt('America/Los_Angeles', '2026-07-01T10:30:00')).toBe('2026-06-30');
  });

  it("[DATE-05] each fact keeps the offset of its own moment, and no other date than its shift's", () => {
    const till = new TestTill({ utcMs: utc('2011-03-26T22:00:00') });
    const offsets: number[] = [];
    for (let hour = 0; hour < 8; hour += 1) {
      till.utcMs += HOUR_MS;
      till.sell({ productId: product(1).id });
      offsets.push(till.recorded.at(-1)!.stamp.offsetMinutes);
    }
    expect(offsets).toEqual([0, 0, 60, 60, 60, 60, 60, 60]);
    expect(new Set(till.recorded.map(({ stamp }) => stamp.businessDate))).toEqual(new Set(['2011-03-26']));
    const { utcMs, offsetMinutes } = till.recorded.at(-1)!.stamp;
    expect(formatLocalTime(utcMs, offsetMinutes)).toBe('2011-03-27 07:00');
  });

  it("[DATE-05] a shift past midnight and past the cut-off keeps its date; the next begins on today's", () => {
    const till = new TestTill({ utcMs: utc('2011-10-29T18:00:00') });
    till.utcMs = utc('2011-10-30T05:00:00');
    till.sell({ productId: product(1).id });
    expect(till.recorded.at(-1)!.stamp.businessDate).toBe('2011-10-29');
    till.done({ kind: 'shift.close', countedMinor: 100 });
    expect(till.done({ kind: 'shift.open', floatMinor: 0 })).toMatchObject({ businessDate: '2011-10-30' });
  });

  it('[DATE-04] every hour of a year belongs to one day, in order, and no day is left out', () => {
    for (const zone of ['Europe/London', 'America/New_York', 'Australia/Lord_Howe']) {
      const dates: string[] = [];
      for (let utcMs = utc('2026-01-01T12:00:00'); utcMs < utc('2027-01-01T12:00:00'); utcMs += HOUR_MS) {
        const now = { utcMs, offsetMinutes: zoneOffsetMinutes(zone, utcMs) };
        const date = businessDateOf(now, 240, null);
        if (dates.at(-1) !== date) dates.push(date);
      }
      expect(dates).toEqual(dates.toSorted());
      expect([dates.length, new Set(dates).size]).toEqual([366, 366]);
    }
  });
});

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { extentNow, isPlan, planDay } from './metered-plan.ts';

const NIGHT = { bytesPerDay: 30_000_000, fromMinute: 23 * 60, toMinute: 6 * 60 };
const ZONE = 'Europe/Berlin';
/** In winter Berlin is an hour before UTC. */
const at = (day: number, hour: number, minute = 0): number => Date.UTC(2026, 0, day, hour - 1, minute);
const dayAt = (utcMs: number, plan = NIGHT) => planDay(plan, ZONE, utcMs);

it('[METER-07] the day of a budget begins with the window, by the clock of the branch', () => {
  expect(dayAt(at(5, 22, 59))).toEqual({ fromMs: at(4, 23), isInWindow: false, turnMs: at(5, 23) });
  expect(dayAt(at(5, 23))).toEqual({ fromMs: at(5, 23), isInWindow: true, turnMs: at(6, 6) });
  expect(dayAt(at(6, 5, 59))).toEqual({ fromMs: at(5, 23), isInWindow: true, turnMs: at(6, 6) });
  expect(dayAt(at(6, 6))).toEqual({ fromMs: at(5, 23), isInWindow: false, turnMs: at(6, 23) });
  const noon = { ...NIGHT, fromMinute: 12 * 60, toMinute: 13 * 60 };
  expect(dayAt(at(5, 12, 30), noon)).toMatchObject({ fromMs: at(5, 12), isInWindow: true });
  expect(dayAt(at(5, 13), noon)).toMatchObject({ fromMs: at(5, 12), isInWindow: false });
  const always = { ...NIGHT, toMinute: NIGHT.fromMinute };
  expect(dayAt(at(5, 22, 59), always).isInWindow).toBe(true);
});

it('[METER-07] older records use half of a day, in the window; prices go until all is spent; sales always', () => {
  const { bytesPerDay } = NIGHT;
  expect(extentNow(NIGHT, 0, true)).toBe('all');
  expect(extentNow(NIGHT, bytesPerDay / 2, true)).toBe('prices');
  expect(extentNow(NIGHT, 0, false)).toBe('prices');
  expect(extentNow(NIGHT, bytesPerDay - 1, false)).toBe('prices');
  expect(extentNow(NIGHT, bytesPerDay, true)).toBe('sales');
});

it('[METER-07] at every moment of every window the day has begun, ends within a day, and the next turn lies ahead', () => {
  const minute = fc.nat(1_439);
  fc.assert(
    fc.property(minute, minute, fc.integer({ min: 0, max: 4e12 }), (fromMinute, toMinute, utcMs) => {
      const day = planDay({ ...NIGHT, fromMinute, toMinute }, ZONE, utcMs);
      expect(day.fromMs).toBeLessThanOrEqual(utcMs);
      expect(day.fromMs).toBeGreaterThan(utcMs - 86_400_000);
      expect(day.turnMs).toBeGreaterThan(utcMs);
      expect(day.turnMs).toBeLessThanOrEqual(day.fromMs + 86_400_000);
    }),
  );
});

it('[METER-07] a budget is at least 5 MB a day, and a window goes from one minute of the day to another', () => {
  expect(isPlan(NIGHT)).toBe(true);
  for (const wrong of [
    { bytesPerDay: 4_999_999 },
    { bytesPerDay: 5_000_000.5 },
    { bytesPerDay: Number.NaN },
    { fromMinute: 1_440 },
    { fromMinute: -1 },
    { toMinute: 1_440 },
    { toMinute: 0.5 },
  ])
    expect(isPlan({ ...NIGHT, ...wrong })).toBe(false);
});

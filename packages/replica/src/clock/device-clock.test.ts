import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDeviceClock } from './device-clock.ts';
import { type HybridTime, isLater, MAX_AHEAD_MS, MAX_COUNTER, MAX_UTC_MS, tick } from './hybrid-clock.ts';

const NOW = 1_767_225_600_000;

it('[HLC-01] each time a device signs with is later than all it gave and heard, however its clock runs', () => {
  const step = fc.record({
    nowMs: fc.integer({ min: NOW - 1_000, max: NOW + 1_000 }),
    heard: fc.option(
      fc.record({ ahead: fc.integer({ min: -5_000, max: MAX_AHEAD_MS - 3_000 }), counter: fc.nat(5) }),
    ),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const clock = createDeviceClock();
      const before: HybridTime[] = [];
      for (const { nowMs, heard } of steps) {
        if (heard !== null) {
          const time = { utcMs: NOW + heard.ahead, counter: heard.counter };
          clock.hear(time, nowMs);
          before.push(time);
        }
        const next = clock.next(nowMs);
        expect(before.every((time) => isLater(next, time))).toBe(true);
        before.push(next);
      }
    }),
  );
});

it('[HLC-01] while its clock moves on it is the clock, and a counter only where it is not', () => {
  const clock = createDeviceClock();
  expect(clock.next(NOW)).toEqual({ utcMs: NOW, counter: 0 });
  expect(clock.next(NOW)).toEqual({ utcMs: NOW, counter: 1 });
  expect(clock.next(NOW - 60_000)).toEqual({ utcMs: NOW, counter: 2 });
  expect(clock.next(NOW + 1)).toEqual({ utcMs: NOW + 1, counter: 0 });
});

it('[HLC-02] a time more than ten minutes ahead is not taken over; what the device signed itself is gone on from', () => {
  const clock = createDeviceClock();
  clock.hear({ utcMs: NOW + MAX_AHEAD_MS + 1, counter: 0 }, NOW);
  expect(clock.next(NOW)).toEqual({ utcMs: NOW, counter: 0 });
  clock.hear({ utcMs: NOW + MAX_AHEAD_MS, counter: 4 }, NOW);
  expect(clock.next(NOW)).toEqual({ utcMs: NOW + MAX_AHEAD_MS, counter: 5 });
  clock.goOnFrom({ utcMs: NOW + 10 * MAX_AHEAD_MS, counter: 2 });
  clock.goOnFrom({ utcMs: NOW, counter: 0 });
  expect(clock.next(NOW)).toEqual({ utcMs: NOW + 10 * MAX_AHEAD_MS, counter: 3 });
});

it('[HLC-03] a counter that is full goes on with the next millisecond, and the last time of all stands', () => {
  expect(tick({ utcMs: NOW, counter: MAX_COUNTER }, NOW)).toEqual({ utcMs: NOW + 1, counter: 0 });
  const last = { utcMs: MAX_UTC_MS, counter: MAX_COUNTER };
  expect(tick(last, NOW)).toEqual(last);
  expect(tick({ utcMs: NOW, counter: 3 }, 2 * MAX_UTC_MS)).toEqual({ utcMs: MAX_UTC_MS, counter: 0 });
});

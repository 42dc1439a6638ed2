import { expect, it } from 'vitest';
import type { Pace } from './pace.ts';
import { Pacer } from './pacer.ts';

/** A pacer over a clock that the test turns; `ran` holds when it ran. */
const paced = (
  chance = 1,
  urgentMs = 0,
): { ask: (isUrgent: boolean) => void; turnTo: (ms: number) => void; ran: number[] } => {
  let nowMs = 0;
  const ran: number[] = [];
  let due: { atMs: number; run: () => void }[] = [];
  const later = (run: () => void, delayMs: number): (() => void) => {
    const timer = { atMs: nowMs + delayMs, run };
    due.push(timer);
    return () => (due = due.filter((other) => other !== timer));
  };
  const pace = (): Pace => ({ restMs: 300, gatherMs: 1_000, urgentMs });
  const pacer = new Pacer({ later, pace, random: () => chance }, () => ran.push(nowMs));
  const turnTo = (ms: number): void => {
    for (;;) {
      const next = due.filter(({ atMs }) => atMs <= ms).toSorted((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      due = due.filter((other) => other !== next);
      nowMs = next.atMs;
      next.run();
    }
    nowMs = ms;
  };
  return { ask: (isUrgent) => pacer.ask(isUrgent), turnTo, ran };
};

it('[CARR-17] what is urgent runs at once, and then no sooner than after a rest', () => {
  const { ask, turnTo, ran } = paced();
  ask(true);
  for (let ms = 10; ms <= 1_000; ms += 10) {
    turnTo(ms);
    ask(true);
  }
  turnTo(5_000);
  expect(ran).toEqual([0, 300, 600, 900, 1_200]);
  ask(true);
  expect(ran.at(-1)).toBe(5_000);
});

it('[CARR-17] what is not urgent waits for company, and goes along with what is', () => {
  const { ask, turnTo, ran } = paced();
  ask(false);
  turnTo(500);
  ask(false);
  turnTo(1_000);
  expect(ran).toEqual([1_000]);
  ask(false);
  turnTo(1_300);
  turnTo(1_400);
  ask(true);
  expect(ran).toEqual([1_000, 1_400]);
  turnTo(9_000);
  expect(ran).toEqual([1_000, 1_400]);
});

it('[CARR-17] a quarter of the rest is by chance', () => {
  const { ask, turnTo, ran } = paced(0.2);
  ask(true);
  ask(true);
  turnTo(9_000);
  expect(ran).toEqual([0, 240]);
});

it('[CARR-17] half of the waiting for company is by chance', () => {
  const { ask, turnTo, ran } = paced(0.2);
  ask(false);
  turnTo(9_000);
  expect(ran).toEqual([600]);
});

it('[CARR-17] an urgent wish during a rest is not held up by another', () => {
  const { ask, turnTo, ran } = paced();
  ask(true);
  ask(false);
  ask(true);
  ask(false);
  turnTo(9_000);
  expect(ran).toEqual([0, 300]);
});

it('[METER-06] where what is urgent is gathered it waits for company, no longer than it may, with whatever waits longer', () => {
  const { ask, turnTo, ran } = paced(1, 500);
  ask(true);
  turnTo(400);
  ask(true);
  turnTo(3_000);
  expect(ran).toEqual([500]);
  ask(false);
  turnTo(3_100);
  ask(true);
  ask(false);
  turnTo(3_600);
  expect(ran).toEqual([500, 3_600]);
  ask(true);
  turnTo(4_400);
  expect(ran).toEqual([500, 3_600, 4_400]);
  ask(false);
  turnTo(5_600);
  ask(true);
  turnTo(9_000);
  expect(ran).toEqual([500, 3_600, 4_400, 5_700]);
});

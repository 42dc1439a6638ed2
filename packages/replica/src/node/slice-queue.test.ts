import { expect, it } from 'vitest';
import { createSliceQueue, SLICE_MS, type Worked } from './slice-queue.ts';

/** A clock that moves by one at each look, and work that takes items while it may. */
const counting = (took: number[][], pauseMs = 0) => {
  let ms = 0;
  const work = (items: readonly number[], from: number, mayGoOn: () => boolean): Worked => {
    let at = from;
    do at += 1;
    while (at < items.length && mayGoOn());
    took.push(items.slice(from, at));
    return { taken: at - from, pauseMs };
  };
  return createSliceQueue(work, () => (ms += 1));
};
const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index);

it('[SLICE-01] work is done in order, a few milliseconds at a time, and whatever else waits gets a turn between', async () => {
  const took: number[][] = [];
  const queue = counting(took);
  queue.push(upTo(12));
  expect(took).toEqual([]);
  let turns = 0;
  const other = (): void => {
    turns += 1;
    if (took.flat().length < 12) setImmediate(other);
  };
  setImmediate(other);
  await queue.drained();
  expect(took.flat()).toEqual(upTo(12));
  expect(took.map(({ length }) => length).every((length) => length <= SLICE_MS)).toBe(true);
  expect(turns).toBeGreaterThanOrEqual(took.length - 1);
});

it('[SLICE-01] what is pushed while it works is worked on too, also a great deal of it', async () => {
  const took: number[][] = [];
  const queue = counting(took);
  queue.push(upTo(9_000));
  queue.push(upTo(3));
  await queue.drained();
  expect(took.flat()).toHaveLength(9_003);
  queue.push([5]);
  await queue.drained();
  expect(took.at(-1)).toEqual([5]);
  await queue.drained();
});

it('[SLICE-02] a slice may ask for a pause, and what it did not take comes again', async () => {
  const took: number[][] = [];
  let fails = 2;
  const queue = createSliceQueue<number>(
    (items, from) => {
      if (fails > 0) {
        fails -= 1;
        return { taken: 0, pauseMs: 1 };
      }
      took.push(items.slice(from));
      return { taken: items.length - from, pauseMs: 0 };
    },
    () => 0,
  );
  queue.push([1, 2]);
  await queue.drained();
  expect(took).toEqual([[1, 2]]);
});

it('[SLICE-03] a queue that is closed stops, lets nobody wait for it, and takes nothing more', async () => {
  const took: number[][] = [];
  const queue = counting(took, 60_000);
  queue.push(upTo(100));
  const waiting = queue.drained();
  await new Promise((resolve) => void setImmediate(resolve));
  queue.close();
  await waiting;
  queue.push([1]);
  await queue.drained();
  expect(took.length).toBeLessThanOrEqual(1);
});

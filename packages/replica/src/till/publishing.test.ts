import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createAlarmBoard } from '../node/alarm-board.ts';
import { createPublishing } from './publishing.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

const ignored = (): void => undefined;

const publishing = () => {
  const at: number[] = [];
  let isHeard = true;
  const publisher = {
    publish: () => {
      at.push(Math.round(performance.now() / 1_000));
      return Promise.resolve();
    },
  };
  const beginMs = performance.now();
  return {
    at: () => at.map((second) => second - Math.round(beginMs / 1_000)),
    link: (on: boolean) => void (isHeard = on),
    when: createPublishing({
      publisher,
      alarms: createAlarmBoard(() => 0, ignored, ignored),
      isHeard: () => isHeard,
    }),
  };
};

it('[SLOT-03] what moved is published once the till is quiet, and now and then while it is not', async () => {
  const { at, when } = publishing();
  when.due();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(at()).toEqual([1]);
  for (let n = 0; n < 80; n += 1) {
    when.due();
    await vi.advanceTimersByTimeAsync(500);
  }
  expect(at()).toEqual([1, 35]);
});

it('[SLOT-03] while nobody is linked nothing is published; with the first link all of it is, once', async () => {
  const { at, link, when } = publishing();
  link(false);
  for (let n = 0; n < 10; n += 1) {
    when.due();
    when.linksChanged();
    await vi.advanceTimersByTimeAsync(60_000);
  }
  expect(at()).toEqual([]);
  link(true);
  when.linksChanged();
  when.linksChanged();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(at()).toEqual([601]);
});

it('[SLOT-04] what is left is published before the till closes, linked or not', async () => {
  const { at, link, when } = publishing();
  link(false);
  when.due();
  await when.close();
  expect(at()).toEqual([0]);
});

import { expect, it } from 'vitest';
import { statisticOf } from './statistic.ts';

it('[BENCH-01] runs are told by their middle, their 95th of a hundred and their worst', () => {
  const runs = Array.from({ length: 20 }, (_, index) => 20 - index + 0.04);
  expect(statisticOf(runs)).toEqual({ runs: 20, p50: 10, p95: 19, max: 20 });
  expect(statisticOf([7.25])).toEqual({ runs: 1, p50: 7.3, p95: 7.3, max: 7.3 });
  expect(() => statisticOf([])).toThrow('no run');
});

import { expect, it } from 'vitest';
import { shrink } from './shrink.ts';

const ARGS = ['--seed', '5', '--tills', '4', '--branches', '2', '--hours', '8', '--sales', '100'];
const leftOut = (args: readonly string[]): readonly string[] =>
  args.filter((_arg, index) => args[index - 1] === '--without');

it('[SIM-05] of a world that fails the faults that are not needed go, and the time that is not', () => {
  const hoursOf = (args: readonly string[]): number => Number(args[args.indexOf('--hours') + 1]);
  const least = shrink(ARGS, (args) => !leftOut(args).includes('power-cut') && hoursOf(args) >= 2);
  expect(leftOut(least)).not.toContain('power-cut');
  expect(leftOut(least)).toContain('old-image');
  expect(hoursOf(least)).toBe(2);
  expect(least[least.indexOf('--sales') + 1]).toBe('25');
});

it('[SIM-05] a world of which nothing can go stays as it is', () => {
  expect(shrink(ARGS, () => false)).toEqual(ARGS);
});

import { describe, expect, it } from 'vitest';
import { simulate } from './simulate.fixture.ts';

const USUAL = ['--tills', '4', '--branches', '2', '--hours', '4', '--sales', '90'];

// Two worlds at a time: each is a process of its own on one core.
describe.concurrent('a simulated world', () => {
  it.each([1, 2, 3])(
    '[SIM-03] seed %i: a day of trade and faults, and every invariant holds',
    async (seed) => {
      const { status, line } = await simulate('--seed', String(seed), ...USUAL);
      expect(line.verdict).toBe('holds');
      expect(status).toBe(0);
      expect(line.sales).toBeGreaterThan(20);
      expect(Object.keys(line.faults).length).toBeGreaterThan(5);
      expect(line.invariants).toEqual(['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I10', 'I11', 'I12']);
    },
  );
});

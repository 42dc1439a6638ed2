import { beforeAll, describe, expect, it } from 'vitest';
import { simulate } from './simulate.fixture.ts';

const SMALL = ['--tills', '3', '--branches', '2', '--hours', '2', '--sales', '40'];
const SEEDS = [14, 14, 11];

describe('small worlds', () => {
  let worlds: readonly Awaited<ReturnType<typeof simulate>>[] = [];
  // Each is a process of its own.
  beforeAll(async () => {
    worlds = await Promise.all(SEEDS.map((seed) => simulate('--seed', String(seed), ...SMALL)));
  });

  it('[SIM-01] one seed decides a run: every frame, every entry and every finding, twice alike', () => {
    const [one, again, other] = worlds;
    expect(again?.line.trace).toBe(one?.line.trace);
    expect(again?.line.events).toBe(one?.line.events);
    expect(other?.line.trace).not.toBe(one?.line.trace);
  });

  it('[SIM-03] in hours of trade and faults every invariant holds', () => {
    for (const { status, line } of worlds) {
      expect(line.verdict).toBe('holds');
      expect(status).toBe(0);
      expect(line.sales).toBeGreaterThan(10);
      expect(Object.keys(line.faults).length).toBeGreaterThan(5);
      expect(line.invariants).toEqual(['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I10', 'I11', 'I12']);
    }
  });
});

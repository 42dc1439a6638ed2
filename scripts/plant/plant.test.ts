import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUGS } from './all-bug.ts';
import { reportOf } from './report.ts';
import { planted, ROOT } from './workshop.ts';

describe('planted bugs', () => {
  it('[PLANT-01] each has one place in the code as it is now, and changes it', () => {
    for (const bug of BUGS) {
      const sound = readFileSync(join(ROOT, bug.file), 'utf8');
      expect(planted(sound, bug)).not.toBe(sound);
    }
    expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length);
    expect(BUGS.length).toBeGreaterThanOrEqual(20);
  });

  it('[PLANT-01] a bug without a place, or with two, is told', () => {
    const bug = { name: 'b', harm: '', file: 'f', find: 'x', put: 'y' };
    expect(() => planted('abc', bug)).toThrow('"b" has no place in f');
    expect(() => planted('x and x', bug)).toThrow('"b" has several places in f');
    expect(planted('a x b', bug)).toBe('a y b');
  });

  it('[PLANT-02] the report names who noticed each', () => {
    const bug = { name: 'one', harm: 'harm', file: 'packages/model/src/a.ts', find: 'x', put: 'y' };
    const report = reportOf(
      [
        { bug, caught: { simulator: 'seed 3: I1: gone', tests: null } },
        { bug: { ...bug, name: 'two' }, caught: { simulator: null, tests: null } },
      ],
      'abc1234',
    );
    expect(report).toContain('by the simulator 1 of 2, by tests 0 of 2, by either 1 of 2');
    expect(report).toContain('| one | harm | `model/src/a.ts` | seed 3: I1: gone | - |');
    expect(report).toContain('| two | harm | `model/src/a.ts` | - | - |');
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUGS } from './all-bug.ts';
import { failedTwice, outcomeOf } from './hunt.ts';
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
    const gone = { is: 'noticed', words: 'seed 3: I1: gone' } as const;
    const report = reportOf(
      [
        { bug, caught: { simulator: gone, tests: { is: 'missed' } } },
        {
          bug: { ...bug, name: 'two' },
          caught: { simulator: { is: 'not run' }, tests: { is: 'out of time' } },
        },
      ],
      'abc1234',
    );
    expect(report).toContain(
      'caught by either 1 of 2; by the simulator 1 of the 1 it met, by tests 0 of the 2',
    );
    expect(report).toContain('| one | harm | `model/src/a.ts` | seed 3: I1: gone | - |');
    expect(report).toContain('| two | harm | `model/src/a.ts` | not run | out of time |');
  });

  it('[PLANT-02] a test that only ran out of time has noticed nothing', () => {
    const failed = (title: string, message: string) => ({
      status: 'failed',
      title,
      failureMessages: [message],
    });
    const slow = failed('slow', 'Error: Test timed out in 60000ms.');
    const wrong = failed('wrong', 'AssertionError: expected 1 to be 2');
    const outcome = (...assertionResults: readonly (typeof slow)[]) =>
      outcomeOf({ testResults: [{ message: '', assertionResults }] });
    expect(outcome(slow)).toEqual({ is: 'out of time' });
    expect(outcome(slow, wrong)).toEqual({ is: 'noticed', words: 'wrong' });
    expect(outcome()).toEqual({ is: 'missed' });
    expect(outcomeOf({ testResults: [{ message: 'No such export', assertionResults: [] }] })).toEqual({
      is: 'noticed',
      words: 'No such export',
    });
  });

  it('[PLANT-02] a test that does not fail again in a run of its file has noticed nothing', () => {
    const report = (...titles: readonly string[]) => ({
      testResults: [
        { name: '/w/a.test.ts', assertionResults: titles.map((title) => ({ status: 'failed', title })) },
      ],
    });
    expect(failedTwice(report('one', 'two'), report('two', 'three'))).toEqual({
      is: 'noticed',
      words: 'two',
    });
    expect(failedTwice(report('one'), report('two'))).toEqual({ is: 'missed' });
  });
});

import { expect, it } from 'vitest';
import { countReports, countTests, failuresAt, failuresOf } from './test-count.ts';

const tests = (...statuses: string[]): { status: string }[] => statuses.map((status) => ({ status }));

it('[GATE-01] counts passed and failed tests over all files, and skipped ones apart', () => {
  const report = {
    testResults: [
      { status: 'passed', assertionResults: tests('passed', 'passed', 'skipped') },
      { status: 'failed', assertionResults: tests('failed', 'passed', 'todo') },
    ],
  };
  expect(countTests(report)).toEqual({ passed: 3, failed: 1, skipped: 2 });
});

it('[GATE-02] a file that does not load is one failure', () => {
  expect(countTests({ testResults: [{ status: 'failed', assertionResults: [] }] }).failed).toBe(1);
});

it('[GATE-02] a run that leaves no report is one failure', () => {
  expect(countReports(['.reports/no-such-run.json'])).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

it('[GATE-02] what failed is named with its file and why, also a file that does not load and a run without report', () => {
  const test = { status: 'failed', fullName: 'it adds up', failureMessages: ['expected 1 to be 2\nat x'] };
  const report = {
    testResults: [
      { name: 'a.test.ts', status: 'failed', assertionResults: [test, { status: 'passed' }] },
      { name: 'b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
      { name: 'c.test.ts', status: 'passed', assertionResults: tests('passed') },
    ],
  };
  expect(failuresOf(report)).toEqual([
    'a.test.ts: it adds up\n    expected 1 to be 2\n    at x',
    'b.test.ts\n    no such module',
  ]);
  expect(failuresAt(['.reports/no-such-run.json'])).toEqual(['.reports/no-such-run.json: no report']);
});

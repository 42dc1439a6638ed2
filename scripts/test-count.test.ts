import { expect, it } from 'vitest';
import { countReports, countTests } from './test-count.ts';

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

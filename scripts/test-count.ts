import { existsSync, readFileSync } from 'node:fs';

/** What Vitest's JSON reporter writes, as far as counting needs it. */
type TestReport = {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
};

type TestCount = { readonly passed: number; readonly failed: number; readonly skipped: number };

const NOTHING: TestCount = { passed: 0, failed: 0, skipped: 0 };

const addCounts = (one: TestCount, other: TestCount): TestCount => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  skipped: one.skipped + other.skipped,
});

const countFile = (file: TestReport['testResults'][number]): TestCount => {
  const number = (status: string): number =>
    file.assertionResults.filter((result) => result.status === status).length;
  const passed = number('passed');
  const failed = number('failed');
  // A file that failed without a failed test did not load, or failed in a hook.
  if (file.status === 'failed' && failed === 0) return { passed, failed: 1, skipped: 0 };
  return { passed, failed, skipped: file.assertionResults.length - passed - failed };
};

/** Counts the tests of one run; a file that never got to its tests is one failure. */
export const countTests = (report: TestReport): TestCount =>
  report.testResults.map(countFile).reduce(addCounts, NOTHING);

/** Counts several runs together. */
export const countReports = (paths: readonly string[]): TestCount =>
  paths.map(countReport).reduce(addCounts, NOTHING);

/** Counts the run that reported to `path`; one that left no report broke down: one failure. */
const countReport = (path: string): TestCount =>
  existsSync(path)
    ? countTests(JSON.parse(readFileSync(path, 'utf8')) as TestReport)
    : { ...NOTHING, failed: 1 };

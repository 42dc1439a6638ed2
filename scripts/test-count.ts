import { existsSync, readFileSync } from 'node:fs';

/** What Vitest's JSON reporter writes, as far as counting and naming need it. */
type TestReport = {
  readonly testResults: readonly {
    readonly name?: string;
    readonly status: string;
    /** Why a file did not load. */
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName?: string;
      readonly failureMessages?: readonly string[];
    }[];
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

/** Of a message, so much is told again at the end. */
const LINES = 6;
const firstLines = (text: string): string => text.trim().split('\n').slice(0, LINES).join('\n    ');

const failuresIn = (file: TestReport['testResults'][number]): readonly string[] => {
  const failed = file.assertionResults.filter(({ status }) => status === 'failed');
  if (file.status === 'failed' && failed.length === 0)
    return [`${file.name}\n    ${firstLines(file.message ?? '')}`];
  return failed.map(
    ({ fullName, failureMessages = [] }) =>
      `${file.name}: ${fullName}\n    ${firstLines(failureMessages.join('\n'))}`,
  );
};

/** The tests that failed, each with its file and the first lines of why. */
export const failuresOf = (report: TestReport): readonly string[] => report.testResults.flatMap(failuresIn);

/** The same of runs by where they reported to; of one that left no report nothing is known. */
export const failuresAt = (paths: readonly string[]): readonly string[] =>
  paths.flatMap((path) =>
    existsSync(path)
      ? failuresOf(JSON.parse(readFileSync(path, 'utf8')) as TestReport)
      : [`${path}: no report`],
  );

/** Counts the run that reported to `path`; one that left no report broke down: one failure. */
const countReport = (path: string): TestCount =>
  existsSync(path)
    ? countTests(JSON.parse(readFileSync(path, 'utf8')) as TestReport)
    : { ...NOTHING, failed: 1 };

import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { join, relative } from 'node:path';
import { readFileSync, rmSync } from 'node:fs';
import type { PlantedBug } from './bug.ts';
import type { Workshop } from './workshop.ts';

/** What one of the two made of a bug. Whoever ran out of time has noticed nothing. */
export type Outcome =
  | { readonly is: 'noticed'; readonly words: string }
  | { readonly is: 'missed' | 'out of time' | 'not run' };

export type Caught = { readonly simulator: Outcome; readonly tests: Outcome };

/** Runs that a bug is hunted with, until one notices. */
export const SEEDS: readonly number[] = [1, 2];
const USUAL = ['--tills', '4', '--branches', '2', '--hours', '4', '--sales', '90'] as const;
const TIMEOUT_MS = 600_000;
const SHOWN = 140;

const noticed = (words: string): Outcome => {
  const [line = ''] = words.trim().split('\n');
  return { is: 'noticed', words: line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line };
};

const outOfTime = ({ error }: SpawnSyncReturns<string>): boolean =>
  error !== undefined && 'code' in error && error.code === 'ETIMEDOUT';

/** The line that says what went wrong, out of a stack with its source lines. */
const errorIn = (stderr: string): string =>
  stderr.split('\n').find((line) => /^\w*Error\b/.test(line)) ?? 'it did not come to its end';

const simulateSeed = ({ folder }: Workshop, bug: PlantedBug, seed: number): Outcome => {
  const args = ['scripts/simulate.ts', '--seed', String(seed), ...USUAL, ...(bug.simulate ?? []), '--json'];
  const result = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
  });
  if (outOfTime(result)) return { is: 'out of time' };
  if (result.status === 0) return { is: 'missed' };
  const line = result.stdout.trim();
  if (line === '') return noticed(`seed ${seed}: ${errorIn(result.stderr)}`);
  const { verdict } = JSON.parse(line) as { readonly verdict: string };
  return noticed(`seed ${seed}: ${verdict}`);
};

/** Plants a bug and simulates one world after the other, until one breaks. */
export const simulateWith = (workshop: Workshop, bug: PlantedBug): Outcome =>
  workshop.with(bug, () => {
    let outcome: Outcome = { is: 'missed' };
    for (const seed of SEEDS) {
      outcome = simulateSeed(workshop, bug, seed);
      if (outcome.is === 'noticed') return outcome;
    }
    return outcome;
  });

export type Report = {
  readonly testResults: readonly {
    /** Its path. */
    readonly name?: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly title: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
};

/** Tests that failed, though not by their time; `file`: their path. */
const failedIn = ({ testResults }: Report): readonly { readonly title: string; readonly file: string }[] =>
  testResults.flatMap(({ name = '', assertionResults }) =>
    assertionResults
      .filter(({ status, failureMessages = [] }) => status === 'failed' && !failureMessages.some(isLate))
      .map(({ title }) => ({ title, file: name })),
  );

const isLate = (message: string): boolean => message.includes('timed out in');

/** What a report of the runner says: the first test that failed, though not by its time, or the file that did not load. */
export const outcomeOf = (report: Report): Outcome => {
  const { testResults } = report;
  const [first] = failedIn(report);
  if (first !== undefined) return noticed(first.title);
  if (testResults.some(({ assertionResults }) => assertionResults.some(({ status }) => status === 'failed')))
    return { is: 'out of time' };
  const unloaded = testResults.find(({ message = '' }) => message !== '');
  return unloaded === undefined ? { is: 'missed' } : noticed(unloaded.message ?? '');
};

/** Of tests that failed the first that fails again, when its file runs by itself; the others were not steady. */
export const failedTwice = (first: Report, again: Report): Outcome => {
  const titles = new Set(failedIn(again).map(({ title }) => title));
  const steady = failedIn(first).find(({ title }) => titles.has(title));
  return steady === undefined ? { is: 'missed' } : noticed(steady.title);
};

/** The report of a run that failed; null: all passed. Or it took too long. */
const vitest = ({ folder }: Workshop, args: readonly string[]): Report | 'out of time' | null => {
  const report = join(folder, 'planted.json');
  rmSync(report, { force: true });
  const projects = ['model', 'unit'].flatMap((project) => ['--project', project]);
  const output = ['--reporter=json', `--outputFile.json=${report}`];
  const result = spawnSync(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      'node_modules/vitest/vitest.mjs',
      ...args,
      ...projects,
      ...output,
    ],
    { cwd: folder, encoding: 'utf8', timeout: TIMEOUT_MS },
  );
  if (outOfTime(result)) return 'out of time';
  return result.status === 0 ? null : (JSON.parse(readFileSync(report, 'utf8')) as Report);
};

/** So many tests that are not steady are passed over. */
const UNSTEADY_MAX = 3;

/** What the tests say but for those of some files; files whose failed tests did not fail again are named. */
const testsBut = (
  workshop: Workshop,
  { file }: PlantedBug,
  left: readonly string[],
): Outcome | { readonly is: 'unsteady'; readonly files: readonly string[] } => {
  const without = left.flatMap((name) => ['--exclude', name]);
  const first = vitest(workshop, ['related', '--run', file, '--bail', '1', ...without]);
  if (first === 'out of time') return { is: first };
  if (first === null) return { is: 'missed' };
  const files = [...new Set(failedIn(first).map((failed) => relative(workshop.folder, failed.file)))];
  if (files.length === 0) return outcomeOf(first);
  const again = vitest(workshop, ['run', ...files]);
  if (again === 'out of time') return { is: again };
  const outcome = again === null ? ({ is: 'missed' } as const) : failedTwice(first, again);
  return outcome.is === 'missed' ? { is: 'unsteady', files } : outcome;
};

/**
 * Plants a bug and runs the tests of model and unit that the file concerns, until the first fails. Its file has to fail
 * again with the bug: a test that does not was not steady, has noticed nothing, and is left out of the next run.
 */
export const testWith = (workshop: Workshop, bug: PlantedBug): Outcome =>
  workshop.with(bug, () => {
    const left: string[] = [];
    for (let times = 0; times < UNSTEADY_MAX; times += 1) {
      const outcome = testsBut(workshop, bug, left);
      if (outcome.is !== 'unsteady') return outcome;
      left.push(...outcome.files);
    }
    return { is: 'missed' };
  });

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readFileSync, rmSync } from 'node:fs';
import type { PlantedBug } from './bug.ts';
import type { Workshop } from './workshop.ts';

/** Who noticed a bug, in words; null: nobody of these did. */
export type Caught = { readonly simulator: string | null; readonly tests: string | null };

/** Runs that a bug is hunted with, until one notices. */
export const SEEDS: readonly number[] = [1, 2];
const USUAL = ['--tills', '4', '--branches', '2', '--hours', '4', '--sales', '90'] as const;
const TIMEOUT_MS = 240_000;
const SHOWN = 140;

const short = (text: string): string => {
  const [line = ''] = text.trim().split('\n');
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
};

const simulate = ({ folder }: Workshop, bug: PlantedBug, seed: number): string | null => {
  const args = ['scripts/simulate.ts', '--seed', String(seed), ...USUAL, ...(bug.simulate ?? []), '--json'];
  const result = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
  });
  if (result.status === 0) return null;
  const line = result.stdout.trim();
  if (line === '') return `seed ${seed}: ${short(errorIn(result.stderr))}`;
  const { verdict } = JSON.parse(line) as { readonly verdict: string };
  return `seed ${seed}: ${short(verdict)}`;
};

/** The line that says what went wrong, out of a stack with its source lines. */
const errorIn = (stderr: string): string =>
  stderr.split('\n').find((line) => /^\w*Error\b/.test(line)) ?? 'it did not come to its end';

type Report = {
  readonly testResults: readonly {
    readonly name: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly status: string; readonly title: string }[];
  }[];
};

const runTests = ({ folder }: Workshop, { file }: PlantedBug): string | null => {
  const report = join(folder, 'planted.json');
  rmSync(report, { force: true });
  const projects = ['model', 'unit'].flatMap((project) => ['--project', project]);
  const args = [
    'related',
    '--run',
    file,
    ...projects,
    '--bail',
    '1',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const vitest = join(folder, 'node_modules/vitest/vitest.mjs');
  const result = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', vitest, ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 2 * TIMEOUT_MS,
  });
  if (result.status === 0) return null;
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  for (const { assertionResults } of testResults) {
    const failed = assertionResults.find(({ status }) => status === 'failed');
    if (failed !== undefined) return short(failed.title);
  }
  const unloaded = testResults.find(({ message = '' }) => message !== '');
  return unloaded === undefined ? 'the run itself failed' : short(unloaded.message ?? '');
};

/** Plants one bug and looks who notices. */
export const hunt = (workshop: Workshop, bug: PlantedBug): Caught =>
  workshop.with(bug, () => {
    let simulator: string | null = null;
    for (const seed of SEEDS) {
      simulator ??= simulate(workshop, bug, seed);
    }
    return { simulator, tests: runTests(workshop, bug) };
  });

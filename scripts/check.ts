/**
 * The gate, the same here and in CI: every step runs, however many fail, so that one run tells all.
 * `--all` adds the long tests and those in a browser, `--chaos` the short form of the chaos suites. The last line counts the tests; the exit code is 0 only if every step held.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { countReports, failuresAt } from './test-count.ts';

type Step = {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Where the step's tests report to, if it has tests. */
  readonly report?: string;
};

const REPORT_FOLDER = '.reports';

const vitest = (name: string, projects: readonly string[]): Step => {
  const report = `${REPORT_FOLDER}/${name}.json`;
  const selected = projects.flatMap((project) => ['--project', project]);
  const output = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return { name, command: ['vitest', 'run', ...selected, ...output], report };
};

const steps: readonly Step[] = [
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'types', command: ['tsc', '-b'] },
  { name: 'lint', command: ['oxlint'] },
  { name: 'unused', command: ['knip', '--no-config-hints'] },
  { name: 'build', command: ['node', '--run', 'build'] },
  { name: 'budget', command: ['node', 'scripts/bundle-budget.ts'] },
  vitest('test', ['model', 'unit', 'unit-solid', 'system']),
  vitest('simulate', ['simulation']),
  ...(process.argv.includes('--all')
    ? [vitest('long', ['long', 'long-system']), vitest('e2e', ['e2e'])]
    : []),
  ...(process.argv.includes('--chaos') ? [vitest('chaos', ['chaos'])] : []),
];

const run = (step: Step): { readonly held: boolean; readonly seconds: number } => {
  console.log(`\n== ${step.name}: ${step.command.join(' ')}`);
  const [file, ...args] = step.command;
  const startMs = performance.now();
  const result = spawnSync(file, args, { stdio: 'inherit' });
  if (result.error !== undefined) console.error(result.error.message);
  return { held: result.status === 0, seconds: (performance.now() - startMs) / 1000 };
};

// No other project asks for it.
process.env['TILLMESH_CHAOS'] ??= 'short';
rmSync(REPORT_FOLDER, { recursive: true, force: true });
mkdirSync(REPORT_FOLDER);

const outcomes = steps.map((step) => ({ step, ...run(step) }));
const reports = steps.flatMap(({ report }) => report ?? []);
const total = countReports(reports);

console.log('');
for (const failure of failuresAt(reports)) console.log(`FAILED ${failure}`);
for (const { step, held, seconds } of outcomes) {
  console.log(`${held ? 'ok    ' : 'FAILED'} ${step.name.padEnd(8)} ${seconds.toFixed(1).padStart(6)} s`);
}
if (total.skipped > 0) console.log(`${total.skipped} tests were skipped`);
if (outcomes.some(({ held }) => !held)) process.exitCode = 1;
console.log(`${total.passed} passed, ${total.failed} failed`);

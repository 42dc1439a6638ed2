/**
 * Fresh seeds, one world after the other, for as long as is asked: `npm run -s soak -- --minutes 30`. What fails is
 * made smaller as far as it still fails, printed with the command that shows it, and kept in the corpus, which CI
 * replays. The exit code is 0 only if nothing was found.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { shrink } from './simulate/shrink.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CORPUS = join(ROOT, 'tests/simulation/corpus');

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, from: { type: 'string' } },
});
const endMs = performance.now() + Number(values.minutes) * 60_000;

/** The verdict of a run, or how it ended instead. */
const verdictOf = (args: readonly string[]): string => {
  const result = spawnSync(process.execPath, ['scripts/simulate.ts', ...args, '--json'], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' },
  });
  if (result.stdout.trim() === '')
    return `it ended: ${result.stderr.trim().split('\n').slice(-12).join(' ')}`;
  return (JSON.parse(result.stdout) as { readonly verdict: string }).verdict;
};

/** Worlds of several sizes: small ones fail in ways that are easier to read. */
const SHAPES: readonly (readonly string[])[] = [
  ['--tills', '2', '--branches', '1', '--hours', '6', '--sales', '80'],
  ['--tills', '4', '--branches', '2', '--hours', '8', '--sales', '140'],
  ['--tills', '6', '--branches', '2', '--hours', '12', '--sales', '240'],
  ['--tills', '3', '--branches', '3', '--hours', '24', '--sales', '120'],
  // Much that was written apart, under the same keys.
  ['--tills', '8', '--branches', '2', '--hours', '3', '--sales', '2000', '--apart'],
];

let seed = values.from === undefined ? randomInt(1, 900_000_000) : Number(values.from);
let runs = 0;
let failures = 0;
while (performance.now() < endMs) {
  const shape = SHAPES[runs % SHAPES.length] ?? [];
  const args = ['--seed', String(seed), ...shape];
  const verdict = verdictOf(args);
  runs += 1;
  if (verdict !== 'holds') {
    failures += 1;
    console.log(`seed ${seed} FAILED: ${verdict}`);
    const least = shrink(args, (smaller) => verdictOf(smaller) !== 'holds');
    const found = { found: verdict, args: least };
    writeFileSync(join(CORPUS, `seed-${seed}.json`), `${JSON.stringify(found, null, 2)}\n`);
    console.log(`  npm run -s simulate -- ${least.join(' ')}`);
  } else console.log(`seed ${seed} holds (${shape.join(' ')})`);
  seed += 1;
}
console.log(`${runs} worlds, ${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;

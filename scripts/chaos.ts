/**
 * Real tills on a root machine, killed, cut off, starved and disturbed:
 *
 *   npm run chaos [-- SUITE ...] [--short] [--seed N] [--kills N] [--cuts N] [--faults N] [--full-disks N]
 *                 [--partitions N] [--disturbances N] [--freezes N] [--neighbours N]
 *
 * Suites: kill-storm, power-cut, disk-fault, full-disk, namespace, neighbour, proxy, frozen; all when none is named. Each
 * ends with a line of JSON, and says aloud what it has to leave out. Exit code 0 only if all held.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

const SIZES = [
  'kills',
  'cuts',
  'faults',
  'full-disks',
  'partitions',
  'disturbances',
  'freezes',
  'neighbours',
] as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean', default: false },
    seed: { type: 'string' },
    kills: { type: 'string' },
    cuts: { type: 'string' },
    faults: { type: 'string' },
    'full-disks': { type: 'string' },
    partitions: { type: 'string' },
    disturbances: { type: 'string' },
    freezes: { type: 'string' },
    neighbours: { type: 'string' },
  },
});

const sizes = SIZES.flatMap((name) => {
  const value = values[name];
  return value === undefined
    ? []
    : [[`TILLMESH_CHAOS_${name.toUpperCase().replace('-', '_')}`, value] as const];
});
/** One for all suites. */
const seed = values.seed ?? String(randomInt(1, 2 ** 32 - 1));
const files = positionals.map((suite) => `tests/chaos/${suite}.test.ts`);
const run = spawnSync('vitest', ['run', '--project', 'chaos', ...files], {
  stdio: 'inherit',
  env: {
    ...process.env,
    TILLMESH_CHAOS: values.short ? 'short' : 'full',
    TILLMESH_CHAOS_SEED: seed,
    ...Object.fromEntries(sizes),
  },
});
if (run.error !== undefined) console.error(run.error.message);
process.exitCode = run.status ?? 1;

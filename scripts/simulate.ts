/**
 * A chain of shops in one process, decided by one seed: `npm run -s simulate -- --seed N`. Prints one line with
 * `--json`; the exit code is 0 only if every invariant holds. See tests/SPEC.md, "The simulator".
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { OptionError, readOptions, USAGE, type SimulateOptions } from './simulate/option.ts';
import { createChance } from './simulate/world/chance.ts';
import { realMachine, replaceMachine } from './simulate/world/machine.ts';
import { type Broken, VirtualTime } from './simulate/world/virtual-time.ts';

/**
 * Many devices in one process hold much memory outside the heap, in documents. By itself V8 collects everything anew
 * for each 64 MB of that, and spends half its time so where there is much to keep.
 */
setFlagsFromString('--external-memory-accounted-in-global-limit');

const real = realMachine();
const DAY_MS = 24 * 60 * 60_000;

const parse = (): SimulateOptions | null => {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    console.error(`${error.message}\n${USAGE}`);
    return null;
  }
};

const commitOf = (): string => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    // A copy without its history runs as well; it has no commit to name.
    return 'unknown';
  }
};

/** Memory where there is some: what lies there is as durable as the simulated disk says. */
const roomy = (): string => (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());

const main = async (options: SimulateOptions): Promise<number> => {
  const name = `tillmesh/${options.seed}`;
  const chance = createChance(name);
  const broken: Broken[] = [];
  // Days around the change to summer time in March 2026 on both sides of the Atlantic.
  const startMs = Date.UTC(2026, 2, 6, 7) + chance.within(0, 24) * DAY_MS;
  const time = new VirtualTime(startMs, (what) => broken.push(what), real.turn);
  const startedAt = real.seconds();
  const folder = mkdtempSync(join(roomy(), 'tillmesh-simulate-'));
  process.on('unhandledRejection', (error) => time.fault(error));
  replaceMachine(time, name);
  try {
    const { Network } = await import('./simulate/world/network.ts');
    const { Trace } = await import('./simulate/device/shop-world.ts');
    const { run } = await import('./simulate/run.ts');
    const trace = new Trace();
    const network = new Network({
      time,
      chance: chance.fork('network'),
      onFrame: (from, to, frame) => trace.add(from, to, frame),
    });
    const outcome = await run({
      options,
      world: { time, network, chance },
      folder,
      broken,
      trace,
      realSeconds: real.seconds,
      say: (line) => (options.json ? undefined : console.error(line)),
    });
    const { findings, broken: first, ...figures } = outcome;
    const line = {
      seed: options.seed,
      commit: commitOf(),
      ...figures,
      verdict: first === null ? 'holds' : first,
      trace: trace.digest(),
      realSeconds: Math.round((real.seconds() - startedAt) * 10) / 10,
    };
    if (options.json) console.log(JSON.stringify(line));
    else console.log(JSON.stringify(line, null, 2));
    for (const finding of options.json ? [] : findings.slice(0, 20)) console.error(finding);
    return first === null ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const options = parse();
process.exitCode = options === null ? 2 : await main(options);
if (options !== null) process.exit();

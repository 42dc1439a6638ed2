import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

type Line = {
  readonly seed: number;
  readonly verdict: string;
  readonly trace: string;
  readonly events: number;
  readonly sales: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly invariants: readonly string[];
};

/** A process of its own for each world: it replaces the time and chance of the whole process. */
export const simulate = (
  ...args: readonly string[]
): { readonly status: number | null; readonly line: Line } => {
  const result = spawnSync(process.execPath, ['scripts/simulate.ts', ...args, '--json'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (result.stdout.trim() === '') throw new Error(result.stderr);
  return { status: result.status, line: JSON.parse(result.stdout) as Line };
};

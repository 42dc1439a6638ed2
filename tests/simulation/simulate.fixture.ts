import { execFile } from 'node:child_process';
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

/** A process of its own for each world: it replaces the time and chance of the whole process. Rejects without a line. */
export const simulate = (
  ...args: readonly string[]
): Promise<{ readonly status: number; readonly line: Line }> =>
  new Promise((resolve, reject) => {
    const script = ['scripts/simulate.ts', ...args, '--json'];
    execFile(process.execPath, script, { cwd: ROOT }, (error, stdout, stderr) => {
      if (stdout.trim() === '') reject(new Error(stderr));
      else resolve({ status: error === null ? 0 : Number(error.code), line: JSON.parse(stdout) as Line });
    });
  });

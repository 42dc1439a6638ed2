import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { missingTools } from './tool.ts';

export const missingForFaults = (): readonly string[] => missingTools({ strace: 'strace' });

export type DiskFault = {
  readonly calls: readonly string[];
  readonly error: 'EIO' | 'ENOSPC';
  /** The how manieth of these calls fails first, from 1. */
  readonly first: number;
  /** Whether those after it fail as well. */
  readonly lasts: boolean;
};

export type Injection = {
  /** How many calls have been made to fail so far. */
  readonly hits: () => number;
  /** The disk is well again; gives how many calls had failed. */
  readonly lift: () => Promise<number>;
};

/**
 * From now on the system answers these calls of a running process with an error, where they are about these
 * files, and does not do them.
 */
export const injectFault = async (
  pid: number,
  files: readonly string[],
  fault: DiskFault,
  logFolder: string,
): Promise<Injection> => {
  const calls = fault.calls.join(',');
  const inject = `inject=${calls}:error=${fault.error}:when=${fault.first}${fault.lasts ? '+' : ''}`;
  const log = join(logFolder, `strace-${pid}-${Date.now()}.log`);
  const tracer = spawn(
    'strace',
    ['-f', '-p', String(pid), '-o', log, '-e', `trace=${calls}`, '-e', inject].concat(
      files.flatMap((file) => ['-P', file]),
    ),
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = new Promise<void>((resolve) => tracer.once('close', () => resolve()));
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    tracer.once('error', reject);
    createInterface({ input: tracer.stderr }).on('line', (line) => {
      said.push(line);
      if (line.includes('attached')) resolve();
    });
    void ended.then(() => reject(new Error(`strace did not attach: ${said.join('; ')}`)));
  });
  const hits = (): number =>
    existsSync(log)
      ? readFileSync(log, 'utf8')
          .split('\n')
          .filter((line) => line.includes('(INJECTED)')).length
      : 0;
  return {
    hits,
    lift: async () => {
      tracer.kill('SIGINT');
      await ended;
      const count = hits();
      rmSync(log, { force: true });
      return count;
    },
  };
};

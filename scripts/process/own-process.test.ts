import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from './free-port.ts';
import { childrenOf } from './process-use.ts';
import { type OwnProcess, startProcess } from './own-process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-process-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `source` as a process of its own. */
const start = (source: string): Promise<OwnProcess> => {
  const file = join(folder, 'program.mjs');
  writeFileSync(file, source);
  return startProcess({ name: 'P', args: [file], ready: /^ready/, logFile: join(folder, 'p.log') });
};

const gone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

const untilGone = async (pid: number): Promise<void> => {
  while (!gone(pid)) await new Promise((resolve) => setImmediate(resolve));
};

const STAYS = 'setInterval(() => {}, 60_000);';

it('[PROC-01] a process is there once it printed its line, and what it says on stderr is in its log', async () => {
  const own = await start(`console.error('quiet'); console.log('before'); console.log('ready 7'); ${STAYS}`);
  expect(own.readyLine).toBe('ready 7');
  expect(readFileSync(join(folder, 'p.log'), 'utf8')).toContain('quiet');
  await own.stop();
  expect(await own.exited).toBe(null);
  expect(own.running()).toBe(false);
});

it('[PROC-01] one that ends before that fails with the end of its log', async () => {
  await expect(start(`console.error('no disk'); process.exit(3);`)).rejects.toThrow(/\(3\)\n.*no disk/s);
});

it('[PROC-02] one that does not listen to SIGTERM is ended all the same, with what it started', async () => {
  const own = await start(`
    import { spawn } from 'node:child_process';
    process.on('SIGTERM', () => {});
    spawn(process.execPath, ['-e', ${JSON.stringify(STAYS)}], { stdio: 'ignore' });
    console.log('ready');
    ${STAYS}`);
  const [child] = childrenOf(own.pid);
  expect(child).toBeDefined();
  await own.stop(1);
  expect(gone(own.pid)).toBe(true);
  await untilGone(child!);
});

it('[PROC-03] the peak of memory is that of each process by itself', async () => {
  const own = await start(`
    import { spawn } from 'node:child_process';
    spawn(process.execPath, ['-e', ${JSON.stringify(STAYS)}], { stdio: 'ignore' }).once('spawn', () => console.log('ready'));
    ${STAYS}`);
  const memory = own.use();
  expect(memory.map(({ name }) => name)).toEqual(['P', 'P/1']);
  for (const { peakRssMb } of memory) expect(peakRssMb).toBeGreaterThan(0);
  await own.stop();
  expect(own.use()).toEqual([]);
});

it('[PROC-04] a wished port is given while it is free, else another', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const other = await freePort(port);
  expect(other).not.toBe(port);
  await new Promise((resolve) => server.close(resolve));
  expect(await freePort(port)).toBe(port);
});

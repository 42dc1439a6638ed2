import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createChain } from '@tillmesh/replica';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Report } from './api/report.ts';
import { isPassword, readPassword } from './owner/password.ts';
import { readApiFiles } from '@tillmesh/replica/process/api-file';

const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

// Whole processes start here, on machines that may be busy with others.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder = '';
let reporter = '';
const running: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tillmesh-reports-'));
  const plan = {
    name: 'Corner',
    mark: 'demo',
    branches: [],
    staff: [],
    relay: false,
    reporter: true,
  } as const;
  reporter = (await createChain(folder, plan, { nowMs: Date.now() })).reporterFolder ?? '';
});
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

const start = (file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileOf(file), ...args], {
    stdio: 'pipe',
    env: { ...process.env, ...env },
  });
  running.push(child);
  return child;
};

/** What a process said until it ended. */
const ended = async (child: ReturnType<typeof start>) => {
  const said = { out: '', err: '' };
  child.stdout.on('data', (data: Buffer) => {
    said.out += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    said.err += data.toString();
  });
  const [code] = (await once(child, 'close')) as unknown[];
  return { code, ...said };
};

it('[SERVE-07] [SERVE-08] [REPORT-13] [REPORT-14] serves, is asked by the command line, and ends well', async () => {
  const child = start('main.ts', ['--data', reporter, '--port', '0'], {
    TILLMESH_OWNER_PASSWORD: 'correct horse',
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const access = await readApiFiles(reporter);
  expect(line).toBe(`reporter ready at ${access?.address}`);
  const record = await readPassword(reporter);
  expect(record !== null && (await isPassword('correct horse', record))).toBe(true);

  const asked = await ended(start('cli.ts', ['--json', '--data', reporter]));
  expect([asked.code, asked.err]).toEqual([0, '']);
  expect(asked.out.trimEnd()).not.toContain('\n');
  expect((JSON.parse(asked.out) as Report).organisation).toMatchObject({ name: 'Corner', mark: 'demo' });

  child.kill('SIGTERM');
  expect((await ended(child)).code).toBe(0);
  expect(await readApiFiles(reporter)).toBeNull();
  expect((await readdir(reporter)).filter((name) => name.startsWith('api-'))).toEqual([]);

  const read = await ended(start('cli.ts', ['--data', reporter]));
  expect([read.code, read.err]).toEqual([0, `No reporter runs on ${reporter}: reading it itself.\n`]);
  expect(read.out).toContain('Corner (DEMO): 0 facts');
});

it('[OWNER-01] keeps a password given on standard input, and refuses one that does not fit', async () => {
  const set = start('main.ts', ['--data', reporter, '--set-password']);
  set.stdin.end('correct horse\n');
  expect((await ended(set)).code).toBe(0);
  const record = await readPassword(reporter);
  expect(record !== null && (await isPassword('correct horse', record))).toBe(true);
  const short = start('main.ts', ['--data', reporter, '--set-password']);
  short.stdin.end('short');
  const { code, err } = await ended(short);
  expect([code, err.trim()]).toEqual([1, expect.stringMatching(/Nothing was changed.*\(PASSWORD-UNFIT\)$/)]);
});

it('[SERVE-08] ends with code 2 and a sentence when the command line does not fit', async () => {
  const main = await ended(start('main.ts', []));
  expect([main.code, main.err.split('\n')[0]]).toEqual([2, '--data DIR is missing']);
  const cli = await ended(start('cli.ts', ['--from', 'tomorrow', '--data', reporter]));
  expect([cli.code, cli.err.split('\n')[0]]).toEqual([2, '--from is not understood']);
});

it('[REPORT-14] says what is wrong with a folder that is no device’s, or an address that does not answer', async () => {
  const nothing = await ended(start('cli.ts', ['--data', folder]));
  expect([nothing.code, nothing.out]).toEqual([1, '']);
  expect(nothing.err).toMatch(/\n[A-Z-]+: .+/);
  const silent = await ended(start('cli.ts', ['--url', 'http://127.0.0.1:1']));
  expect(silent.code).toBe(1);
  expect(silent.err).toContain('REPORTER-SILENT: The reporter at http://127.0.0.1:1 cannot be asked');
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createChain } from '@tillmesh/replica';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

// Whole processes start here, on machines that may be busy with others.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder = '';
let running: ChildProcess | null = null;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tillmesh-relay-'));
});
afterEach(async () => {
  running?.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

const start = (...args: string[]): ChildProcess => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running = child;
  return child;
};

const saidBy = async (child: ChildProcess): Promise<{ code: unknown; text: string }> => {
  let text = '';
  child.stderr?.on('data', (data: Buffer) => {
    text += data.toString();
  });
  const [code] = (await once(child, 'close')) as unknown[];
  return { code, text };
};

it('[RELAY-08] says when it is ready, and ends well when it is told to', async () => {
  const plan = {
    name: 'Corner',
    mark: 'demo',
    branches: [],
    staff: [],
    relay: true,
    reporter: true,
  } as const;
  const { relayFolder } = await createChain(folder, plan, { nowMs: Date.now() });
  const child = start('--data', relayFolder ?? '', '--listen', '127.0.0.1:0', '--port', '0');
  if (child.stdout === null) throw new Error('no output to read');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const url = /^relay ready at (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1] ?? '';
  expect((await fetch(`${url}/health`)).status).toBe(200);
  child.kill('SIGTERM');
  expect((await saidBy(child)).code).toBe(0);
});

it('[RELAY-07] ends with code 2 and a sentence when the command line does not fit', async () => {
  const { code, text } = await saidBy(start('--data', folder));
  expect([code, text.split('\n')[0]]).toEqual([2, '--listen HOST:PORT is missing']);
});

it('[RELAY-04] ends with code 1 and the fault when the folder is no relay’s', async () => {
  const { code, text } = await saidBy(start('--data', folder, '--listen', '127.0.0.1:0'));
  expect(code).toBe(1);
  expect(text.trim()).toMatch(/^\S.*\. .*\. \([A-Z]+(?:-[A-Z]+)+\)$/);
});

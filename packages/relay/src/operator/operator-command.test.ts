import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createChain } from '@tillmesh/replica';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isOperatorCommand, operate, type Outcome } from './operator-command.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const ADMIT = fileURLToPath(new URL('../../../../scripts/admit-relay.ts', import.meta.url));

// Whole processes start here, on machines that may be busy with others.
vi.setConfig({ testTimeout: 120_000 });

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-operator-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const runProgram = (
  program: string,
  ...args: string[]
): { code: number | null; out: string; err: string } => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', program, ...args],
    { encoding: 'utf8' },
  );
  return { code: status, out: stdout, err: stderr };
};
const run = (...args: string[]): ReturnType<typeof runProgram> => runProgram(MAIN, ...args);

/** The same without a process of its own. */
const does = (command: string, ...argv: string[]): Outcome => {
  if (!isOperatorCommand(command)) throw new Error(`no command ${command}`);
  return operate(command, argv);
};

it('[TENANT-03] invitation, listing at the till and acceptance, each by its command', async () => {
  const chain = await createChain(
    join(folder, 'shop'),
    {
      name: 'Corner',
      mark: 'demo',
      branches: [{ name: 'Corner', country: 'GB', tills: ['H1'] }],
      staff: [],
      relay: false,
      reporter: false,
    },
    { nowMs: Date.now() },
  );
  const data = ['--data', join(folder, 'relay')];
  const invited = run('invite', ...data, '--label', 'Corner', '--address', 'relay.example:7400');
  expect(invited.code).toBe(0);
  writeFileSync(join(folder, 'invitation'), invited.out.split('\n')[0] ?? '');
  const [till] = chain.tills;
  const answer = join(folder, 'answer.json');
  const from = ['--data', till?.folder ?? '', '--invitation', join(folder, 'invitation')];
  const admit = [...from, '--code', 'relay', '--to', answer];
  const admitted = runProgram(ADMIT, ...admit);
  expect(admitted.out).toContain('--peer relay.example:7400');
  expect(admitted.code).toBe(0);
  expect(runProgram(ADMIT, ...admit).code).toBe(2);
  expect(run('accept', ...data, '--file', answer).out).toMatch(
    /^Corner \([0-9a-f]{16}\) is served from now on/,
  );
  expect(run('accept', ...data, '--file', answer).err).toContain('RELAY-INVITATION-USED');
  const listed = run('list', ...data).out;
  expect(listed).toContain('active');
  expect(listed).toContain(chain.organisationId.slice(0, 12));
});

it('[TENANT-06] the operator invites, lists, sets limits, removes, and is told what does not fit', () => {
  const data = ['--data', join(folder, 'relay')];
  const unknown = does('list', ...data);
  expect(unknown.text).toContain('RELAY-FOLDER-MISSING');
  expect(unknown.code).toBe(1);
  const short = does('invite', ...data, '--label', 'Corner');
  expect(short.text).toMatch(/^--address HOST:PORT is missing\nUsage: /);
  expect(short.code).toBe(2);
  const invited = does('invite', ...data, '--label', 'Corner', '--address', 'relay.example:7400', '--json');
  const { tenant, invitation } = JSON.parse(invited.text) as { tenant: string; invitation: string };
  expect(invitation).toMatch(/^tillmesh-relay-1\.[\w-]{150,}$/);
  expect(does('list', ...data).text).toContain(`${tenant}  invited    Corner  -`);
  const quota: readonly [string, ...string[]] = ['quota', ...data, '--tenant', tenant];
  expect(does(...quota, '--set', 'links=80').text).toContain('links=80 ');
  expect(does(...quota, '--set', 'colour=1').code).toBe(2);
  expect(does('resume', ...data, '--tenant', tenant).text).toContain('RELAY-TENANT-STATE');
  expect(does('suspend', ...data, '--tenant', 'nobody').text).toContain('RELAY-TENANT-UNKNOWN');
  writeFileSync(join(folder, 'odd'), 'odd');
  expect(does('accept', ...data, '--file', join(folder, 'odd')).text).toContain(
    'RELAY-ACCEPTANCE-UNREADABLE',
  );
  expect(does('remove', ...data, '--tenant', tenant).code).toBe(0);
  expect(does('list', ...data).text).toContain('removed');
});

import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('[SHELL-06] I12: a log that cannot be written, on a disk that is full or at nobody, ends no process', () => {
  const program = fileURLToPath(new URL('./run-process.fixture.ts', import.meta.url));
  const full = openSync('/dev/full', 'w');
  const { status, stdout } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    stdio: ['ignore', 'pipe', full],
    encoding: 'utf8',
  });
  closeSync(full);
  expect([status, stdout]).toEqual([0, 'going on\n']);
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readApiFiles, removeApiFiles, writeApiFiles } from './api-file.ts';

it('[SHELL-04] address and token of this start are the device’s own user’s alone, and go when it ends', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillmesh-api-'));
  writeFileSync(join(folder, 'api-token'), 'of an earlier start\n', { mode: 0o644 });
  await writeApiFiles(folder, { address: 'http://127.0.0.1:4180', token: 'secret' });
  expect(await readApiFiles(folder)).toEqual({ address: 'http://127.0.0.1:4180', token: 'secret' });
  expect(readFileSync(join(folder, 'api-token'), 'utf8')).toBe('secret\n');
  expect(readFileSync(join(folder, 'api-address'), 'utf8')).toBe('http://127.0.0.1:4180\n');
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  await removeApiFiles(folder);
  expect(readdirSync(folder)).toEqual([]);
  expect(await readApiFiles(folder)).toBeNull();
  rmSync(folder, { recursive: true });
});

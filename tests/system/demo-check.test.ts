import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const leftovers = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('tillmesh-check-'));

it('[DEMO-03] the check sells, sees the sale at the other till and in the report, and leaves nothing', async () => {
  const before = leftovers();
  const args = ['--disable-warning=ExperimentalWarning', 'scripts/demo.ts', '--check'];
  const { code, stdout } = await new Promise<{ code: number; stdout: string }>((resolve) => {
    execFile(process.execPath, args, { cwd: ROOT }, (error, output) => {
      resolve({ code: Number(error?.code ?? 0), stdout: output });
    });
  });
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({ ok: true, otherTill: 'H2' });
  expect(code).toBe(0);
  expect(leftovers()).toEqual(before);
});

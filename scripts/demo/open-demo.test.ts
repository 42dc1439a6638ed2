import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDemo } from './open-demo.ts';

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'tillmesh-demo-'));
  folder = join(parent, 'demo');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

it('[DEMO-02] a demo started again goes on with its devices; a fresh one has others', async () => {
  const first = await openDemo(folder, false);
  expect(first.tills.map(({ code, branch }) => `${branch} ${code}`)).toEqual([
    'High Street H1',
    'High Street H2',
    'Market Hall M1',
    'Market Hall M2',
  ]);
  expect(await openDemo(folder, false)).toEqual(first);
  const fresh = await openDemo(folder, true);
  expect(fresh.tills[0]?.deviceId).not.toBe(first.tills[0]?.deviceId);
  for (const { folder: till } of fresh.tills) expect(existsSync(till)).toBe(true);
});

it('[DEMO-02] a set-up that was broken off is made anew', async () => {
  const first = await openDemo(folder, false);
  rmSync(join(folder, 'chain.json'));
  const second = await openDemo(folder, false);
  expect(second.relayFolder).toBe(first.relayFolder);
  expect(second.tills[0]?.deviceId).not.toBe(first.tills[0]?.deviceId);
});

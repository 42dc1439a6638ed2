import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createChain } from '@tillmesh/replica';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EnrolView } from '../../packages/terminal/src/api/enrol-view.ts';
import { act } from '../../scripts/chain/cashier.ts';
import { openLocalApi } from '../../scripts/chain/local-api.ts';
import { type OwnProcess, startProcess } from '../../scripts/process/own-process.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PIN = '482913';

let place: string;
let till: OwnProcess | null = null;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'tillmesh-admit-'));
});
afterEach(async () => {
  await till?.stop();
  till = null;
  rmSync(place, { recursive: true });
});

const program = (
  file: string,
  ...args: readonly string[]
): { readonly code: number; readonly said: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, file), ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { code: status ?? -1, said: stdout + stderr };
};

it('[TENANT-08] a till that runs lists a relay of many organisations by whoever is signed in', async () => {
  const { staff } = await createChain(
    place,
    {
      name: 'Corner',
      mark: 'real',
      branches: [{ name: 'Corner', country: 'GB', tills: ['H1'] }],
      staff: [{ name: 'Olive', role: 'owner', pin: PIN }],
      relay: false,
      reporter: false,
    },
    { nowMs: Date.now() },
  );
  const shop = join(place, 'H1');
  till = await startProcess({
    name: 'H1',
    args: [join(ROOT, 'packages/terminal/src/host/main.ts'), '--data', shop, '--port', '0', '--no-discovery'],
    ready: /ready at (http:[^\s,]+)/,
    logFile: join(place, 'H1.log'),
    readyTimeoutMs: 120_000,
  });
  const api = openLocalApi(shop);
  const relay = ['--data', join(place, 'relay')];
  const operator = (...args: readonly string[]) => program('packages/relay/src/main.ts', ...args);
  const invited = operator('invite', ...relay, '--label', 'Corner', '--address', 'relay.example:7400');
  writeFileSync(join(place, 'invitation'), invited.said.split('\n')[0] ?? '');
  const answer = join(place, 'answer.json');
  const asked = [
    '--data',
    shop,
    '--invitation',
    join(place, 'invitation'),
    '--code',
    'relay',
    '--to',
    answer,
  ];
  const mayNot = program('scripts/admit-relay.ts', ...asked);
  expect(mayNot.said).toContain('NOT-SIGNED-IN');
  expect(mayNot.code).toBe(1);
  expect(existsSync(answer)).toBe(false);
  await act(api, { kind: 'session.sign-in', staffId: staff[0]?.id ?? '', pin: PIN });
  expect(program('scripts/admit-relay.ts', ...asked)).toMatchObject({ code: 0 });
  expect(operator('accept', ...relay, '--file', answer)).toMatchObject({ code: 0 });
  expect(till.running()).toBe(true);
  const { codes } = await api.get<EnrolView>('/api/enrol');
  expect(codes.toSorted()).toEqual(['H1', 'relay']);
});

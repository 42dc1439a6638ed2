import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createChain } from '@tillmesh/replica';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DevicesView } from '../../packages/terminal/src/api/device-view.ts';
import { planChain, type RunningChain, type TillDevice } from '../../scripts/chain/running-chain.ts';
import { waitFor } from '../../scripts/chain/wait.ts';
import { ARRIVAL_MS, STAFF } from './chain/test-chain.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let folder: string;
let sheet: string;
let sheetFile: string;
let foreignFile: string;
let chain: RunningChain;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-owner-'));
  const plan = (code: string) => ({
    name: 'Test Shop',
    mark: 'real' as const,
    branches: [
      { name: 'High Street', country: 'GB', tills: [`${code}1`, `${code}2`] },
      { name: 'Mill Lane', country: 'GB', tills: ['M1'] },
    ],
    staff: STAFF,
    relay: true,
    reporter: true,
  });
  const made = await createChain(join(folder, 'own'), plan('H'), { nowMs: Date.now() });
  const foreign = await createChain(join(folder, 'foreign'), plan('F'), { nowMs: Date.now() });
  sheet = made.recoverySheet;
  [sheetFile, foreignFile] = [join(folder, 'sheet.txt'), join(folder, 'foreign.txt')];
  writeFileSync(sheetFile, sheet);
  writeFileSync(foreignFile, foreign.recoverySheet);
  chain = await planChain(
    {
      tills: made.tills,
      staff: made.staff,
      relayFolder: made.relayFolder!,
      reporterFolder: made.reporterFolder!,
    },
    { logFolder: join(folder, 'log') },
  );
  for (const device of [chain.relay, ...chain.tills]) await device.start();
}, 120_000);
afterAll(async () => {
  await chain.stop();
  rmSync(folder, { recursive: true, force: true });
});

const till = (code: string): TillDevice => chain.tills.find((one) => one.code === code)!;

/** What the command printed and how it ended; `typed` goes to its standard input. */
const owner = (code: string, words: readonly string[], typed = ''): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    const args = [join(ROOT, 'scripts/owner.ts'), '--data', till(code).folder, ...words];
    const child = execFile(process.execPath, args, { cwd: ROOT }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, said: stdout + stderr }),
    );
    child.stdin?.end(typed);
  });
const rowAt = async (at: string, code: string) =>
  (await till(at).api().get<DevicesView>('/api/devices')).devices.find((row) => row.code === code)!;
const untilAt = (at: string, code: string, what: string, holds: (row: Row) => boolean): Promise<unknown> =>
  waitFor(`${at} sees ${code} ${what}`, ARRIVAL_MS, async () => (holds(await rowAt(at, code)) ? true : null));
type Row = DevicesView['devices'][number];

it('[SHEET-03] a stolen first till is taken off, another made an admin device, and it is put back, by the sheet alone', async () => {
  await untilAt('H2', 'H1', 'linked', ({ state }) => state === 'linked');
  const granted = await owner('H2', ['--sheet-file', sheetFile, 'grant', 'H2']);
  expect([granted.code, /till H2 \w+ admin device/.test(granted.said)]).toEqual([0, true]);
  await untilAt('M1', 'H2', 'as an admin device', ({ admin }) => admin);

  const off = await owner('H2', ['revoke', 'H1', 'Stolen'], sheet);
  expect([off.code, /till H1 \w+ revoked: Stolen/.test(off.said)]).toEqual([0, true]);
  for (const at of ['H2', 'M1'])
    await untilAt(at, 'H1', 'off', (row) => row.off?.state === 'revoked' && row.state !== 'linked');
  expect(await rowAt('H2', 'H1')).toMatchObject({ off: { by: null, reason: 'Stolen' }, mayState: 'admit' });

  await till('M1').stop();
  const back = await owner('M1', ['--sheet-file', sheetFile, 'reinstate', 'H1']);
  expect([back.code, back.said.includes('when it is started')]).toEqual([0, true]);
  await till('M1').start();
  await untilAt('H2', 'H1', 'back and linked', (row) => row.off === null && row.state === 'linked');
}, 120_000);

it('[SHEET-03] the right to edit products and prices is taken with the sheet and given back, at a till that runs', async () => {
  const right = (word: string) => owner('H2', ['--sheet-file', sheetFile, 'catalog-right', 'M1', word]);
  const taken = await right('off');
  expect([taken.code, /till M1 \w+ stands, may not edit products and prices/.test(taken.said)]).toEqual([
    0,
    true,
  ]);
  await untilAt('M1', 'M1', 'without the right', ({ catalogBar }) => catalogBar !== null);
  const again = await right('off');
  expect([again.code, again.said.includes('CATALOG-RIGHT-SO-ALREADY')]).toEqual([1, true]);
  expect((await right('on')).code).toBe(0);
  await untilAt('M1', 'M1', 'with the right', ({ catalogBar }) => catalogBar === null);
  expect((await right('maybe')).code).toBe(2);
}, 120_000);

it('[SHEET-03] a sheet that is mistyped or of another shop, and a device that is not there, change nothing', async () => {
  const mistyped = await owner(
    'H2',
    ['revoke', 'H1', 'x'],
    sheet.replace(/^./, (first) => (first === '0' ? '1' : '0')),
  );
  expect([mistyped.code, mistyped.said.includes('RECOVERY-SHEET-WRONG')]).toEqual([1, true]);
  const foreign = await owner('H2', ['--sheet-file', foreignFile, 'revoke', 'H1', 'x']);
  expect([foreign.code, foreign.said.includes('RECOVERY-SHEET-FOREIGN')]).toEqual([1, true]);
  const nobody = await owner('H2', ['--sheet-file', sheetFile, 'revoke', 'H9', 'x']);
  expect([nobody.code, nobody.said.includes('DEVICE-UNKNOWN')]).toEqual([1, true]);
  expect((await owner('H2', ['revoke', 'H1'], sheet)).code).toBe(2);
  const shown = await owner('H2', ['--sheet-file', sheetFile, 'show']);
  expect(shown.said.split('\n').filter((line) => line.endsWith('admin device'))).toHaveLength(2);
  const forged = till('H2')
    .api()
    .post('/api/statements', { statements: ['00'] });
  await expect(forged).rejects.toMatchObject({ code: 'STATEMENTS-REFUSED' });
});

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createChain } from '@tillmesh/replica';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DevicesView } from '../../packages/terminal/src/api/device-view.ts';
import { act } from '../../scripts/chain/cashier.ts';
import { planChain, type RunningChain, type TillDevice } from '../../scripts/chain/running-chain.ts';
import { waitFor } from '../../scripts/chain/wait.ts';
import { ARRIVAL_MS, STAFF } from './chain/test-chain.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const [OWNER] = STAFF;

let folder: string;
let firstSheet: string;
let chain: RunningChain;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-succession-'));
  const plan = {
    name: 'Test Shop',
    mark: 'real' as const,
    branches: [{ name: 'High Street', country: 'GB', tills: ['H1', 'H2'] }],
    staff: STAFF,
    relay: true,
    reporter: true,
  };
  const made = await createChain(join(folder, 'own'), plan, { nowMs: Date.now() });
  firstSheet = made.recoverySheet;
  const { tills, staff, relayFolder, reporterFolder } = made;
  chain = await planChain(
    { tills, staff, relayFolder: relayFolder!, reporterFolder: reporterFolder! },
    { logFolder: join(folder, 'log') },
  );
  for (const device of [chain.relay, ...chain.tills]) await device.start();
  const staffId = staff.find(({ name }) => name === OWNER.name)!.id;
  for (const one of chain.tills) await act(one.api(), { kind: 'session.sign-in', staffId, pin: OWNER.pin });
}, 120_000);
afterAll(async () => {
  await chain.stop();
  rmSync(folder, { recursive: true, force: true });
});

const till = (code: string): TillDevice => chain.tills.find((one) => one.code === code)!;
const devicesAt = (at: string) => till(at).api().get<DevicesView>('/api/devices');

type Said = { readonly code: number; readonly said: string };
const run = (script: string, words: readonly string[], typed = ''): Promise<Said> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(ROOT, 'scripts', script), ...words],
      { cwd: ROOT },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, said: stdout + stderr }),
    );
    child.stdin?.end(typed);
  });
const owner = (at: string, words: readonly string[], sheet = ''): Promise<Said> =>
  run('owner.ts', ['--data', till(at).folder, ...words], sheet);
/** Makes a sheet and types back what the command asks for; null: nothing more. */
const succeed = (at: string, typed: (fingerprint: string) => string | null): Promise<Said> =>
  new Promise((resolve) => {
    const words = [join(ROOT, 'scripts', 'owner.ts'), '--data', till(at).folder, 'succeed'];
    let answered = 0;
    const child = execFile(process.execPath, words, { cwd: ROOT }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, said: stdout + stderr }),
    );
    let said = '';
    child.stdout?.on('data', (text: string) => {
      said += text;
      const questions = [...said.matchAll(/^(?:Type the|That is not) .*$/gm)].length;
      for (; answered < questions; answered += 1) {
        const line = typed(/^Fingerprint: (.*)$/m.exec(said)![1]!);
        if (line === null) child.stdin?.end();
        else child.stdin?.write(`${line}\n`);
      }
    });
  });
/** A sheet and its fingerprint, as the command printed them. */
const printed = ({ said }: Said): { readonly sheet: string; readonly fingerprint: string } => ({
  sheet: /^[0-9A-Z]{5}( [0-9A-Z]{5}){11}$/m.exec(said)![0],
  fingerprint: /^Fingerprint: (.*)$/m.exec(said)![1]!,
});
const untilOwner = (at: string, fingerprint: string, state: string): Promise<unknown> =>
  waitFor(`${at} sees the owner key ${state}`, ARRIVAL_MS, async () => {
    const { owners } = await devicesAt(at);
    return owners.some((one) => one.fingerprint === fingerprint && one.state === state) ? true : null;
  });

/** Keys are passed on within seconds; until then the sheet opens nothing. */
const withKeys = (at: string, words: readonly string[], sheet: string): Promise<Said> =>
  waitFor('the sheet is given its keys', ARRIVAL_MS, async () => {
    const told = await owner(at, words, sheet);
    return told.said.includes('OWNER-WITHOUT-KEYS') ? null : told;
  });

it('[SHEET-10] a sheet whose fingerprint nobody types back is forgotten, and names nothing', async () => {
  const lines = ['yes', '7KQ2 7KQ2 7KQ2 7KQ2', ''];
  for (const typed of [() => null, () => lines.shift() ?? null]) {
    const { code, said } = await succeed('H1', typed);
    expect([code, said.includes('SHEET-NOT-TYPED-BACK')]).toEqual([1, true]);
  }
  expect(lines).toEqual([]);
  expect((await devicesAt('H1')).owners).toEqual([]);
  expect(await till('H1').api().get('/api/owner-sheet')).toBe(null);
}, 120_000);

it('[SHEET-09] a lost sheet is replaced as trust.md tells it, by two tills, and the first one stands above', async () => {
  // The only admin device names a new key by itself.
  const made = await succeed('H1', (fingerprint) => fingerprint.toLowerCase());
  expect([made.code, made.said]).toEqual([0, expect.any(String)]);
  const one = printed(made);
  expect(made.said).toContain(`The owner key ${one.fingerprint} stands`);
  await untilOwner('H2', one.fingerprint, 'standing');
  const granted = await withKeys('H1', ['grant', 'H2'], one.sheet);
  expect([granted.code, /till H2 \w+ admin device/.test(granted.said)]).toEqual([0, true]);
  await waitFor('H2 is an admin device', ARRIVAL_MS, async () =>
    (await devicesAt('H2')).mayMakeSheet ? true : null,
  );

  // That sheet is lost as well: now it takes both.
  const again = await succeed('H2', (fingerprint) => fingerprint);
  const two = printed(again);
  expect(again.said).toContain('Named by 1 of the 2 admin devices');
  const early = await owner('H2', ['grant', 'H2'], two.sheet);
  expect([early.code, early.said.includes('RECOVERY-SHEET-NOT-YET')]).toEqual([1, true]);
  await untilOwner('H1', two.fingerprint, 'named');
  expect((await owner('H1', ['confirm', '7KQ2 7KQ2 7KQ2 7KQ2'])).said).toContain('OWNER-KEY-UNKNOWN');
  const confirmed = await owner('H1', ['confirm', two.fingerprint]);
  expect([confirmed.code, confirmed.said.includes('stands from now on')]).toEqual([0, true]);
  await untilOwner('H2', two.fingerprint, 'standing');

  // The later sheet takes the earlier one off; and a device, which it puts back.
  const replaced = await withKeys('H2', ['revoke', one.fingerprint, 'Lost'], two.sheet);
  expect([replaced.code, replaced.said]).toEqual([0, expect.stringContaining('Stated')]);
  await untilOwner('H1', one.fingerprint, 'revoked');
  expect((await owner('H1', ['grant', 'H2'], one.sheet)).said).toContain('RECOVERY-SHEET-OFF');
  expect((await owner('H1', ['revoke', 'H2', 'Stolen'], two.sheet)).code).toBe(0);
  const back = await owner('H1', ['reinstate', 'H2'], two.sheet);
  expect([back.code, /till H2 \w+ admin device/.test(back.said)]).toEqual([0, true]);

  // A backup and that sheet on a blank machine.
  const stick = join(folder, 'stick');
  mkdirSync(stick);
  const backup = await run('backup.ts', ['--data', till('H1').folder, '--to', stick]);
  expect(backup.code).toBe(0);
  const file = /(\/\S*\/stick\/\S+\.backup)/.exec(backup.said)![1]!;
  writeFileSync(join(folder, 'two.txt'), two.sheet);
  const blank = ['--from', file, '--data', join(folder, 'blank'), '--sheet-file', join(folder, 'two.txt')];
  const restored = await run('restore.ts', blank);
  expect([restored.code, restored.said]).toEqual([0, expect.any(String)]);

  // The first sheet turns up, and stands above.
  const shown = await owner('H1', ['show'], firstSheet);
  expect(shown.said).toContain('it stands above all others');
  expect(shown.said).toContain(`owner key ${two.fingerprint} stands: named by H1, H2`);
  const off = await owner('H1', ['revoke', two.fingerprint, 'The first one was found'], firstSheet);
  expect([off.code, off.said]).toEqual([0, expect.stringContaining('Stated')]);
  await untilOwner('H1', two.fingerprint, 'revoked');
  expect((await owner('H1', ['grant', 'H2'], two.sheet)).said).toContain('RECOVERY-SHEET-OFF');
}, 600_000);

import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DatabaseSync } from 'node:sqlite';
import { createChain, openTillNode } from '@tillmesh/replica';
import { createCarrier } from '@tillmesh/replica/carrier';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BackupView } from '../../packages/terminal/src/api/backup-view.ts';
import type { CommandReply } from '../../packages/terminal/src/api/view.ts';
import { openLocalApi } from '../../scripts/chain/local-api.ts';
import { waitFor } from '../../scripts/chain/wait.ts';
import { type OwnProcess, startProcess } from '../../scripts/process/own-process.ts';
import { NEEDLES, PLANTED, prepareTrade, trade } from './at-rest/planted.ts';
import { searchFolder } from './at-rest/search.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PIN = '482913';

let place: string;
let shop: string;
let stick: string;
let sheet: string;
let ownerId: string;
let running: OwnProcess[];
beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), 'tillmesh-backup-'));
  shop = join(place, 'shop');
  stick = join(place, 'stick');
  running = [];
  const { recoverySheet, staff } = await createChain(
    shop,
    {
      name: 'Harbour & Sons',
      mark: 'real',
      branches: [{ name: 'North', country: 'GB', tills: ['H1'] }],
      staff: [{ name: 'Olive', role: 'owner', pin: PIN }],
      relay: false,
      reporter: false,
    },
    { nowMs: Date.now(), folderOf: () => shop },
  );
  sheet = recoverySheet;
  ownerId = staff[0]?.id ?? '';
});
afterEach(async () => {
  for (const till of running) await till.stop();
  rmSync(place, { recursive: true });
});

const startTill = async (data: string, ...more: readonly string[]): Promise<OwnProcess> => {
  const till = await startProcess({
    name: 'till',
    args: [join(ROOT, 'packages/terminal/src/host/main.ts'), '--data', data, '--port', '0', ...more],
    env: {},
    ready: /ready at (http:[^\s,]+)/,
    logFile: join(place, 'till.log'),
  });
  running.push(till);
  return till;
};
const api = openLocalApi;
/** What a script of ours prints as one line of JSON, whether it went well or not. */
const script = async (name: string, ...args: readonly string[]): Promise<Record<string, unknown>> => {
  const run = promisify(execFile)(
    process.execPath,
    [join(ROOT, 'scripts', `${name}.ts`), ...args, '--json'],
    { cwd: ROOT },
  );
  const { stdout } = await run.catch((error: unknown) => error as { readonly stdout: string });
  return JSON.parse(stdout) as Record<string, unknown>;
};
const sold = (data: string): Promise<readonly unknown[]> => api(data).get('/api/receipts?limit=200');
const plant = async (
  execute: (commands: readonly unknown[]) => Promise<readonly CommandReply[]>,
): Promise<void> => {
  const signIn = { kind: 'session.sign-in', id: 'f'.repeat(32), staffId: ownerId, pin: PIN };
  const [, person] = await execute([signIn, ...prepareTrade()]);
  if (person?.ok !== true || person.answer.kind !== 'staff') throw new Error('nobody was engaged');
  await execute(trade(person.answer.staffId));
};

it(
  '[HOST-54] a running till backs itself up to a stick, the file and the sheet restore it on a blank machine, and it sells',
  { timeout: 180_000 },
  async () => {
    mkdirSync(stick);
    await startTill(shop, '--backup-to', stick);
    await plant((commands) => api(shop).post('/api/commands', commands));
    const view = await waitFor('a backup', 60_000, async () => {
      const known = await api(shop).get<BackupView>('/api/backup');
      return known.last === null || known.running ? null : known;
    });
    expect(view).toMatchObject({ folder: stick, failure: null });
    // By command beside the till that runs, too.
    const made = await script('backup', '--data', shop, '--to', stick);
    expect(made).toMatchObject({ ok: true });
    const before = await sold(shop);
    expect(before.length).toBeGreaterThan(0);
    for (const till of running.splice(0)) await till.kill();
    const from = (made['done'] as { readonly file: string }).file;
    const blank = join(place, 'blank');
    const sheetFile = join(place, 'sheet.txt');
    writeFileSync(sheetFile, sheet);
    expect(await script('restore', '--from', from, '--data', shop, '--sheet-file', sheetFile)).toMatchObject({
      ok: false,
      code: 'RESTORE-FOLDER-TAKEN',
    });
    expect(
      await script('restore', '--from', from, '--data', blank, '--sheet-file', join(place, 'none')),
    ).toMatchObject({ ok: false, code: 'RECOVERY-SHEET-UNREADABLE' });
    expect(await script('restore', '--from', from, '--data', blank, '--sheet-file', sheetFile)).toMatchObject(
      { ok: true, code: 'H1' },
    );
    rmSync(shop, { recursive: true });
    await startTill(blank);
    expect(await sold(blank)).toEqual(before);
    const replies = await api(blank).post<readonly CommandReply[]>('/api/commands', [
      { kind: 'session.sign-in', id: 'e'.repeat(32), staffId: ownerId, pin: PIN },
      { kind: 'basket.cancel', id: 'd'.repeat(32), reason: 'a new day' },
      { kind: 'basket.add', id: 'c'.repeat(32), code: PLANTED.code },
      { kind: 'payment.take', id: 'b'.repeat(32), tender: 'cash', tenderedMinor: PLANTED.prices[0] },
    ]);
    expect(replies.map(({ ok }) => ok)).toEqual([true, true, true, true]);
    expect(await sold(blank)).toHaveLength(before.length + 1);
  },
);

it(
  '[BACKUP-08] I13: nothing planted is in a backup or beside one, finished or killed, and the recovery sheet is nowhere',
  { timeout: 180_000 },
  async () => {
    mkdirSync(stick);
    await startTill(shop);
    await plant((commands) => api(shop).post('/api/commands', commands));
    expect(await script('backup', '--data', shop, '--to', stick)).toMatchObject({ ok: true });
    // What a backup that is killed at the worst moment leaves behind: the snapshot beside, and half a file.
    const [whole = ''] = readdirSync(stick);
    cpSync(join(stick, whole), join(stick, `${whole}.new`));
    const database = new DatabaseSync(join(shop, 'till.db'), { readOnly: true });
    database.exec(`VACUUM INTO '${join(shop, 'backup-snapshot.db')}'`);
    database.close();
    expect(searchFolder(place, NEEDLES)).toEqual([]);
    const spoken = sheet.replaceAll(' ', '');
    for (const text of [sheet, spoken, spoken.toLowerCase()]) {
      const bytes = Buffer.from(text);
      expect(searchFolder(place, [{ what: 'sheet', form: 'UTF-8', bytes }])).toEqual([]);
    }
    expect(await script('backup', '--data', shop, '--to', stick)).toMatchObject({ ok: true });
    expect(existsSync(join(shop, 'backup-snapshot.db'))).toBe(false);
  },
);

it(
  '[HOST-54] before a start changes a file of an older version a backup is written, or the start goes on and tells why not',
  { timeout: 180_000 },
  async () => {
    const clock = { nowMs: Date.now };
    const node = openTillNode({ folder: shop, clock, listen: null, dial: [], carrier: createCarrier });
    await node.close();
    const older = (): void => {
      const database = new DatabaseSync(join(shop, 'till.db'));
      database.exec(`
      DROP TABLE sale_part; DROP TABLE note; DROP TABLE shift_part; DROP TABLE series_total;
      DROP TABLE begun; DROP TABLE ended; DROP TABLE late_shift; DROP TABLE document_fact; DROP TABLE shift_document; DROP TABLE exception;
      DROP TABLE withheld; DROP TABLE withheld_total; DROP TABLE withdrawn;
      CREATE TABLE refunded (sale TEXT NOT NULL, part TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (sale, part)) WITHOUT ROWID;
      PRAGMA user_version=2;
    `);
      database.close();
    };
    older();
    await startTill(shop, '--backup-to', stick);
    expect(await api(shop).get<BackupView>('/api/backup')).toMatchObject({
      last: null,
      failure: { code: 'BACKUP-FOLDER-AWAY' },
    });
    expect(existsSync(join(shop, 'till.db.version-2'))).toBe(true);
    for (const till of running.splice(0)) await till.stop();
    older();
    mkdirSync(stick);
    const till = await startTill(shop, '--backup-to', stick);
    const [file = ''] = readdirSync(stick);
    await till.stop();
    running = [];
    const blank = join(place, 'blank');
    const sheetFile = join(place, 'sheet.txt');
    writeFileSync(sheetFile, sheet);
    expect(
      await script('restore', '--from', join(stick, file), '--data', blank, '--sheet-file', sheetFile),
    ).toMatchObject({ ok: true });
    const restored = new DatabaseSync(join(blank, 'till.db'), { readOnly: true });
    expect(restored.prepare('PRAGMA user_version').get()).toEqual({ user_version: 2 });
    restored.close();
    await startTill(blank);
    expect(await sold(blank)).toEqual([]);
  },
);

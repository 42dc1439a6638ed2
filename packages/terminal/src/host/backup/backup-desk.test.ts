import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackupResult, RunBackup } from '@tillmesh/replica';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BackupView } from '../../api/backup-view.ts';
import { codeOf, okOf } from '../process/cashier.fixture.ts';
import { MORNING_MS, OWNER, startTestTill, type TestTill } from '../process/till.fixture.ts';

const HOUR_MS = 3_600_000;

let place: string;
let stick: string;
let nowMs: number;
let till: TestTill;
/** Backups that were asked for, in order; each ends when the test says how. */
let asked: { readonly nowMs: number; readonly end: (result: BackupResult) => void; killed: boolean }[];
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'tillmesh-stick-'));
  stick = join(place, 'stick');
  nowMs = MORNING_MS;
  asked = [];
});
afterEach(async () => {
  await till.remove();
  rmSync(place, { recursive: true });
});

const held: RunBackup = (request) => {
  const { promise, resolve } = Promise.withResolvers<BackupResult>();
  const one = { nowMs: request.nowMs, end: resolve, killed: false };
  asked.push(one);
  const kill = (): void => {
    one.killed = true;
    resolve(FAILED('BACKUP-DIED'));
  };
  return { result: promise, kill };
};
const FAILED = (code: string): BackupResult => ({
  ok: false,
  failure: { atMs: nowMs, code, message: 'It was not made.', nextStep: 'Try again.' },
});
const made = (): BackupResult => ({
  ok: true,
  removed: 0,
  done: { atMs: nowMs, file: join(stick, 'x'), size: 1, series: null, sequence: 1, sameDisk: false },
});
const open = async (run?: RunBackup): Promise<void> => {
  till = await startTestTill('real', {
    backupTo: stick,
    machineNowMs: () => nowMs,
    ...(run === undefined ? {} : { runBackup: run }),
  });
};
/** So many hours later, the till has looked again. */
const pass = async (hours: number): Promise<void> => {
  nowMs += hours * HOUR_MS;
  till.passTime();
  await view();
};
const view = async (): Promise<BackupView> => (await till.ask<BackupView>('GET', '/api/backup')).body;
const end = async (result: BackupResult): Promise<void> => {
  asked.at(-1)?.end(result);
  await view();
};

it('[HOST-52] a stick that is away is told, looked for, and gets the backup that is due as soon as it is back', async () => {
  await open();
  await pass(0);
  expect(await view()).toMatchObject({ folder: stick, last: null, failure: { code: 'BACKUP-FOLDER-AWAY' } });
  await pass(1);
  mkdirSync(stick);
  await pass(0);
  // Nobody asks for it: the test only looks until it is there.
  let shown = await view();
  while (shown.last === null) shown = await view();
  expect(shown).toMatchObject({ running: false, failure: null, last: { atMs: nowMs } });
  expect(readdirSync(stick)).toHaveLength(1);
});

it('[HOST-52] one a day, one at a time, one that failed not again at once; ended with the till it counts for nothing', async () => {
  mkdirSync(stick);
  await open(held);
  await pass(0);
  expect(asked).toHaveLength(1);
  await pass(0);
  expect(asked).toHaveLength(1);
  await end(made());
  await pass(23);
  expect(asked).toHaveLength(1);
  await pass(1);
  expect(asked).toHaveLength(2);
  await end(FAILED('BACKUP-FOLDER-FULL'));
  expect(await view()).toMatchObject({ failure: { code: 'BACKUP-FOLDER-FULL' }, last: { atMs: MORNING_MS } });
  await pass(0.2);
  expect(asked).toHaveLength(2);
  await pass(0.1);
  expect(asked).toHaveLength(3);
  expect(await view()).toMatchObject({ running: true });
  await till.stop();
  expect(asked[2]?.killed).toBe(true);
});

it('[HOST-52] a shift that was closed is a good moment once half the time has passed', async () => {
  mkdirSync(stick);
  await open(held);
  await pass(0);
  await end(made());
  okOf(await till.run({ kind: 'session.sign-in', staffId: till.staffId(OWNER.name), pin: OWNER.pin }));
  const day = async (): Promise<void> => {
    okOf(await till.run({ kind: 'shift.open', floatMinor: 0 }));
    okOf(await till.run({ kind: 'shift.close', countedMinor: 0 }));
  };
  nowMs += 11 * HOUR_MS;
  await day();
  expect(asked).toHaveLength(1);
  nowMs += 2 * HOUR_MS;
  await day();
  expect(asked).toHaveLength(2);
});

it('[HOST-53] whoever may change the shop makes one now; who may not, or where no folder is known, is told so', async () => {
  mkdirSync(stick);
  await open();
  // The screen as it is built, as far as its token goes.
  writeFileSync(join(till.folder, 'index.html'), '<!doctype html><html><head>\n</head></html>');
  const page = await (await fetch(till.address())).text();
  const token = /tillmesh-token" content="([^"]+)"/.exec(page)?.[1] ?? '';
  expect([token, codeOf(await till.ask('POST', '/api/backup', {}, token))]).toEqual([token, 'RIGHT-MISSING']);
  okOf(await till.run({ kind: 'session.sign-in', staffId: till.staffId(OWNER.name), pin: OWNER.pin }));
  const told = await till.ask<BackupView>('POST', '/api/backup', {}, token);
  expect(told.body).toMatchObject({ running: false, failure: null, last: { sameDisk: true } });
  await till.remove();
  till = await startTestTill('real');
  expect(codeOf(await till.ask('POST', '/api/backup', {}))).toBe('BACKUP-NO-FOLDER');
  expect(await view()).toMatchObject({ folder: null, last: null });
});

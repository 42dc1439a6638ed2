import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { holdBackup } from '../node/folder-lock.ts';
import {
  MORNING_MS,
  ONE_TILL,
  type Opened,
  productPut,
  putProducts,
  sell,
  TestChain,
} from '../till/chain.fixture.ts';
import { trade } from '../till/story.fixture.ts';
import { backUp, figures, figuresOf, loseFiles, stickOf } from './backup.fixture.ts';
import { spawnBackup } from './backup-child.ts';
import { type BackupResult, makeBackup } from './make-backup.ts';
import { readBackupState } from './backup-state.ts';

const DAY_MS = 86_400_000;

let chain: TestChain;
let till: Opened;
let stick: string;
beforeEach(async () => {
  chain = await TestChain.make(ONE_TILL);
  till = chain.open('H1');
  stick = stickOf(chain);
  await chain.openShop(till);
});
afterEach(() => chain.end());

const backups = (): readonly string[] => readdirSync(stick).toSorted();
const request = (over: Partial<Parameters<typeof makeBackup>[0]> = {}) => ({
  data: chain.folderOf('H1'),
  to: stick,
  nowMs: MORNING_MS,
  ...over,
});
const failure = (result: BackupResult): string => (result.ok ? 'done' : result.failure.code);
it('[BACKUP-04] I1: a backup of a morning with every kind of trade restores to the very same figures', async () => {
  await trade(chain, till);
  await till.done({ kind: 'basket.add', code: productPut(till, 1).core.codes[0]! });
  const shown = await figures(till);
  expect(await figuresOf(chain, await backUp(chain))).toEqual(shown);
});

it(
  '[BACKUP-04] I1: taken by a process of its own while commands run, it is the till at one moment, and none before it began',
  { timeout: 180_000 },
  async () => {
    await putProducts(till, ...[1, 2, 3].map((n) => productPut(till, n)));
    const moments = new Map<number, Awaited<ReturnType<typeof figures>>>();
    const note = async (): Promise<number> => {
      const { ownSequence } = till.node.status();
      moments.set(ownSequence, await figures(till));
      return ownSequence;
    };
    let at = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 5 }),
        async (products) => {
          await sell(till, ...products);
          const began = await note();
          const { result } = spawnBackup(request({ nowMs: MORNING_MS + (at += 1_000) }));
          const progress = { over: false };
          void result.then(() => (progress.over = true));
          for (let sales = 0; sales < 8 && !progress.over; sales += 1) {
            await sell(till, ...products);
            await note();
          }
          const made = await result;
          if (!made.ok) throw new Error(made.failure.message);
          expect(made.done.sequence).toBeGreaterThanOrEqual(began);
          expect(await figuresOf(chain, made.done.file)).toEqual(moments.get(made.done.sequence));
        },
      ),
      { numRuns: 3 },
    );
  },
);

it('[BACKUP-05] it is told with its time, size and last entry, also at the next start; nothing is left beside it', async () => {
  await putProducts(till, productPut(till, 1));
  await sell(till, 1);
  const file = await backUp(chain);
  expect(backups().map((name) => join(stick, name))).toEqual([file]);
  const { seriesId } = till.node.till();
  const { last, failure: failed } = readBackupState(chain.folderOf('H1'));
  expect(last).toEqual({
    atMs: MORNING_MS,
    file,
    size: readFileSync(file).length,
    series: seriesId,
    sequence: till.node.status().ownSequence,
    sameDisk: true,
  });
  expect(failed).toBeNull();
  expect(readdirSync(chain.folderOf('H1')).filter((name) => name.startsWith('backup-snapshot'))).toEqual([]);
  writeFileSync(join(chain.folderOf('H1'), 'backup-state.json'), '{"last":');
  expect(readBackupState(chain.folderOf('H1'))).toEqual({ last: null, failure: null });
});

it(
  '[BACKUP-05] killed at any moment it leaves the till sound, counts for nothing and is cleared away by the next',
  { timeout: 120_000 },
  async () => {
    await trade(chain, till);
    const first = await backUp(chain);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 600 }), async (waitMs) => {
        const running = spawnBackup(request({ nowMs: MORNING_MS + DAY_MS }));
        const timer = setTimeout(running.kill, waitMs);
        const result = await running.result;
        clearTimeout(timer);
        await sell(till, 1);
        if (result.ok) {
          rmSync(result.done.file);
          return;
        }
        expect(result.failure.code).toBe('BACKUP-DIED');
        const finished = backups().filter((name) => !name.endsWith('.new'));
        // Killed behind its rename it stands there whole, though nobody was told.
        for (const name of finished) await figuresOf(chain, join(stick, name));
        for (const name of finished) if (join(stick, name) !== first) rmSync(join(stick, name));
      }),
      { numRuns: 10 },
    );
    expect(readBackupState(chain.folderOf('H1')).last?.file).toBeDefined();
    writeFileSync(join(stick, `${first.slice(stick.length + 1)}.new`), 'half');
    writeFileSync(join(chain.folderOf('H1'), 'backup-snapshot.db-journal'), 'half');
    const shown = await figures(till);
    expect(await figuresOf(chain, await backUp(chain, 'H1', MORNING_MS + 2 * DAY_MS))).toEqual(shown);
    expect(backups().filter((name) => name.endsWith('.new'))).toEqual([]);
    expect(readdirSync(chain.folderOf('H1')).filter((name) => name.startsWith('backup-snapshot'))).toEqual(
      [],
    );
  },
);

it('[BACKUP-06] older ones go only once the new one was verified, and nothing that another device or person put there', async () => {
  const [, other = ''] = (await backUp(chain)).split(stick);
  // Same digits in the name, another device in the head; and no backup at all.
  const foreign = other.slice(1).replace('20260504', '20200101');
  writeFileSync(join(stick, foreign), 'not one of ours');
  writeFileSync(join(stick, 'holiday.jpg'), 'x');
  for (let day = 1; day <= 9; day += 1) await backUp(chain, 'H1', MORNING_MS + day * DAY_MS);
  expect(backups()).toHaveLength(7 + 2);
  expect(backups()).toContain(foreign);
  const before = backups();
  // The stick fails under the tenth: nothing goes.
  loseFiles(chain.folderOf('H1'), 'organisation.json');
  expect(failure(await makeBackup(request({ nowMs: MORNING_MS + 10 * DAY_MS })))).toBe(
    'ORGANISATION-FILE-DAMAGED',
  );
  expect(backups()).toEqual(before);
});

it('[BACKUP-07] a folder that is away, one that cannot be written, and a second backup at once are told by code', async () => {
  const first = await backUp(chain);
  const nowMs = MORNING_MS + DAY_MS;
  expect(failure(await makeBackup(request({ to: join(stick, 'away'), nowMs })))).toBe('BACKUP-FOLDER-AWAY');
  expect(failure(await makeBackup(request({ to: first, nowMs })))).toBe('BACKUP-FOLDER-AWAY');
  // A file system that takes no files of ours, whoever asks.
  expect(failure(await makeBackup(request({ to: '/proc', nowMs })))).toMatch(/^BACKUP-FOLDER-(FAILED|AWAY)$/);
  const state = readBackupState(chain.folderOf('H1'));
  expect(state.last?.file).toBe(first);
  expect(state.failure).toMatchObject({ atMs: nowMs });
  const letGo = holdBackup(chain.folderOf('H1'));
  expect(failure(await makeBackup(request({ nowMs })))).toBe('BACKUP-RUNNING');
  letGo();
  expect(failure(await makeBackup(request({ nowMs })))).toBe('done');
  expect(readBackupState(chain.folderOf('H1')).failure).toBeNull();
});

it('[BACKUP-07] a till.db that is damaged is no source: no backup of it counts, and the last good one stays known', async () => {
  await trade(chain, till);
  const first = await backUp(chain);
  await chain.close(till.node);
  const path = join(chain.folderOf('H1'), 'till.db');
  const database = new DatabaseSync(path);
  const page = Number(database.prepare('PRAGMA page_size').get()?.['page_size']);
  // Of a table that nothing but a look at every page comes to.
  const root = Number(
    database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'command'").get()?.['rootpage'],
  );
  database.close();
  const bytes = readFileSync(path);
  bytes.fill(0xa5, (root - 1) * page, root * page);
  writeFileSync(path, bytes);
  expect(failure(await makeBackup(request({ nowMs: MORNING_MS + DAY_MS })))).toBe('BACKUP-SOURCE-DAMAGED');
  expect(backups().map((name) => join(stick, name))).toEqual([first]);
  expect(readBackupState(chain.folderOf('H1')).last?.file).toBe(first);
});

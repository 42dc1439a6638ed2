import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readDeviceFolder } from '../key/device-folder.ts';
import {
  MORNING_MS,
  ONE_TILL,
  type Opened,
  PINS,
  productPut,
  putProducts,
  sell,
  TestChain,
} from '../till/chain.fixture.ts';
import { trade } from '../till/story.fixture.ts';
import { holdRestore } from '../node/folder-lock.ts';
import { backUp, figures, loseFiles, refusal, restoreInto, sheetOf, stickOf } from './backup.fixture.ts';
import { makeBackup } from './make-backup.ts';
import { type Opener, restore } from './restore.ts';

let chain: TestChain;
let till: Opened;
beforeEach(async () => {
  chain = await TestChain.make(ONE_TILL);
  till = chain.open('H1');
  await chain.openShop(till);
  await putProducts(till, productPut(till, 1), productPut(till, 2));
});
afterEach(() => chain.end());

const labelOf = ({ node }: Opened, saleId: string): string => node.receipt(saleId)?.sale.document.label ?? '';
const wrongPin = { kind: 'session.sign-in', pin: '0000' } as const;

it('[BACKUP-10] I3: a restored till goes on in a new series, nobody signed in, with what was open and its wrong PINs', async () => {
  const staffId = chain.staffId('Sam');
  for (let tries = 0; tries < 4; tries += 1) await till.run({ ...wrongPin, staffId });
  const sold = await sell(till, 1);
  await till.done({ kind: 'basket.add', code: productPut(till, 2).core.codes[0] ?? '' });
  const before = till.node.till().seriesId;
  const shown = await figures(till);
  const file = await backUp(chain);
  await sell(till, 1, 2);
  await chain.close(till.node);

  const told = restoreInto(chain, file);
  expect(told).toMatchObject({
    code: 'H1',
    deviceId: till.node.self.deviceId,
    atMs: MORNING_MS,
    series: before,
  });
  const restored = chain.open(told.folder);
  expect(await figures(restored)).toEqual(shown);
  expect(restored.node.state().session).toBeNull();
  expect(restored.node.till().seriesId).not.toBe(before);
  // Whoever runs the till is told once that it was restored, and nothing worse.
  expect(restored.node.status().alarms.map(({ code }) => code)).toEqual(['SERIES-BEGUN-RESTORED']);
  // The fifth wrong PIN locks, and the right one comes too late.
  await restored.run({ ...wrongPin, staffId });
  expect(await restored.refused({ kind: 'session.sign-in', staffId, pin: PINS.cashier })).toBe('PIN-LOCKED');
  await restored.done({ kind: 'session.sign-in', staffId: chain.staffId('Amelia'), pin: PINS.owner });
  await restored.done({ kind: 'basket.cancel', reason: 'a new day' });
  const next = await sell(restored, 1);
  expect(labelOf(restored, next)).toMatch(/-R-1$/);
  expect(labelOf(restored, next).split('-')[1]).not.toBe(labelOf(restored, sold).split('-')[1]);
  const { seriesId } = restored.node.till();
  await chain.close(restored.node);
  // Once: the next start goes on in that series.
  expect(chain.open(told.folder).node.till().seriesId).toBe(seriesId);
});

it('[BACKUP-12] file and recovery sheet on a blank machine restore a one-till shop, with no network, and it sells', async () => {
  await trade(chain, till);
  const shown = await figures(till);
  const saved = readFileSync(await backUp(chain));
  await chain.close(till.node);
  // The machine is gone, with all that was on it.
  rmSync(chain.folderOf('H1'), { recursive: true });
  const from = join(chain.folder, 'from the stick.backup');
  writeFileSync(from, saved);
  const sheet = chain.chain.recoverySheet.toLowerCase().replaceAll(' ', '-');
  const { folder } = restoreInto(chain, from, { kind: 'sheet', text: `${sheet}\n` });
  const restored = chain.open(folder);
  expect(await figures(restored)).toEqual(shown);
  await restored.done({ kind: 'session.sign-in', staffId: chain.staffId('Amelia'), pin: PINS.owner });
  await sell(restored, 2);
  const { shift } = restored.node.state();
  const expectedMinor = shift?.totals.drawer.reduce(
    (sum, { floatMinor, receivedMinor, changeMinor, givenBackMinor, paidInMinor }) =>
      sum + floatMinor + receivedMinor - changeMinor - givenBackMinor + paidInMinor,
    0,
  );
  expect(await restored.done({ kind: 'shift.close', countedMinor: expectedMinor ?? 0 })).toMatchObject([
    { kind: 'z', varianceMinor: 0 },
  ]);
  expect(readFileSync(from).equals(saved)).toBe(true);
  // For its owner alone, under a start-up key of its own.
  const open = readdirSync(folder).filter(
    (name) => !name.startsWith('device.lock') && (statSync(join(folder, name)).mode & 0o077) !== 0,
  );
  expect(open).toEqual([]);
});

it('[BACKUP-03] the keys of the till itself open its backup without the sheet, and no others do', async () => {
  const shown = await figures(till);
  const file = await backUp(chain);
  await chain.close(till.node);
  loseFiles(chain.folderOf('H1'), 'till.db', 'documents.db');
  const { folder } = restoreInto(chain, file, { kind: 'keys', folder: chain.folderOf('H1') });
  expect(await figures(chain.open(folder))).toEqual(shown);
  const secret = { kind: 'file' } as const;
  expect(readDeviceFolder(folder, secret)).toEqual(readDeviceFolder(chain.folderOf('H1'), secret));
  expect(
    readFileSync(join(folder, 'startup.key')).equals(readFileSync(join(chain.folderOf('H1'), 'startup.key'))),
  ).toBe(false);
});

it('[BACKUP-03] [BACKUP-09] what cannot open it, and where it may not go, is told by code and nothing is written', async () => {
  const other = await TestChain.make({ relay: true });
  try {
    const file = await backUp(chain);
    const data = join(chain.folder, 'blank');
    const code = (opener: Opener, target = data): string =>
      refusal(() => restore({ from: file, data: target, opener }));
    const sheet = chain.chain.recoverySheet;
    const swapped = `${sheet[1]}${sheet[0]}${sheet.slice(2)}`;
    expect(code({ kind: 'sheet', text: '' })).toBe('RECOVERY-SHEET-WRONG');
    expect(code({ kind: 'sheet', text: swapped })).toBe('RECOVERY-SHEET-WRONG');
    expect(code(sheetOf(other))).toBe('RECOVERY-SHEET-FOREIGN');
    expect(code({ kind: 'keys', folder: other.folderOf('H1') })).toBe('RESTORE-KEYS-FOREIGN');
    expect(code({ kind: 'keys', folder: data })).toBe('DEVICE-FOLDER-MISSING');
    expect(existsSync(data)).toBe(false);
    // Over a till, running or not, over what is left of one, over anything.
    expect(code(sheetOf(chain), chain.folderOf('H1'))).toBe('RESTORE-FOLDER-TAKEN');
    mkdirSync(data);
    writeFileSync(join(data, 'till.db'), 'somebody’s');
    expect(code(sheetOf(chain))).toBe('RESTORE-FOLDER-TAKEN');
    expect(readdirSync(data)).toEqual(['till.db']);
    rmSync(join(data, 'till.db'));
    expect(code(sheetOf(chain))).toBe('done');
    expect(code(sheetOf(chain))).toBe('RESTORE-FOLDER-TAKEN');
    expect(code({ kind: 'sheet', text: sheet }, join(file, 'below'))).toBe('DISK-FAILED');
  } finally {
    await other.end();
  }
});

it('[BACKUP-02] [BACKUP-09] a flipped byte or a cut anywhere in a whole backup: nothing is restored, nothing is written', async () => {
  const file = await backUp(chain);
  const bytes = readFileSync(file);
  const data = join(chain.folder, 'blank');
  const damaged = join(chain.folder, 'damaged.backup');
  const code = (changed: Uint8Array): string => {
    writeFileSync(damaged, changed);
    const told = refusal(() => restore({ from: damaged, data, opener: sheetOf(chain) }));
    expect(existsSync(data)).toBe(false);
    return told;
  };
  fc.assert(
    fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, bits) => {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ bits;
      expect(code(changed)).toBe(at < 8 ? 'BACKUP-FOREIGN' : 'BACKUP-DAMAGED');
      expect(code(bytes.subarray(0, at))).toBe(at < 8 ? 'BACKUP-FOREIGN' : 'BACKUP-DAMAGED');
    }),
    { numRuns: 150 },
  );
});

it('[BACKUP-09] a restore that was cut off is begun anew, and what failed in the middle leaves nothing', async () => {
  const shown = await figures(till);
  const file = await backUp(chain);
  const data = join(chain.folder, 'blank');
  mkdirSync(data);
  writeFileSync(join(data, 'restore-unfinished'), '');
  writeFileSync(join(data, 'till.db'), 'half');
  restore({ from: file, data, opener: sheetOf(chain) });
  expect(readdirSync(data).toSorted()).toEqual([
    'device.json',
    'device.key',
    'organisation.json',
    'startup.key',
    'till.db',
  ]);
  expect(await figures(chain.open(data))).toEqual(shown);
});

it('[BACKUP-09] one restore at a time writes into a folder, and none empties the folder where its backup lies', async () => {
  const file = await backUp(chain);
  const data = join(chain.folder, 'blank');
  mkdirSync(data);
  const mark = join(data, 'restore-unfinished');
  const letGo = holdRestore(mark, data);
  writeFileSync(join(data, 'till.db'), 'of the other one');
  expect(refusal(() => restore({ from: file, data, opener: sheetOf(chain) }))).toBe('RESTORE-RUNNING');
  expect(readdirSync(data)).toContain('till.db');
  letGo();
  const inside = join(data, 'only.backup');
  copyFileSync(file, inside);
  expect(refusal(() => restore({ from: inside, data, opener: sheetOf(chain) }))).toBe('RESTORE-FOLDER-TAKEN');
  expect(existsSync(inside)).toBe(true);
});

it('[BACKUP-09] a backup of a newer schema is told as newer, and one of a till that never started restores as one', async () => {
  await chain.close(till.node);
  const path = join(chain.folderOf('H1'), 'till.db');
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version=99');
  database.close();
  const newer = await backUp(chain);
  expect(refusal(() => restoreInto(chain, newer))).toBe('BACKUP-NEWER');
  const again = new DatabaseSync(path);
  again.exec("PRAGMA user_version=3; DELETE FROM local WHERE name = 'series'");
  again.close();
  const made = await makeBackup({ data: chain.folderOf('H1'), to: stickOf(chain), nowMs: MORNING_MS + 1 });
  if (!made.ok) throw new Error(made.failure.message);
  expect(restoreInto(chain, made.done.file)).toMatchObject({ series: null, sequence: 0 });
});

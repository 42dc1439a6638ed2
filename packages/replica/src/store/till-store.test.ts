import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CommitKind, DiskHook } from '../database/disk-hook.ts';
import { deviceAtRest } from './at-rest.ts';
import { EMPTY_PRODUCT } from './product-row.ts';
import { openTillStore } from './till-store.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-store-'));
  file = join(folder, 'till.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const atRest = deviceAtRest(new Uint8Array(32).fill(7));

it('[DB-07] after the disk failed once nothing more is written until the file is opened anew', () => {
  const program = fileURLToPath(new URL('./failing-disk.fixture.ts', import.meta.url));
  const run = `ulimit -f 4000; exec "$0" --disable-warning=ExperimentalWarning "$1" "$2"`;
  const said = execFileSync('bash', ['-c', run, process.execPath, program, file], { encoding: 'utf8' });
  expect(JSON.parse(said)).toEqual({
    codes: ['done', 'DISK-FAILED', 'DISK-FAILED'],
    small: 'x'.repeat(10),
  });
  const store = openTillStore(file, atRest);
  expect(store.local.get('small')).toBe('x'.repeat(10));
  store.transaction(() => store.local.put('small', 'again'));
  expect(store.local.get('small')).toBe('again');
  store.close();
});

it('[DB-07] who keeps the process is told once that the disk failed, also where nobody waits for an answer', () => {
  let isFailing = false;
  const disk: DiskHook = {
    commit: (_file, _kind, write) => {
      if (isFailing) throw Object.assign(new Error('disk I/O error'), { errcode: 10 });
      write();
    },
  };
  const told: string[] = [];
  const store = openTillStore(file, atRest, { disk, onDiskFailed: ({ code }) => told.push(code) });
  isFailing = true;
  store.gather(() => store.local.put('a', 1));
  store.endGathered();
  expect(told).toEqual(['DISK-FAILED']);
  isFailing = false;
  expect(() => store.gather(() => store.local.put('a', 2))).toThrow('disk failed');
  expect(() => store.transaction(() => store.local.put('a', 3))).toThrow('disk failed');
  expect(told).toEqual(['DISK-FAILED']);
  store.close();
  const again = openTillStore(file, atRest);
  expect(again.local.get('a')).toBeUndefined();
  again.close();
});

it('[DB-01] a commit waits for the disk, also after something was gathered that need not', () => {
  let isSyncing = (): boolean => false;
  const commits: (readonly [CommitKind, boolean])[] = [];
  const disk: DiskHook = {
    opened: (_file, database) => void ({ isSyncing } = database),
    commit: (_file, kind, write) => {
      // As SQLite is set at the moment at which it commits.
      commits.push([kind, isSyncing()]);
      write();
    },
  };
  const store = openTillStore(file, atRest, { disk });
  commits.length = 0;
  const put = (value: number) => (): void => store.local.put('a', value);
  store.transaction(put(1));
  store.gather(put(2));
  store.transaction(put(3));
  store.gather(put(4));
  store.endGathered();
  store.sync();
  store.close();
  const synced = commits.filter(([kind]) => kind === 'synced');
  expect(synced).toEqual([
    ['synced', true],
    ['synced', true],
    ['synced', true],
  ]);
});

it('[DB-08] what is gathered is whole or nothing part by part, committed together, and before any transaction', () => {
  const store = openTillStore(file, atRest);
  const other = new DatabaseSync(file, { readOnly: true });
  const seen = (): number => Number(other.prepare('SELECT count(*) AS n FROM local').get()?.['n']);
  const ends: unknown[] = [];
  store.onGathered((error) => ends.push(error));
  const failing = (): void => {
    store.local.put('b', 2);
    throw new Error('broken off');
  };
  store.gather(() => store.local.put('a', 1));
  expect(() => store.gather(failing)).toThrow('broken off');
  store.gather(() => store.local.put('c', 3));
  expect([store.local.get('a'), store.local.get('b'), store.local.get('c')]).toEqual([1, undefined, 3]);
  expect([seen(), ends]).toEqual([0, []]);
  expect(() => store.transaction(failing)).toThrow('broken off');
  expect([seen(), ends]).toEqual([2, [null]]);
  store.gather(() => store.local.put('d', 4));
  store.endGathered();
  store.endGathered();
  expect([seen(), ends]).toEqual([3, [null, null]]);
  store.gather(() => store.local.put('e', 5));
  store.sync();
  expect(seen()).toBe(4);
  store.gather(() => store.local.put('f', 6));
  store.close();
  expect([seen(), ends.length]).toEqual([5, 4]);
  other.close();
});

it('[DB-08] what ends a whole transaction takes what was gathered with it, and says so', () => {
  const store = openTillStore(file, atRest);
  const other = new DatabaseSync(file, { timeout: 5_000 });
  other.exec("CREATE TRIGGER planted BEFORE INSERT ON command BEGIN SELECT RAISE(ROLLBACK, 'planted'); END");
  other.close();
  const ends: unknown[] = [];
  store.onGathered((error) => ends.push(error));
  store.gather(() => store.local.put('a', 1));
  expect(() => store.gather(() => store.local.putAnswer('x', 1))).toThrow('planted');
  expect(store.local.get('a')).toBeUndefined();
  expect(ends).toHaveLength(1);
  expect(ends[0]).not.toBeNull();
  store.gather(() => store.local.put('b', 2));
  store.transaction(() => store.local.put('c', 3));
  expect([store.local.get('b'), store.local.get('c')]).toEqual([2, 3]);
  store.close();
});

it('[DB-09] a value at rest opens in its own row only', () => {
  const store = openTillStore(file, atRest);
  store.transaction(() => {
    store.products.put('p1', { ...EMPTY_PRODUCT, active: false }, null);
    store.products.put('p2', EMPTY_PRODUCT, null);
    store.levels.addStock('north', 'p1', 5_000);
  });
  const other = new DatabaseSync(file);
  other.exec("UPDATE product SET value = (SELECT value FROM product WHERE id = 'p2') WHERE id = 'p1'");
  other.exec("UPDATE level SET product = 'p2'");
  other.close();
  expect(() => store.products.get('p1')).toThrow(expect.objectContaining({ code: 'SEALED-VALUE-DAMAGED' }));
  expect(() => store.levels.stock('north', 'p2')).toThrow(
    expect.objectContaining({ code: 'SEALED-VALUE-DAMAGED' }),
  );
  store.close();
});

it('[DB-11] damage is told by whatever meets it, a plain read too, and from then on nothing is written', () => {
  let store = openTillStore(file, atRest);
  store.transaction(() => store.local.put('a', 1));
  store.close();
  const raw = new DatabaseSync(file);
  const root = raw.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'object'").get()?.['rootpage'];
  raw.close();
  const bytes = readFileSync(file);
  bytes.fill(0xee, (Number(root) - 1) * 4_096, Number(root) * 4_096);
  writeFileSync(file, bytes);
  const told: string[] = [];
  store = openTillStore(file, atRest, { onDamage: ({ code }) => told.push(code) });
  expect(store.local.get('a')).toBe(1);
  expect(() => store.objects.at(1)).toThrow(expect.objectContaining({ code: 'DATABASE-DAMAGED' }));
  expect(told).toEqual(['DATABASE-DAMAGED']);
  for (const write of [store.transaction, store.gather])
    expect(() => write(() => store.local.put('a', 2))).toThrow(
      expect.objectContaining({ code: 'DATABASE-DAMAGED' }),
    );
  expect(store.local.get('a')).toBe(1);
  store.close();
});

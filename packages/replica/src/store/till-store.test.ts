import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deviceAtRest } from './at-rest.ts';
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

it('[DB-08] what is written unsynced is whole or nothing too, and the next transaction is synced again', () => {
  const store = openTillStore(file, atRest);
  store.unsynced(() => store.local.put('a', 1));
  const failing = (): void => {
    store.local.put('a', 2);
    throw new Error('broken off');
  };
  expect(() => store.unsynced(failing)).toThrow('broken off');
  expect(store.local.get('a')).toBe(1);
  store.sync();
  store.transaction(() => store.local.put('b', 3));
  expect([store.local.get('a'), store.local.get('b')]).toEqual([1, 3]);
  store.close();
});

it('[DB-09] a value at rest opens in its own row only', () => {
  const store = openTillStore(file, atRest);
  store.transaction(() => {
    store.products.put('p1', { prices: { list: 100 }, active: true }, null);
    store.products.put('p2', { prices: { list: 900 }, active: true }, null);
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

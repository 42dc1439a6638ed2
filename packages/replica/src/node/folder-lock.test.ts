import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Fault } from '../fault.ts';
import { holdFolder } from './folder-lock.ts';

let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-lock-'));
  lock = join(folder, 'device.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const faultOf = (path = folder): Fault => {
  try {
    holdFolder(path)();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('The folder could be held.');
};

it('[TILL-10] a folder that another holds is told as in use, and is free when that one lets go', () => {
  const letGo = holdFolder(folder);
  expect(faultOf().code).toBe('DEVICE-IN-USE');
  letGo();
  holdFolder(folder)();
});

it.each<[string, () => string]>([
  ['a folder that is not there', () => join(folder, 'missing')],
  [
    'a lock that cannot be opened',
    () => {
      mkdirSync(lock);
      return folder;
    },
  ],
  [
    'a lock that opens and cannot be written',
    () => {
      symlinkSync('/proc/version', lock);
      return folder;
    },
  ],
])('[TILL-10] %s is told as a disk that fails, not as another program', (_case, make) => {
  const fault = faultOf(make());
  expect([fault.code, fault.nextStep]).toEqual(['DISK-FAILED', expect.stringContaining('Check the disk')]);
});

it('[TILL-10] a lock that holds something is told as damaged; without it the folder is held again', () => {
  writeFileSync(lock, 'no database at all'.repeat(100));
  const fault = faultOf();
  expect([fault.code, fault.nextStep]).toEqual(['DEVICE-LOCK-DAMAGED', expect.stringContaining('Remove')]);
  rmSync(lock);
  holdFolder(folder)();
});

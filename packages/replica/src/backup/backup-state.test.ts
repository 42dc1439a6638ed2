import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readBackupState } from './backup-state.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-backup-state-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('[BACKUP-14] what was kept of the last backup and cannot be read counts as no backup', () => {
  const none = { last: null, failure: null };
  const path = join(folder, 'backup-state.json');
  expect(readBackupState(folder)).toEqual(none);
  writeFileSync(path, '{"format":1,"last":{"file":');
  expect(readBackupState(folder)).toEqual(none);
  rmSync(path);
  // A folder under its name: reading it fails, as a bad sector would.
  mkdirSync(path);
  expect(readBackupState(folder)).toEqual(none);
});

import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Fault } from '../fault.ts';
import { writeFault } from './backup-fault.ts';

/** What the system says to this. */
const said = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};
const codeOf = (error: unknown): unknown => {
  const fault = writeFault('/media/stick', error);
  return fault instanceof Fault ? fault.code : fault;
};

it('[BACKUP-07] a full stick, one that is gone and one that refuses are told apart by what the system really says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillmesh-fault-'));
  try {
    const full = openSync('/dev/full', 'w');
    expect(codeOf(said(() => writeSync(full, 'x')))).toBe('BACKUP-FOLDER-FULL');
    closeSync(full);
    expect(codeOf(said(() => openSync(join(folder, 'away', 'x'), 'wx')))).toBe('BACKUP-FOLDER-AWAY');
    writeFileSync(join(folder, 'taken'), '');
    expect(codeOf(said(() => openSync(join(folder, 'taken'), 'wx')))).toBe('BACKUP-FOLDER-FAILED');
    expect(codeOf(Object.assign(new Error('too large'), { code: 'EFBIG', syscall: 'write' }))).toBe(
      'BACKUP-TOO-LARGE',
    );
    // A mistake of the program is none of the stick's.
    const mistake = new TypeError('not a function');
    expect(codeOf(mistake)).toBe(mistake);
    const fault = new Fault('DISK-FULL', 'x', 'y');
    expect(writeFault('/media/stick', fault)).toBe(fault);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

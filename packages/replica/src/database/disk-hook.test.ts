import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SqliteChunkTable } from '../chunk-store/sqlite-chunk-table.ts';
import { Fault } from '../fault.ts';
import { deviceAtRest } from '../store/at-rest.ts';
import { openTillStore } from '../store/till-store.ts';
import type { CommitKind, DiskHook } from './disk-hook.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-disk-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const atRest = deviceAtRest(new Uint8Array(32).fill(7));
const FULL = 13;
const SYNC_FAILED = 10 + 256 * 4;

/** A disk that notes each commit, and refuses the next one as it is told. */
const simulatedDisk = () => {
  const commits: CommitKind[] = [];
  let next: { readonly errcode: number; readonly written: boolean } | null = null;
  const hook: DiskHook = {
    commit: (_file, kind, write) => {
      const refusal = next;
      next = null;
      if (refusal === null || refusal.written) write();
      if (refusal !== null) throw Object.assign(new Error('refused'), { errcode: refusal.errcode });
      commits.push(kind);
    },
  };
  return {
    hook,
    refuse: (errcode: number, written: boolean): void => {
      next = { errcode, written };
    },
    taken: (): CommitKind[] => commits.splice(0),
  };
};

const codeOf = (work: () => void): string => {
  try {
    work();
  } catch (error) {
    return error instanceof Fault ? error.code : String(error);
  }
  return 'done';
};

it('[DB-10] what stands before the disk learns of each commit whether it is synced', () => {
  const disk = simulatedDisk();
  const store = openTillStore(join(folder, 'till.db'), atRest, { disk: disk.hook });
  expect(new Set(disk.taken())).toEqual(new Set(['synced']));
  store.transaction(() => store.local.put('a', 1));
  store.gather(() => store.local.put('b', 2));
  expect(disk.taken()).toEqual(['synced']);
  store.endGathered();
  expect(disk.taken()).toEqual(['gathered']);
  store.gather(() => store.local.put('c', 3));
  store.sync();
  expect(disk.taken()).toEqual(['gathered', 'synced']);
  store.close();
  const table = new SqliteChunkTable(join(folder, 'documents.db'), { disk: disk.hook });
  disk.taken();
  table.apply([{ type: 'delete', key: ['a'] }]);
  expect(disk.taken()).toEqual(['synced']);
  table.close();
});

it('[DB-10] a commit that it refuses did not happen, and is the Fault that the disk would have been', () => {
  const disk = simulatedDisk();
  const file = join(folder, 'till.db');
  const store = openTillStore(file, atRest, { disk: disk.hook });
  const write = (name: string) => () => store.transaction(() => store.local.put(name, 1));
  disk.refuse(FULL, false);
  expect(codeOf(write('a'))).toBe('DISK-FULL');
  expect(store.local.get('a')).toBeUndefined();
  expect(codeOf(write('b'))).toBe('done');
  const ends: unknown[] = [];
  store.onGathered((error) => ends.push(error instanceof Fault ? error.code : error));
  store.gather(() => store.local.put('c', 1));
  disk.refuse(FULL, false);
  store.endGathered();
  expect([ends, store.local.get('c')]).toEqual([['DISK-FULL'], undefined]);
  store.close();
});

it('[DB-07] [DB-10] where the sync of a commit fails, of either kind, nothing more is written in this life', () => {
  const kinds = ['transaction', 'gather'] as const;
  for (const kind of kinds) {
    const disk = simulatedDisk();
    const file = join(folder, `${kind}.db`);
    const store = openTillStore(file, atRest, { disk: disk.hook });
    disk.refuse(SYNC_FAILED, true);
    const failed = codeOf(() => {
      store[kind](() => store.local.put('a', 1));
      store.endGathered();
      store.sync();
    });
    expect(failed).toBe('DISK-FAILED');
    expect(codeOf(() => store.gather(() => store.local.put('b', 1)))).toBe('DISK-FAILED');
    expect(codeOf(() => store.transaction(() => store.local.put('b', 1)))).toBe('DISK-FAILED');
    disk.taken();
    store.close();
    expect(disk.taken()).toEqual([]);
    const again = openTillStore(file, atRest, { disk: disk.hook });
    expect([again.local.get('a'), again.local.get('b')]).toEqual([1, undefined]);
    again.close();
  }
});

it('[DB-12] a disk that fails in a commit says that the next start shows whether it is there; a full one, that it is not', () => {
  const disk = simulatedDisk();
  const store = openTillStore(join(folder, 'till.db'), atRest, { disk: disk.hook });
  const write = (): void => store.transaction(() => store.local.put('a', 1));
  const nextStepOf = (errcode: number): string => {
    disk.refuse(errcode, errcode !== FULL);
    try {
      write();
    } catch (error) {
      return error instanceof Fault ? error.nextStep : String(error);
    }
    return 'done';
  };
  expect(nextStepOf(FULL)).toMatch(/^Nothing of this was done\./);
  expect(nextStepOf(SYNC_FAILED)).toMatch(/^The next start shows whether this was done/);
  store.close();
});

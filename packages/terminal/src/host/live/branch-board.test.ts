import type { Fact, LedgerFact } from '@tillmesh/model';
import type { PositionedFact } from '@tillmesh/replica';
import { expect, it } from 'vitest';
import { createBranchBoard } from './branch-board.ts';

const id = (number: number): string => number.toString(16).padStart(32, '0');
const [SELF, OTHER] = ['own', 'other'];

const plain: Fact = { kind: 'training.ended' };

/** A journal whose reading is counted, and a board that reads when the test says so. */
const createTestBoard = (count: number) => {
  const facts: PositionedFact[] = [];
  let read = 0;
  let changes = 0;
  const tasks: (() => void)[] = [];
  const add = (fact: Fact, deviceId = OTHER, branchId = 'here'): void => {
    const stamp = {
      utcMs: facts.length,
      offsetMinutes: 0,
      businessDate: '2026-05-04',
      shiftId: null,
      staffId: null,
      approverId: null,
      commandId: id(0),
    };
    const ledger: LedgerFact = { fact, stamp, entry: '', deviceId, branchId, seriesId: 'S', sequence: 1 };
    facts.push({ position: facts.length + 1, fact: ledger });
  };
  for (let at = 0; at < count; at += 1) add(plain, SELF);
  const board = createBranchBoard({
    node: {
      self: { deviceId: SELF, kind: 'till', branchId: 'here', code: 'H1' },
      facts: (position, limit) => {
        const found = facts.slice(position, position + limit);
        read += found.length;
        return found;
      },
    },
    soon: (task) => void tasks.push(task),
    changed: () => {
      changes += 1;
    },
  });
  return {
    board,
    add,
    /** Runs one slice; says how many facts that read. */
    slice: (): number => {
      const before = read;
      tasks.shift()?.();
      return read - before;
    },
    all: (): void => {
      while (tasks.length > 0) tasks.shift()?.();
    },
    read: () => read,
    changes: () => changes,
  };
};

it('[HOST-37] a long history is not read, nor all of a flood once word of others was found in it', () => {
  const { board, add, slice, all, read } = createTestBoard(60_000);
  expect(read()).toBeLessThan(100);
  for (let at = 0; at < 250; at += 1) add(plain);
  board.look();
  expect(slice()).toBeLessThan(150);
  expect(board.othersRevision()).toBe(100);
  const before = read();
  all();
  expect(read() - before).toBeLessThan(10);
  add(plain);
  board.look();
  all();
  expect(board.othersRevision()).toBe(101);
});

it('[HOST-37] word of another till is told, that of this one is not', () => {
  const { board, add, all, changes } = createTestBoard(10);
  all();
  expect([board.othersRevision(), changes()]).toEqual([0, 0]);
  add(plain);
  add(plain, SELF);
  add(plain, OTHER, 'elsewhere');
  board.look();
  board.look();
  all();
  expect([board.othersRevision(), changes()]).toEqual([1, 1]);
});

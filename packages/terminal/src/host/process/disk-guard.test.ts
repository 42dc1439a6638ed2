import { Fault } from '@tillmesh/replica';
import { expect, it } from 'vitest';
import { guardDisk } from './disk-guard.ts';

it('[HOST-06] after a failed disk no command is taken any more, and the process is told to end once', async () => {
  const fault = new Fault('DISK-FAILED', 'The disk failed.', 'Check it.');
  const told: Fault[] = [];
  let runs = 0;
  const execute = guardDisk(
    () => {
      runs += 1;
      return Promise.reject(fault);
    },
    (lost) => told.push(lost),
  );
  await expect(execute([])).rejects.toBe(fault);
  await expect(execute([])).rejects.toBe(fault);
  expect([runs, told]).toEqual([1, [fault]]);
});

it('[HOST-06] a full disk refuses, and is tried again', async () => {
  const outcomes = [Promise.reject(new Fault('DISK-FULL', 'Full.', 'Make room.')), Promise.resolve([])];
  const execute = guardDisk(
    () => outcomes.shift() ?? Promise.resolve([]),
    () => {
      throw new Error('not lost');
    },
  );
  await expect(execute([])).rejects.toThrow('Full.');
  expect(await execute([])).toEqual([]);
});

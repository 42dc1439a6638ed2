import { expect, it } from 'vitest';
import { Fault } from '../fault.ts';
import { createTrouble } from './trouble.ts';

it('[INGEST-10] a disk that goes on refusing is tried ever more rarely, and at once again when it takes something', () => {
  const trouble = createTrouble(() => undefined);
  const full = new Fault('DISK-FULL', 'Full.', 'Make room.');
  const pauses = Array.from({ length: 6 }, () => trouble.failed(full, 10).pauseMs);
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  trouble.lost(full);
  expect(trouble.pause()).toEqual({ taken: 0, pauseMs: 15_000 });
  expect(trouble.pause()).toBeNull();
  trouble.stored();
  expect(trouble.failed(full, 10)).toEqual({ taken: 0, pauseMs: 1_000 });
});

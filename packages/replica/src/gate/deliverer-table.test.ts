import { expect, it } from 'vitest';
import { DelivererTable } from './deliverer-table.ts';

it('[CHANGE-09] who delivered a change is said by its place; a document begun anew forgets what came before', () => {
  const table = new DelivererTable();
  for (const seq of [1, 2, 3]) table.note('d', 'a', seq, 'x');
  table.note('d', 'a', 4, 'y');
  expect([0, 1, 3, 4, 9].map((seq) => table.of('d', 'a', seq))).toEqual([null, 'x', 'x', 'y', 'y']);
  table.note('d', 'a', 1, 'z');
  table.note('d', 'a', 2, 'y');
  expect([1, 2, 3].map((seq) => table.of('d', 'a', seq))).toEqual(['z', 'y', 'y']);
});

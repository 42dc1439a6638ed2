import { expect, it } from 'vitest';
import { refName } from '../document/document-ref.ts';
import { documentsOf } from './document-map.ts';

it('[DOCS-31] documents are caught up in their order: the ledgers that are written now of all series, and what is full last, the newest first', () => {
  const series = [
    { seriesId: 'a', branchId: 'north', segments: 3 },
    { seriesId: 'b', branchId: 'north', segments: 1 },
  ];
  const names = documentsOf({ branchIds: ['north'], series }).map(({ ref }) => refName(ref));
  expect(names.slice(0, 6)).toEqual([
    'registry/0',
    'directory/north',
    'ledger/a/2',
    'ledger/b/0',
    'stock/north/a/0',
    'stock/north/b/0',
  ]);
  expect(names.slice(6, 70).every((name) => name.startsWith('catalog/'))).toBe(true);
  expect(names.slice(70)).toEqual(['ledger/a/1', 'ledger/a/0']);
});

import { expect, it } from 'vitest';
import { mayHold } from './access.ts';

const till = { kind: 'till', branchId: 'north' } as const;

it('[DOCS-08] a till holds its own branch ledgers and no other', () => {
  expect(mayHold(till, 'ledger', 'north')).toBe(true);
  expect(mayHold(till, 'ledger', 'south')).toBe(false);
  expect(mayHold(till, 'ledger', null)).toBe(false);
  expect(mayHold({ kind: 'till', branchId: null }, 'ledger', null)).toBe(false);
});

it.each(['registry', 'directory', 'catalog', 'stock'] as const)(
  '[DOCS-08] a till holds %s of any branch',
  (kind) => expect([mayHold(till, kind, null), mayHold(till, kind, 'south')]).toEqual([true, true]),
);

it.each(['relay', 'reporter'] as const)('[DOCS-08] a %s holds every ledger', (kind) => {
  expect(mayHold({ kind, branchId: null }, 'ledger', 'south')).toBe(true);
});

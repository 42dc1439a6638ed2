import { expect, it } from 'vitest';
import { paceOf } from './pace.ts';

it('[CARR-17] the more devices are linked the slower ledgers and stock go round; others, and all at a relay, once a second', () => {
  const quick = { restMs: 1_000, gatherMs: 1_000 };
  for (const kind of ['registry', 'directory', 'catalog'] as const)
    expect(paceOf(kind, false, 11)).toEqual(quick);
  expect(paceOf('ledger', true, 500)).toEqual({ restMs: 100, gatherMs: 1_000 });
  expect(paceOf('ledger', false, 0)).toEqual(quick);
  expect(paceOf('ledger', false, 1)).toEqual(quick);
  expect(paceOf('ledger', false, 2)).toEqual({ restMs: 2_000, gatherMs: 2_000 });
  expect(paceOf('ledger', false, 11)).toEqual({ restMs: 10_000, gatherMs: 60_500 });
  expect(paceOf('stock', false, 11)).toEqual({ restMs: 30_000, gatherMs: 60_500 });
});

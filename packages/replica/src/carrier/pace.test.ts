import { expect, it } from 'vitest';
import { paceOf } from './pace.ts';

const linked = (linkCount: number, isMetered = false) => ({ linkCount, isMetered });

it('[CARR-17] the more devices are linked the slower ledgers and stock go round; others, and all at a relay, once a second', () => {
  const quick = { restMs: 1_000, gatherMs: 1_000, urgentMs: 0 };
  for (const kind of ['registry', 'directory', 'catalog'] as const)
    expect(paceOf(kind, false, linked(11))).toEqual(quick);
  expect(paceOf('ledger', true, linked(500))).toEqual({ restMs: 100, gatherMs: 1_000, urgentMs: 0 });
  expect(paceOf('ledger', false, linked(0))).toEqual(quick);
  expect(paceOf('ledger', false, linked(1))).toEqual(quick);
  expect(paceOf('ledger', false, linked(2))).toEqual({ restMs: 1_000, gatherMs: 3_000, urgentMs: 0 });
  expect(paceOf('ledger', false, linked(12))).toEqual({ restMs: 20_000, gatherMs: 90_000, urgentMs: 0 });
  expect(paceOf('stock', false, linked(12))).toEqual({ restMs: 60_000, gatherMs: 270_000, urgentMs: 0 });
});

it('[METER-06] with a metered link what is written in 10 seconds goes together, own entries too; prices and people do not wait', () => {
  expect(paceOf('ledger', false, linked(1, true))).toEqual({
    restMs: 1_000,
    gatherMs: 10_000,
    urgentMs: 10_000,
  });
  expect(paceOf('ledger', false, linked(11, true))).toMatchObject({ gatherMs: 90_000, urgentMs: 10_000 });
  expect(paceOf('catalog', false, linked(1, true))).toEqual(paceOf('catalog', false, linked(1)));
  expect(paceOf('ledger', true, linked(1, true))).toEqual(paceOf('ledger', true, linked(1)));
});

import type { NodeStatus } from '@tillmesh/replica';
import { expect, it } from 'vitest';
import { QUIET } from './sync-words.fixture.ts';
import { syncWords } from './sync-words.ts';

const words = (status: Partial<NodeStatus>): readonly string[] =>
  syncWords({
    self: { deviceId: 'h1', kind: 'till', branchId: 'harbour', code: 'H1' },
    devices: ['h1', 'h2'].map((id) => ({
      deviceId: id,
      kind: 'till',
      branchId: 'harbour',
      code: id.toUpperCase(),
    })),
    status: { ...QUIET, ...status },
    offSinceMs: null,
    backup: { last: null, failure: null },
    nowMs: 0,
    metered: [],
    safe: null,
    isTrading: true,
    spoken: (utcMs) => `${utcMs} o’clock`,
  }).items.map(({ level, text }) => `${level}: ${text}`);

it('[HOST-90] what does not count of a till that was taken off is told till by till', () => {
  const withheld = (deviceId: string, entries: number, sinceMs: number) => ({
    seriesId: `${deviceId}/${sinceMs}`,
    deviceId,
    branchId: 'harbour',
    entries,
    sinceMs,
    salesMinor: 350,
    refundsMinor: 0,
  });
  const said = words({ withheld: [withheld('h2', 3, 11), withheld('h2', 1, 10), withheld('h1', 7, 9)] });
  expect(said).toContain(
    'know: Till H2 was taken off: 4 records since 10 o’clock do not count (Menu, Exceptions)',
  );
  // Of itself a till says so in its own words.
  expect(said.filter((text) => text.includes('do not count'))).toHaveLength(1);
  expect(words({ counts: { ...QUIET.counts, unweighed: 2 } })).toContain(
    'well: Working out what counts of tills that were taken off or let in',
  );
});

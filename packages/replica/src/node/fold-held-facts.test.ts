import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LedgerFact } from '@tillmesh/model';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toHex } from '../cbor/bytes.ts';
import { sha256 } from '../key/hash.ts';
import { deviceAtRest } from '../store/at-rest.ts';
import { openTillStore, type TillStore } from '../store/till-store.ts';
import { foldHeldFacts } from './fold-held-facts.ts';

const SERIES = '0123456789abcdef';
const SHIFT = 'aa'.repeat(16);
const COUNT = 1_200;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-fold-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const hashOf = (sequence: number): Uint8Array => sha256(new TextEncoder().encode(`entry ${sequence}`));
const held = new Map(
  Array.from({ length: COUNT }, (_, index): [string, LedgerFact] => {
    const entry = toHex(hashOf(index + 1));
    const stamp = {
      utcMs: 0,
      offsetMinutes: 0,
      businessDate: '2026-05-04',
      shiftId: SHIFT,
      staffId: null,
      approverId: null,
      commandId: 'cc'.repeat(16),
    };
    const fact = { kind: 'drawer.opened', reason: 'change' } as const;
    const place = { entry, deviceId: 'd', branchId: 'b', seriesId: SERIES, sequence: index + 1 };
    return [entry, { fact, stamp, ...place }];
  }),
);
const opened = (name: string): TillStore =>
  openTillStore(join(folder, name), deviceAtRest(new Uint8Array(32).fill(7)));
/** A file in which facts were counted before anything was folded from them. */
const filled = (name: string): TillStore => {
  const store = opened(name);
  store.transaction(() => {
    for (let sequence = 1; sequence <= COUNT; sequence += 1) store.entries.countFact(hashOf(sequence));
  });
  return store;
};
const read = (hash: Uint8Array): LedgerFact | null => held.get(toHex(hash)) ?? null;
const sumOf = (store: TillStore) => store.shifts.sum(SHIFT, SERIES);

it('[FOLD-02] what is held is folded a part at a time; broken off, it goes on from there, and is done once', () => {
  const store = filled('broken.db');
  let left = 700;
  const failing = (hash: Uint8Array): LedgerFact | null => {
    left -= 1;
    if (left < 0) throw new Error('the power fails');
    return read(hash);
  };
  expect(() => foldHeldFacts(store, failing)).toThrow('the power fails');
  expect(sumOf(store)?.entries).toBe(500);
  store.close();
  const again = opened('broken.db');
  let reads = 0;
  const counting = (hash: Uint8Array): LedgerFact | null => {
    reads += 1;
    return read(hash);
  };
  expect(foldHeldFacts(again, counting)).toBe(0);
  expect([reads, sumOf(again)]).toMatchObject([700, { entries: COUNT, first: 1, last: COUNT }]);
  expect(sumOf(again)?.totals.noSalesCount).toBe(COUNT);
  foldHeldFacts(again, counting);
  expect([reads, sumOf(again)?.entries]).toEqual([700, COUNT]);
  again.close();
});

it('[FOLD-02] what cannot be read any more is told, and holds up nothing', () => {
  const store = filled('unread.db');
  const lost = toHex(hashOf(7));
  expect(foldHeldFacts(store, (hash) => (toHex(hash) === lost ? null : read(hash)))).toBe(1);
  expect(sumOf(store)?.entries).toBe(COUNT - 1);
  store.close();
});

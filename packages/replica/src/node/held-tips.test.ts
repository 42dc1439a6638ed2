import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sha256 } from '../key/hash.ts';
import type { SeriesRecord } from '../statement/registry-state.ts';
import { deviceAtRest } from '../store/at-rest.ts';
import { openTillStore, type TillStore } from '../store/till-store.ts';
import { cutsAtTips } from './held-tips.ts';

const DEVICE = 'ab'.repeat(16);
const NOTHING = new Uint8Array(0);

let folder: string;
let store: TillStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillmesh-tips-'));
  store = openTillStore(join(folder, 'till.db'), deviceAtRest(new Uint8Array(32).fill(7)));
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const hashOf = (name: string): Uint8Array => sha256(new TextEncoder().encode(name));
const add = (series: string, sequence: number, name: string, previous: string | null): void => {
  store.entries.add(series, {
    sequence,
    hash: hashOf(name),
    previous: previous === null ? NOTHING : hashOf(previous),
    utcMs: 0,
  });
  store.entries.faultAt(series, sequence);
};
const rosterOf = (series: readonly string[]) => ({
  series: new Map<string, SeriesRecord>(
    series.map((one) => [one, { series: one, deviceId: DEVICE, branchId: 'north', after: [] }]),
  ),
});

it('[TILL-16] a cut is where the entries are linked from the first on, on each branch: what stands behind a gap is none', () => {
  const series = 'abababab00000001';
  store.transaction(() => {
    add(series, 1, 'one', null);
    add(series, 2, 'two', 'one');
    add(series, 3, 'three', 'two');
    add(series, 3, 'other three', 'two');
    add(series, 4, 'four', 'three');
    // Behind a gap, and one that follows it: the device may sign on below it whatever it likes.
    add(series, 2_000, 'far', 'nobody has this');
    add(series, 2_001, 'farther', 'far');
  });
  const cuts = cutsAtTips(store, rosterOf([series]), DEVICE);
  const hex = (name: string): string => Buffer.from(hashOf(name)).toString('hex');
  expect(cuts).toEqual([
    { series, sequence: 4, hash: hex('four') },
    { series, sequence: 3, hash: hex('other three') },
  ]);
});

it('[TILL-16] whoever began series without end is taken off all the same: the longest branch of the longest series first', () => {
  const all = Array.from({ length: 1_100 }, (_, index) => `abababab${index.toString().padStart(8, '0')}`);
  const [longest] = all;
  store.transaction(() => {
    for (const series of all) add(series, 1, `${series} 1`, null);
    add(longest!, 2, 'second', `${longest} 1`);
    add(longest!, 2, 'forked second', `${longest} 1`);
  });
  const cuts = cutsAtTips(store, rosterOf(all), DEVICE);
  expect(cuts).toHaveLength(1_024);
  expect(cuts[0]).toMatchObject({ series: longest, sequence: 2 });
  expect(new Set(cuts.map(({ series }) => series)).size).toBe(1_024);
});

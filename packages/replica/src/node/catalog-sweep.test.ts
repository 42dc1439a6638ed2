import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { concatBytes, fromHex, utf8 } from '../cbor/bytes.ts';
import { sha256 } from '../key/hash.ts';
import { deviceAtRest } from '../store/at-rest.ts';
import { OBJECT_STATE } from '../store/object-table.ts';
import { openTillStore, type TillStore } from '../store/till-store.ts';
import { createCatalogSweep } from './catalog-sweep.ts';
import type { Judging } from './take-slice.ts';

const DEVICE = 'ab'.repeat(16);

let folder: string;
let store: TillStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-'));
  store = openTillStore(join(folder, 'till.db'), deviceAtRest(new Uint8Array(32).fill(7)));
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Nothing was taken from it by name: its admission does not count. */
const BAR = { by: null, atMs: 1, takings: [], listed: [] };
const judging = (): Judging => {
  const roster = { state: { catalogBars: new Map([[DEVICE, BAR]]) } };
  const touched = { changes: new Set(), products: new Set(), restore: [], barred: new Set() };
  return { store, roster, touched } as unknown as Judging;
};
/** So many objects that name the device, each under a key of its own or all under one. */
const holds = (many: number, keyOf: (n: number) => string): void => {
  for (let n = 0; n < many; n += 1) {
    const bytes = concatBytes(fromHex(DEVICE), utf8(`value ${n}`));
    store.objects.add({
      hash: sha256(bytes),
      document: 'catalog/aa',
      key: keyOf(n),
      current: false,
      state: OBJECT_STATE.unchecked,
      bytes,
    });
  }
};
/** How many turns it takes where each ends after the first step. */
const turns = (): number => {
  const sweep = createCatalogSweep();
  sweep.begin(DEVICE);
  let count = 1;
  while (!sweep.goOn(judging(), DEVICE, () => false)) count += 1;
  return count;
};

describe('the sweep over a device\u2019s catalogue values', () => {
  it('[CATR-11] broken off for a device whose admission fell it is due again, and not once it was done', () => {
    holds(60, (n) => `key ${n}`);
    const sweep = createCatalogSweep();
    expect(sweep.changed(judging())).toEqual([DEVICE]);
    sweep.begin(DEVICE);
    expect(sweep.goOn(judging(), DEVICE, () => false)).toBe(false);
    // The process ends here.
    expect(createCatalogSweep().changed(judging())).toEqual([DEVICE]);
    expect(turns()).toBeGreaterThan(3);
    expect(createCatalogSweep().changed(judging())).toEqual([]);
  });

  it('[CATR-11] a key is settled once, however many values are under it', () => {
    holds(200, () => 'one key');
    expect(turns()).toBeLessThan(4);
  });
});

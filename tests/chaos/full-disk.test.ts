import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ReceiptSummaryView } from '../../packages/terminal/src/api/view.ts';
import { waitFor } from '../../scripts/chain/wait.ts';
import { createChance } from './chance.ts';
import { expectOneShop, expectReceipts, untilAgreed } from './check.ts';
import { makeSmallDisk, missingForFullDisks } from './disk.ts';
import { createJournal } from './journal.ts';
import { createSeller } from './seller.ts';
import { SETTING } from './setting.ts';
import { ARRIVAL_MS, type ChaosShop, makeShop, openShifts } from './shop.ts';
import { tellOutcome, tellSeed, tellSkipped } from './telling.ts';
import type { ChaosTill } from './till.ts';

const isSkipped = tellSkipped('full disks', missingForFullDisks());
const chance = createChance(SETTING.seed, 'full-disk');
const journal = createJournal();

const DISK_MB = 64;

let shop: ChaosShop;
let disk: ReturnType<typeof makeSmallDisk>;
beforeAll(async () => {
  if (isSkipped) return;
  disk = makeSmallDisk(DISK_MB);
  shop = await makeShop(
    { 'High Street': ['H1', 'H2'] },
    // The other till's disk is one where there is room.
    { name: 'full', home: (code) => (code === 'H1' ? join(disk.mount, 'till') : null) },
  );
  await Promise.all(shop.tills.map((till) => till.start()));
  await openShifts(shop);
});
afterAll(async () => {
  if (isSkipped) return;
  await shop.end();
  disk.end();
});

const PIECE = Buffer.alloc(64 * 1024);

/** Fills the disk until so many bytes are left; gives what frees it. */
const fill = (leaveBytes: number): (() => void) => {
  const file = join(disk.mount, 'ballast');
  const handle = openSync(file, 'w');
  let size = 0;
  try {
    for (;;) size += writeSync(handle, PIECE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
  ftruncateSync(handle, Math.max(0, size - leaveBytes));
  closeSync(handle);
  return () => rmSync(file);
};

const numbersAt = async (till: ChaosTill): Promise<number> => {
  const receipts = await till.api().get<readonly ReceiptSummaryView[]>('/api/receipts?limit=1');
  return Math.max(0, ...receipts.map(({ label }) => Number(label.split('-').at(-1))));
};

/** On a full disk a till starts, or ends and says why; it takes nothing for damage. */
const startOnFull = async (till: ChaosTill): Promise<'ready' | 'refused'> => {
  const launched = await till.launch();
  try {
    await launched.ready;
    return 'ready';
  } catch (error) {
    expect(String(error)).toContain('(DISK-FULL)');
    return 'refused';
  }
};

const MOST_LEFT_BYTES = 3_000_000;

it.skipIf(isSkipped)(
  '[CHAOS-07] I1 I2 I3 I12: on a full disk a sale is there or the till says that it is not; with room again it sells on without a restart',
  { timeout: 3_600_000 },
  async () => {
    tellSeed('full-disk');
    const beganMs = performance.now();
    const till = shop.till('H1');
    let pid = till.pid();
    const starts = { ready: 0, refused: 0 };
    let refusals = 0;
    for (let count = 0; count < SETTING.fullDisks; count += 1) {
      const free = fill(chance.between(0, MOST_LEFT_BYTES));
      let refusedNow = 0;
      const seller = createSeller({
        till,
        chance: chance.stream(String(count)),
        journal,
        lanes: 3,
        mostSales: 3,
        pauseMs: 5,
        onRefused: (refused) => {
          expect(refused).toMatchObject({ status: 503, code: 'DISK-FULL' });
          refusedNow += 1;
          return refusedNow < 5;
        },
      });
      seller.begin();
      await waitFor('a sale that finds the disk full', ARRIVAL_MS, () => (refusedNow > 0 ? true : null));
      await pause(chance.between(0, 300));
      await seller.rest();
      refusals += refusedNow;
      // What was said not to be done is not there; what was answered is.
      const sold = journal.sold();
      expect(await numbersAt(till)).toBe(sold.length);
      await expectReceipts(till, sold.slice(-50));
      // Some rounds the power goes too, and somebody starts the till before there is room.
      const isStarted = count % 3 === 2;
      if (isStarted) {
        await till.kill();
        starts[await startOnFull(till)] += 1;
      }
      free();
      if (isStarted && !till.running()) await till.start();
      if (isStarted) pid = till.pid();
      expect(await seller.catchUp()).toBe(true);
      expect([till.pid(), till.running()]).toEqual([pid, true]);
      await untilAgreed(shop.tills);
    }
    await expectOneShop(shop, journal);
    tellOutcome('full-disk', {
      fullDisks: SETTING.fullDisks,
      refusals,
      startsOnFullDisk: starts,
      sales: journal.sold().length,
      seconds: Math.round((performance.now() - beganMs) / 1_000),
    });
  },
);

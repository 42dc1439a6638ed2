import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ReceiptSummaryView } from '../../packages/terminal/src/api/view.ts';
import type { Refused } from '../../scripts/chain/local-api.ts';
import { waitFor } from '../../scripts/chain/wait.ts';
import { createChance } from './chance.ts';
import { expectOneShop, expectReceipts, untilAgreed } from './check.ts';
import { type DiskFault, injectFault, missingForFaults } from './injector.ts';
import { type Batch, createJournal, type Sold } from './journal.ts';
import { createSeller } from './seller.ts';
import { SETTING } from './setting.ts';
import { ARRIVAL_MS, type ChaosShop, makeShop, openShifts } from './shop.ts';
import { tellOutcome, tellProgress, tellSeed, tellSkipped } from './telling.ts';
import type { ChaosTill } from './till.ts';

const isSkipped = tellSkipped('failing disks', missingForFaults());
const chance = createChance(SETTING.seed, 'disk-fault');
const journal = createJournal();

let shop: ChaosShop;
beforeAll(async () => {
  if (isSkipped) return;
  shop = await makeShop({ 'High Street': ['H1', 'H2'] }, { name: 'fault' });
  await Promise.all(shop.tills.map((till) => till.start()));
  await openShifts(shop);
});
afterAll(async () => {
  if (!isSkipped) await shop.end();
});

/** As in sysexits.h: how a till ends that cannot trust its disk any more. */
const DISK_LOST = 74;
/** Of what the till says when it cannot do what it was asked to. */
const REFUSALS = new Set(['DISK-FULL', 'DISK-FAILED', 'DATABASE-DAMAGED']);
const LONGEST_WAIT_MS = 8_000;
/** How long a disk stays full that does not fail for one call only. */
const LONGEST_FULL_MS = 400;

const filesOf = (till: ChaosTill, name: string): readonly string[] =>
  [name, `${name}-wal`, `${name}-shm`].map((file) => join(till.folder, file));

const said = { full: 0, failed: 0, uncertainAndDone: 0 };
const outcome = { ended: 0, wentOn: 0, missed: 0, carrierEnded: 0, failedCalls: 0 };

/** What the till said of each batch that it could not do, in its newest life. */
const refused = new Map<Batch, Refused>();
const UNCERTAIN = /^The next start shows whether this was done/;

let rounds = 0;

const createTillSeller = (till: ChaosTill) =>
  createSeller({
    till,
    chance: chance.stream(`${till.code}/${(rounds += 1)}`),
    journal,
    lanes: 2,
    mostSales: 2,
    pauseMs: 15,
    onRefused: (refusal: Refused, batch) => {
      expect(REFUSALS).toContain(refusal.code);
      refused.set(batch, refusal);
      if (refusal.code === 'DISK-FULL') said.full += 1;
      else said.failed += 1;
      // Nothing of it was done; the customer is still there, and asks again.
      return refusal.code === 'DISK-FULL';
    },
  });

const labelNumber = (label: string): number => Number(label.split('-').at(-1));
/** The highest number answered. */
const numberOf = (sales: readonly Sold[]): number =>
  Math.max(0, ...sales.map(({ label }) => labelNumber(label)));

const newestOwn = async (till: ChaosTill): Promise<number> => {
  const receipts = await till.api().get<readonly ReceiptSummaryView[]>('/api/receipts?limit=200');
  return Math.max(0, ...receipts.filter(({ own }) => own).map(({ label }) => labelNumber(label)));
};

const drawFault = (error: DiskFault['error']): DiskFault =>
  error === 'EIO'
    ? {
        calls: [chance.oneOf(['fsync,fdatasync', 'pwrite64', 'pwrite64', 'pread64'])],
        error,
        first: chance.between(1, 40),
        lasts: false,
      }
    : {
        calls: [chance.oneOf(['pwrite64', 'pwrite64', 'pwrite64', 'ftruncate,fallocate'])],
        error,
        first: chance.between(1, 40),
        lasts: chance.happens(0.5),
      };

/** Hits the main process while it sells, and gives whether it had to be started again. */
const hitMain = async (till: ChaosTill, fault: DiskFault): Promise<void> => {
  const seller = createTillSeller(till);
  refused.clear();
  const injection = await injectFault(till.pid(), filesOf(till, 'till.db'), fault, shop.folder);
  seller.begin();
  const endMs = performance.now() + LONGEST_WAIT_MS;
  while (injection.hits() === 0 && till.running() && performance.now() < endMs) await pause(20);
  if (fault.error === 'ENOSPC') await pause(chance.between(50, LONGEST_FULL_MS));
  const failedCalls = await injection.lift();
  outcome.failedCalls += failedCalls;
  // A little more trade: a till that may not trust its disk ends at its next sale.
  await pause(300);
  await seller.rest();
  const isLost = [...refused.values()].some(({ code }) => code !== 'DISK-FULL');
  if (isLost) {
    expect(await till.exited()).toBe(DISK_LOST);
    outcome.ended += 1;
    await till.start();
  } else {
    expect(till.running()).toBe(true);
    if (failedCalls > 0) outcome.wentOn += 1;
    else outcome.missed += 1;
  }
  const isThere = (await newestOwn(till)) > numberOf(journal.sold(till.code));
  // What a till said it had not done is not there; what it did not know may be.
  if (isThere) {
    expect([...refused.values()].map(({ nextStep }) => nextStep)).toContainEqual(
      expect.stringMatching(UNCERTAIN),
    );
    said.uncertainAndDone += 1;
  }
  await expectReceipts(till, journal.sold(till.code).slice(-60));
  expect(await seller.catchUp()).toBe(true);
};

/** Hits the replica process: the till sells on, and what it sold reaches the other one afterwards. */
const hitCarrier = async (till: ChaosTill, fault: DiskFault): Promise<void> => {
  const seller = createTillSeller(till);
  const pid = await waitFor(`replica process of ${till.code}`, ARRIVAL_MS, () => till.carrierPid());
  refused.clear();
  const injection = await injectFault(pid, filesOf(till, 'documents.db'), fault, shop.folder);
  seller.begin();
  const endMs = performance.now() + LONGEST_WAIT_MS;
  while (injection.hits() === 0 && performance.now() < endMs) await pause(20);
  await pause(chance.between(50, LONGEST_FULL_MS));
  const failedCalls = await injection.lift();
  outcome.failedCalls += failedCalls;
  if (failedCalls === 0) outcome.missed += 1;
  await seller.rest();
  expect(refused.size).toBe(0);
  expect(till.running()).toBe(true);
  if (till.carrierPid() !== pid) outcome.carrierEnded += 1;
  await untilAgreed(shop.tills);
};

it.skipIf(isSkipped)(
  '[CHAOS-03] I1 I2 I12: a disk that fails or is full in the midst of a sale loses nothing that was answered; a full one wants no restart',
  { timeout: 3_600_000 },
  async () => {
    tellSeed('disk-fault');
    const beganMs = performance.now();
    const till = shop.till('H1');
    for (let count = 0; count < SETTING.faults; count += 1) {
      const error = count % 2 === 0 ? 'EIO' : 'ENOSPC';
      for (const [part, hit] of [
        ['till', hitMain],
        ['replica', hitCarrier],
      ] as const) {
        const fault = drawFault(error);
        tellProgress('disk-fault', `${part}: ${JSON.stringify(fault)}`);
        await hit(till, fault);
      }
    }
    await untilAgreed(shop.tills);
    await expectOneShop(shop, journal);
    expect(outcome.failedCalls).toBeGreaterThan(0);
    tellOutcome('disk-fault', {
      faults: 2 * SETTING.faults,
      ...outcome,
      said,
      sales: journal.sold().length,
      seconds: Math.round((performance.now() - beganMs) / 1_000),
    });
  },
);

import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Chance, createChance } from './chance.ts';
import { expectOneShop, expectReceipts, untilAgreed } from './check.ts';
import { createJournal } from './journal.ts';
import { createSeller, type Seller } from './seller.ts';
import { SETTING } from './setting.ts';
import { type ChaosShop, makeShop, openShifts } from './shop.ts';
import { tellOutcome, tellSeed, tellProgress } from './telling.ts';
import { stopItems } from './live-view.ts';
import type { ChaosTill } from './till.ts';

const chance = createChance(SETTING.seed, 'kill-storm');
const journal = createJournal();

let shop: ChaosShop;
beforeAll(async () => {
  shop = await makeShop({ 'High Street': ['H1', 'H2'], Market: ['M1'] }, { name: 'storm' });
  await Promise.all(shop.tills.map((till) => till.start()));
  await openShifts(shop);
});
afterAll(() => shop.end());

/** Where a kill hits: while selling, from the first moment of a start on, the replica process alone, or both. */
const MOMENTS = ['selling', 'selling', 'selling', 'selling', 'start', 'start', 'replica', 'both'] as const;
const counts: Record<(typeof MOMENTS)[number], number> = { selling: 0, start: 0, replica: 0, both: 0 };
const LONGEST_SALE_MS = 700;
const LONGEST_START_MS = 900;

const killCarrier = (till: ChaosTill): boolean => {
  const pid = till.carrierPid();
  if (pid !== null) process.kill(pid, 'SIGKILL');
  return pid !== null;
};

/** A till that ended by itself was not killed, and must not count as such. */
const expectRunning = (till: ChaosTill): void => {
  if (!till.running()) throw new Error(`${till.code} ended by itself`);
};

/** One life of a till: it starts, answers what was asked before, shows what it answered, and sells until it is hit. */
const live = async (till: ChaosTill, seller: Seller, own: Chance, seen: { count: number }): Promise<void> => {
  let moment = own.oneOf(MOMENTS);
  const launched = await till.launch();
  if (moment === 'start') {
    await pause(own.between(0, LONGEST_START_MS));
    expectRunning(till);
    await till.kill();
    counts.start += 1;
    return;
  }
  await launched.ready;
  // What the last life answered is there before anything of this one is asked.
  const sales = journal.sold(till.code);
  await expectReceipts(till, sales.slice(seen.count));
  seen.count = sales.length;
  if (!(await seller.catchUp())) throw new Error(`${till.code} ended by itself`);
  seller.begin();
  await pause(own.between(0, LONGEST_SALE_MS));
  if (moment === 'replica' || moment === 'both') {
    if (killCarrier(till)) await pause(own.between(0, LONGEST_SALE_MS));
    else moment = 'selling';
  }
  expectRunning(till);
  if (moment !== 'replica') await till.kill();
  counts[moment] += 1;
  await seller.rest();
  // A till that only lost its replica process goes into its next life by the shortest way.
  if (moment === 'replica') await till.kill();
};

const killsOf = (): number => counts.selling + counts.start + counts.replica * 2 + counts.both * 2;

it(
  '[CHAOS-01] I1 I2 I3 I5 I6 I8: kill -9 at random points under load loses nothing, repeats nothing, counts nothing twice',
  { timeout: 3 * 3_600_000 },
  async () => {
    tellSeed('kill-storm');
    const beganMs = performance.now();
    await Promise.all(shop.tills.map((till) => till.kill()));
    const weather = { bad: true };
    const storm = async (till: ChaosTill): Promise<void> => {
      const own = chance.stream(till.code);
      const seller = createSeller({
        till,
        chance: own.stream('sales'),
        journal,
        lanes: 3,
        mostSales: 3,
        pauseMs: 60,
      });
      const seen = { count: 0 };
      while (weather.bad && killsOf() < SETTING.kills) {
        await live(till, seller, own, seen);
        if (killsOf() % 50 < 2)
          tellProgress('kill-storm', `${killsOf()} kills, ${journal.sold().length} sales answered`);
      }
      await till.start();
      if (!(await seller.catchUp())) throw new Error(`${till.code} ended by itself`);
    };
    // What breaks at one till ends the storm at all, before the folders go.
    const ends = await Promise.allSettled(
      shop.tills.map((till) =>
        storm(till).catch((error: unknown) => {
          weather.bad = false;
          throw error;
        }),
      ),
    );
    const failed = ends.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
    const stormMs = performance.now() - beganMs;

    await untilAgreed(shop.tills);
    const sales = journal.sold();
    expect(new Set(sales.map(({ label }) => label)).size).toBe(sales.length);
    expect(new Set(sales.map(({ saleId }) => saleId)).size).toBe(sales.length);
    // Then everything loads on a fresh start, and nothing is found wrong with it.
    const documents = await expectOneShop(shop, journal);
    const checkedMs = performance.now() - beganMs - stormMs;
    await Promise.all(shop.tills.map((till) => till.start()));
    await untilAgreed(shop.tills);
    for (const till of shop.tills)
      expect([till.code, ...stopItems(await till.syncView())]).toEqual([till.code]);
    tellOutcome('kill-storm', {
      kills: killsOf(),
      ...counts,
      sales: sales.length,
      answersAskedAgain: journal.askedAgain(),
      documents,
      stormSeconds: Math.round(stormMs / 1_000),
      checkSeconds: Math.round(checkedMs / 1_000),
    });
  },
);

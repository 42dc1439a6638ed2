import { afterAll, beforeAll, expect, it } from 'vitest';
import { waitFor } from '../../scripts/chain/wait.ts';
import { createChance } from './chance.ts';
import { expectOneShop, untilAgreed } from './check.ts';
import { createJournal } from './journal.ts';
import { createSeller } from './seller.ts';
import { SETTING } from './setting.ts';
import { ARRIVAL_MS, type ChaosShop, makeShop, openShifts } from './shop.ts';
import { tellOutcome, tellSeed } from './telling.ts';
import type { ChaosTill } from './till.ts';

const chance = createChance(SETTING.seed, 'frozen');
const journal = createJournal();

let shop: ChaosShop;
beforeAll(async () => {
  shop = await makeShop({ 'High Street': ['H1', 'H2'] }, { name: 'frozen' });
  await Promise.all(shop.tills.map((till) => till.start()));
  await openShifts(shop);
});
afterAll(() => shop.end());

/** What of a till stands still. Only what keeps its links is short: a silent peer counts as gone after 6 to 8 seconds. */
type Part = 'whole' | 'replica' | 'main';
const PARTS: readonly Part[] = SETTING.isShort ? ['main'] : ['whole', 'replica', 'main'];
const counts: Record<Part, number> = { whole: 0, replica: 0, main: 0 };

/** Gone meanwhile: somebody noticed and began another. */
const signal = (pid: number, name: 'SIGSTOP' | 'SIGCONT'): void => {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

const isAway = async (watcher: ChaosTill, till: ChaosTill): Promise<boolean> => {
  const { items } = await watcher.syncView();
  return items.some(({ id }) => id === `away:${till.deviceId}`);
};

/** Noticed by the other till, or by the till itself, which then starts another replica process. */
const untilNoticed = (watcher: ChaosTill, till: ChaosTill, carrier: number): Promise<true> =>
  waitFor(`${watcher.code} notices that ${till.code} stands still`, ARRIVAL_MS, async () =>
    till.carrierPid() !== carrier || (await isAway(watcher, till)) ? true : null,
  );

const freeze = async (till: ChaosTill, other: ChaosTill, part: Part, count: number): Promise<number> => {
  const carrier = await waitFor(`replica process of ${till.code}`, ARRIVAL_MS, () => till.carrierPid());
  const sellers = [till, other].map((each) =>
    createSeller({
      till: each,
      chance: chance.stream(`${each.code}/${count}`),
      journal,
      lanes: 1,
      mostSales: 1,
      pauseMs: 300,
    }),
  );
  for (const seller of sellers) seller.begin();
  const frozen = { whole: [till.pid(), carrier], replica: [carrier], main: [till.pid()] }[part];
  const beganMs = performance.now();
  for (const pid of frozen) signal(pid, 'SIGSTOP');
  const before = { own: journal.sold(till.code).length, others: journal.sold(other.code).length };
  try {
    // The replica process of a till that stands still keeps its links by itself.
    if (part !== 'main') await untilNoticed(other, till, carrier);
    const sellsOn = part === 'replica' ? [till, other] : [other];
    for (const each of sellsOn) {
      const sold = each === till ? before.own : before.others;
      await waitFor(`sales at ${each.code} meanwhile`, ARRIVAL_MS, () =>
        journal.sold(each.code).length > sold + 5 ? true : null,
      );
    }
  } finally {
    for (const pid of frozen) signal(pid, 'SIGCONT');
  }
  const frozenMs = performance.now() - beganMs;
  await Promise.all(sellers.map((seller) => seller.rest()));
  for (const seller of sellers) expect(await seller.catchUp()).toBe(true);
  await untilAgreed(shop.tills);
  await waitFor(`${till.code} linked again`, ARRIVAL_MS, async () =>
    (await isAway(other, till)) || (await isAway(till, other)) ? null : true,
  );
  counts[part] += 1;
  return frozenMs;
};

it(
  '[CHAOS-06] I5 I12: a till or its replica process that stands still is noticed, and linked and merged when it goes on',
  { timeout: 3_600_000 },
  async () => {
    tellSeed('frozen');
    const beganMs = performance.now();
    const [h1, h2] = [shop.till('H1'), shop.till('H2')];
    let longestMs = 0;
    for (let count = 0; count < SETTING.freezes; count += 1) {
      const part = PARTS[count % PARTS.length] ?? 'main';
      const [till, other] = chance.happens(0.5) ? [h1, h2] : [h2, h1];
      longestMs = Math.max(longestMs, await freeze(till, other, part, count));
    }
    expect(await expectOneShop(shop, journal)).toBeGreaterThan(0);
    tellOutcome('frozen', {
      freezes: SETTING.freezes,
      ...counts,
      longestSeconds: Math.round(longestMs / 1_000),
      sales: journal.sold().length,
      seconds: Math.round((performance.now() - beganMs) / 1_000),
    });
  },
);

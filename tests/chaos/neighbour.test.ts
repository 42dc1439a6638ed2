import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DevicesView } from '../../packages/terminal/src/api/device-view.ts';
import { waitFor } from '../../scripts/chain/wait.ts';
import { createChance } from './chance.ts';
import { expectOneShop, untilAgreed } from './check.ts';
import { createDoorway, type Doorway } from './doorway.ts';
import { createJournal } from './journal.ts';
import { stopItems } from './live-view.ts';
import { makeNetwork, missingForNetworks, type Network } from './network.ts';
import { createSeller } from './seller.ts';
import { SETTING } from './setting.ts';
import { ARRIVAL_MS, type ChaosShop, makeShop, openShifts } from './shop.ts';
import { tellOutcome, tellProgress, tellSeed, tellSkipped } from './telling.ts';
import type { ChaosTill } from './till.ts';

const CODES = Array.from({ length: SETTING.neighbours }, (_, index) => `H${index + 1}`);
/** Within which a till that is gone is noticed, and one that moved is linked again after that. */
const NOTICED_MS = 10_000;
/** Some two dozen processes on a few cores come to their timers late; by turned time see `silence.test.ts`. */
const LATE_MS = SETTING.isShort ? 0 : 10_000;

const isSkipped = tellSkipped('tills that find each other in network namespaces', missingForNetworks());
const chance = createChance(SETTING.seed, 'neighbour');
const journal = createJournal();

let network: Network;
let shop: ChaosShop;
let doorway: Doorway;
let foundMs = 0;

const isLinked = async (watcher: ChaosTill, till: ChaosTill): Promise<boolean> => {
  const { devices } = await watcher.api().get<DevicesView>('/api/devices');
  return devices.some(({ deviceId, state }) => deviceId === till.deviceId && state === 'linked');
};

const others = (till: ChaosTill): readonly ChaosTill[] => shop.tills.filter((other) => other !== till);

/** Milliseconds until each of these says that this till is linked, or that it is not. */
const until = async (
  state: 'linked' | 'away',
  till: ChaosTill,
  watchers: readonly ChaosTill[],
): Promise<number> => {
  const beganMs = performance.now();
  for (const watcher of watchers) {
    await waitFor(`${till.code} ${state} at ${watcher.code}`, ARRIVAL_MS, async () =>
      (await isLinked(watcher, till)) === (state === 'linked') ? true : null,
    );
  }
  return performance.now() - beganMs;
};

const untilAllLinked = async (): Promise<void> => {
  for (const till of shop.tills) await until('linked', till, others(till));
};

beforeAll(async () => {
  if (isSkipped) return;
  network = makeNetwork(CODES);
  shop = await makeShop(
    { 'High Street': CODES },
    { name: 'neighbour', within: network.within, findEachOther: true },
  );
  doorway = createDoorway(network, shop.folder, chance);
  // One after the other: a dozen cold starts at once would take all there is.
  for (const till of shop.tills) {
    await till.start();
    await doorway.open(till);
  }
  const beganMs = performance.now();
  await untilAllLinked();
  foundMs = performance.now() - beganMs;
  await openShifts(shop);
}, 600_000);
afterAll(async () => {
  if (isSkipped) return;
  await shop.end();
  await doorway.close();
  network.end();
});

const signal = (till: ChaosTill, name: 'SIGSTOP' | 'SIGCONT'): void => {
  for (const pid of [till.pid(), till.carrierPid()]) if (pid !== null) process.kill(pid, name);
};

type Figures = Record<string, number>;
type Step = (till: ChaosTill, figures: Figures) => Promise<void>;

/** A till is gone for a while: noticed, and linked again when it is back. */
const awayFor =
  (begin: (till: ChaosTill) => void, end: (till: ChaosTill) => void): Step =>
  async (till, figures) => {
    begin(till);
    const [watcher] = others(till);
    figures['noticedMs'] = await until('away', till, watcher === undefined ? [] : [watcher]);
    end(till);
    figures['linkedMs'] = await until('linked', till, others(till));
    expect(figures['noticedMs']).toBeLessThan(NOTICED_MS + LATE_MS);
  };

/** Milliseconds until somebody misses this till; null: nobody does in the time in which it would be noticed. */
const untilMissed = async (till: ChaosTill): Promise<number | null> => {
  const beganMs = performance.now();
  while (performance.now() - beganMs < NOTICED_MS + LATE_MS) {
    for (const watcher of others(till))
      if (!(await isLinked(watcher, till))) return performance.now() - beganMs;
    await pause(50);
  }
  return null;
};

/** A till is to be found somewhere else from now on: whoever misses it links it again. */
const moved =
  (move: (till: ChaosTill) => void): Step =>
  async (till, figures) => {
    move(till);
    const missedMs = await untilMissed(till);
    if (missedMs === null) return;
    figures['noticedMs'] = missedMs;
    figures['linkedMs'] = await until('linked', till, others(till));
    expect(figures['linkedMs']).toBeLessThan(NOTICED_MS + LATE_MS);
    await untilAllLinked();
  };

const STEPS: Readonly<Record<string, Step>> = {
  frozen: awayFor(
    (till) => signal(till, 'SIGSTOP'),
    (till) => signal(till, 'SIGCONT'),
  ),
  deaf: awayFor(
    (till) => network.deafen(till.code),
    () => network.heal(),
  ),
  loss: async () => {
    for (const code of CODES) network.lose(code, 10);
    await pause(NOTICED_MS);
    network.heal();
    await untilAllLinked();
  },
  slow: async (till) => {
    network.slow(till.code, 8);
    await pause(NOTICED_MS);
    network.heal();
    await untilAllLinked();
  },
  renumbered: moved((till) => network.renumber(till.code)),
  wireless: moved((till) => {
    network.addWireless(till.code);
    network.leaveCable(till.code);
  }),
  'without IPv4': moved(() => network.dropIPv4()),
};
const SHORT: readonly string[] = ['deaf', 'wireless', 'without IPv4'];

it.skipIf(isSkipped)(
  '[CHAOS-09] I5 I12: tills that are told no address find each other, follow each other, and stay one shop',
  { timeout: 3_600_000 },
  async () => {
    tellSeed('neighbour');
    const beganMs = performance.now();
    const outcome: Record<string, Figures> = {};
    const steps = Object.entries(STEPS).filter(([name]) => !SETTING.isShort || SHORT.includes(name));
    for (const [count, [name, step]] of steps.entries()) {
      // The last one has no cable any more; each other step takes another till.
      const till = shop.tills[count % (shop.tills.length - 1)] ?? shop.tills[0];
      if (till === undefined) throw new Error('a shop without a till');
      const sellers = shop.tills.map((each) =>
        createSeller({
          till: each,
          chance: chance.stream(`${each.code}/${name}`),
          journal,
          lanes: 1,
          mostSales: 1,
          pauseMs: 1_500,
        }),
      );
      for (const seller of sellers) seller.begin();
      const before = shop.tills.map(({ code }) => journal.sold(code).length);
      const figures: Figures = {};
      await step(till, figures);
      await Promise.all(sellers.map((seller) => seller.rest()));
      for (const [index, { code }] of shop.tills.entries())
        expect([name, code, journal.sold(code).length > (before[index] ?? 0)]).toEqual([name, code, true]);
      await untilAgreed(shop.tills);
      outcome[name] = Object.fromEntries(Object.entries(figures).map(([what, ms]) => [what, Math.round(ms)]));
      tellProgress('neighbour', `${name} ${till.code}: ${JSON.stringify(outcome[name])}`);
    }
    for (const till of shop.tills)
      expect([till.code, ...stopItems(await till.syncView())]).toEqual([till.code]);
    await expectOneShop(shop, journal);
    tellOutcome('neighbour', {
      tills: shop.tills.length,
      foundMs: Math.round(foundMs),
      ...outcome,
      sales: journal.sold().length,
      seconds: Math.round((performance.now() - beganMs) / 1_000),
    });
  },
);

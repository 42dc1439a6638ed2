import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createChance } from './chance.ts';
import { expectOneShop, untilAgreed } from './check.ts';
import { createDoorway, type Doorway } from './doorway.ts';
import { createJournal } from './journal.ts';
import { stopItems } from './live-view.ts';
import { makeNetwork, missingForNetworks, type Network } from './network.ts';
import { createSeller } from './seller.ts';
import { SETTING } from './setting.ts';
import { type ChaosShop, makeShop, openShifts } from './shop.ts';
import { tellOutcome, tellProgress, tellSeed, tellSkipped } from './telling.ts';

const HIGH_STREET = ['H1', 'H2', 'H3'] as const;
const MARKET = ['M1'] as const;
const CODES = [...HIGH_STREET, ...MARKET];

const isSkipped = tellSkipped('partitions and loss in network namespaces', missingForNetworks());
const chance = createChance(SETTING.seed, 'namespace');
const journal = createJournal();

let network: Network;
let shop: ChaosShop;
let doorway: Doorway;

beforeAll(async () => {
  if (isSkipped) return;
  network = makeNetwork(CODES);
  shop = await makeShop(
    { 'High Street': HIGH_STREET, Market: MARKET },
    {
      name: 'network',
      listens: (code, port) => `${network.addressOf(code)}:${port}`,
      within: network.within,
    },
  );
  await Promise.all(shop.tills.map((till) => till.start()));
  doorway = createDoorway(network, shop.folder, chance);
  for (const till of shop.tills) await doorway.open(till);
  await openShifts(shop);
});
afterAll(async () => {
  if (isSkipped) return;
  await shop.end();
  await doorway.close();
  network.end();
});

const FAULTS = {
  'cable of a till pulled': () => network.plug(chance.oneOf(CODES), false),
  'one way between two tills': () => {
    const from = chance.oneOf(CODES);
    network.drop([from], [chance.oneOf(CODES.filter((code) => code !== from))]);
  },
  'a till hears nobody': () => {
    const to = chance.oneOf(CODES);
    network.drop(
      CODES.filter((code) => code !== to),
      [to],
    );
  },
  'branches apart': () => {
    network.drop(HIGH_STREET, MARKET);
    network.drop(MARKET, HIGH_STREET);
  },
  'loss at a till': () => network.lose(chance.oneOf(CODES), chance.between(10, 50)),
  'loss everywhere': () => {
    for (const code of CODES) network.lose(code, chance.between(2, 15));
  },
} as const;
type Fault = keyof typeof FAULTS;
const NAMES = Object.keys(FAULTS) as readonly Fault[];

const LONGEST_MS = 30_000;

it.skipIf(isSkipped)(
  '[CHAOS-04] I5 I12: partitions and loss between tills stop no sale, name no innocent, and all is merged after them',
  { timeout: 3_600_000 },
  async () => {
    tellSeed('namespace');
    const beganMs = performance.now();
    const counts = new Map<Fault, number>();
    let longestHealMs = 0;
    for (let count = 0; count < SETTING.partitions; count += 1) {
      const sellers = shop.tills.map((till) =>
        createSeller({
          till,
          chance: chance.stream(`${till.code}/${count}`),
          journal,
          lanes: 1,
          mostSales: 2,
          pauseMs: 200,
        }),
      );
      for (const seller of sellers) seller.begin();
      await pause(chance.between(200, 1_000));
      const fault = NAMES[(count + chance.between(0, 1) * 3) % NAMES.length] ?? 'branches apart';
      counts.set(fault, (counts.get(fault) ?? 0) + 1);
      FAULTS[fault]();
      const before = shop.tills.map(({ code }) => journal.sold(code).length);
      await pause(chance.between(2_000, SETTING.isShort ? 3_000 : LONGEST_MS));
      for (const [index, { code }] of shop.tills.entries()) {
        expect({ code, fault, sold: journal.sold(code).length > (before[index] ?? 0) }).toEqual({
          code,
          fault,
          sold: true,
        });
      }
      await Promise.all(sellers.map((seller) => seller.rest()));
      network.heal();
      const healedMs = performance.now();
      await untilAgreed(shop.tills);
      longestHealMs = Math.max(longestHealMs, performance.now() - healedMs);
      for (const till of shop.tills)
        expect([till.code, ...stopItems(await till.syncView())]).toEqual([till.code]);
      tellProgress('namespace', `${count + 1}: ${fault}`);
    }
    await expectOneShop(shop, journal);
    tellOutcome('namespace', {
      partitions: SETTING.partitions,
      ...Object.fromEntries(counts),
      longestSecondsToAgree: Math.round(longestHealMs / 1_000),
      sales: journal.sold().length,
      seconds: Math.round((performance.now() - beganMs) / 1_000),
    });
  },
);

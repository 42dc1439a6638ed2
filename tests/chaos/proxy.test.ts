import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { waitFor } from '../../scripts/chain/wait.ts';
import { freePort } from '../../scripts/process/free-port.ts';
import { createChance } from './chance.ts';
import { expectOneShop, untilAgreed } from './check.ts';
import { createJournal } from './journal.ts';
import { stopItems } from './live-view.ts';
import { type Disturbance, type Disturbed, type Proxy, startProxy } from './proxy.ts';
import { createSeller } from './seller.ts';
import { SETTING } from './setting.ts';
import { ARRIVAL_MS, type ChaosShop, makeShop, openShifts } from './shop.ts';
import { tellOutcome, tellProgress, tellSeed } from './telling.ts';

const chance = createChance(SETTING.seed, 'proxy');
const journal = createJournal();
/** By who dials whom, such as `H1>H2`. */
const proxies = new Map<string, Proxy>();

let shop: ChaosShop;
beforeAll(async () => {
  const ports = new Map<string, number>();
  for (const from of ['H1', 'H2', 'M1'])
    for (const to of ['H1', 'H2', 'M1']) ports.set(`${from}>${to}`, await freePort());
  const targets = new Map<string, number>();
  shop = await makeShop(
    { 'High Street': ['H1', 'H2'], Market: ['M1'] },
    {
      name: 'proxy',
      listens: (code, port) => {
        targets.set(code, port);
        return `127.0.0.1:${port}`;
      },
      dialled: (from, to) => `127.0.0.1:${ports.get(`${from}>${to}`)}`,
    },
  );
  for (const [way, port] of ports) {
    const target = targets.get(way.slice(-2));
    if (target === undefined) throw new Error(`no till ${way}`);
    proxies.set(way, await startProxy({ port }, { port: target }, chance.stream(way)));
  }
  await Promise.all(shop.tills.map((till) => till.start()));
  await openShifts(shop);
});
afterAll(async () => {
  await shop.end();
  for (const proxy of proxies.values()) await proxy.close();
});

const counts: Record<Disturbance['kind'], number> = { delay: 0, stall: 0, 'half-close': 0, cut: 0, flip: 0 };

const drawDisturbance = (): Disturbance => {
  switch (chance.oneOf(['delay', 'delay', 'stall', 'half-close', 'cut', 'flip', 'flip'] as const)) {
    case 'delay':
      return { kind: 'delay', mostMs: chance.between(10, 400) };
    case 'stall':
      // Shorter and longer than the silence after which a peer counts as gone.
      return {
        kind: 'stall',
        forMs: SETTING.isShort ? chance.between(100, 2_000) : chance.between(500, 25_000),
      };
    case 'half-close':
      return { kind: 'half-close' };
    case 'cut':
      return { kind: 'cut', afterBytes: chance.between(1, 5_000) };
    case 'flip':
      return { kind: 'flip' };
  }
};

/** A flipped bit ends the connection: no side takes it for what was sent. */
const untilEnded = (disturbed: Disturbed): Promise<true> =>
  waitFor('the connection with the flipped bit ends', ARRIVAL_MS, () =>
    disturbed.ended() ? true : null,
  ).catch((error: unknown) => {
    throw new Error(disturbed.state(), { cause: error });
  });

it(
  '[CHAOS-05] I5 I12: delay, stalls, half-closed and cut connections and flipped bits end links at worst; tills sell on and merge',
  { timeout: 3_600_000 },
  async () => {
    tellSeed('proxy');
    const beganMs = performance.now();
    const sellers = shop.tills.map((till) =>
      createSeller({ till, chance: chance.stream(till.code), journal, lanes: 1, mostSales: 2, pauseMs: 250 }),
    );
    for (const seller of sellers) seller.begin();
    let done = 0;
    while (done < SETTING.disturbances) {
      await pause(chance.between(20, 500));
      const proxy = await waitFor('a link that passes a proxy', ARRIVAL_MS, () => {
        const standing = [...proxies.values()].filter((each) => each.open() > 0);
        return standing.length === 0 ? null : chance.oneOf(standing);
      });
      const disturbance = drawDisturbance();
      const disturbed = proxy.disturb(disturbance);
      if (disturbed === null) continue;
      counts[disturbance.kind] += 1;
      done += 1;
      if (disturbance.kind === 'flip') await untilEnded(disturbed);
      if (done % 20 === 0) tellProgress('proxy', `${done} disturbances`);
    }
    await Promise.all(sellers.map((seller) => seller.rest()));
    await untilAgreed(shop.tills);
    for (const till of shop.tills)
      expect([till.code, ...stopItems(await till.syncView())]).toEqual([till.code]);
    await expectOneShop(shop, journal);
    tellOutcome('proxy', {
      disturbances: done,
      ...counts,
      connections: [...proxies.values()].reduce((sum, proxy) => sum + proxy.seen(), 0),
      sales: journal.sold().length,
      seconds: Math.round((performance.now() - beganMs) / 1_000),
    });
  },
);

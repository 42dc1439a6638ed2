import type { TillNode } from '@tillmesh/replica';
import type { Device } from './device/device.ts';
import type { Finding } from './check/evidence.ts';
import { INVARIANTS } from './check/invariant.ts';
import { judge, judgeRights, tellAlarms } from './check/judge.ts';
import { makeShopWorld, type ShopWorld, type SimTill, type Trace } from './device/shop-world.ts';
import type { World } from './device/machine.ts';
import { hasRightFaults, wantedFaults } from './fault/all-fault.ts';
import type { Fault, Stage } from './fault/fault.ts';
import type { SimulateOptions } from './option.ts';
import { healAll, lookUntilSame, settleWhoStands, startAgain, startAll } from './heal.ts';
import { onDisk } from './check/on-disk.ts';
import { Cashier } from './trade/cashier.ts';
import { Journal } from './trade/journal.ts';
import { planProducts } from './trade/shop-plan.ts';
import { makeSecondAdmin } from './trade/owner-sheet.ts';
import { stockShelves } from './trade/stock-shelves.ts';
import type { Broken } from './world/virtual-time.ts';
import { WORLD } from './world/virtual-time.ts';

export type Outcome = {
  /** The first sentence that says what does not hold; null: all holds. */
  readonly broken: Finding | null;
  readonly findings: readonly Finding[];
  readonly events: number;
  readonly sales: number;
  readonly entries: number;
  /** Tills that are off at the end, and entries that are held and do not count. */
  readonly off: readonly string[];
  readonly withheld: number;
  readonly counts: Journal['counts'];
  readonly faults: Readonly<Record<string, number>>;
  readonly invariants: readonly string[];
  readonly simulatedSeconds: number;
  /** From the end of all faults to the moment at which all devices agree: as simulated, and really. */
  readonly healSimulatedSeconds: number;
  readonly healRealSeconds: number;
};

export type RunPlan = {
  readonly options: SimulateOptions;
  readonly world: World;
  readonly folder: string;
  readonly broken: readonly Broken[];
  readonly trace: Trace;
  readonly realSeconds: () => number;
  readonly say: (line: string) => void;
};

/** So many products are sold. */
const PRODUCTS = 24;
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Something that happens again and again at random, `perDay` times a day. */
const again = ({ time, chance }: World, perDay: number, untilMs: number, run: () => void): void => {
  const own = chance.fork(`again/${perDay}/${time.nowMs}/${Math.floor(chance.next() * 1e9)}`);
  const next = (): void => {
    const delayMs = (-Math.log(1 - own.next()) * DAY_MS) / perDay;
    if (time.nowMs + delayMs > untilMs) return;
    time.later(
      () => {
        run();
        next();
      },
      delayMs,
      WORLD,
    );
  };
  next();
};

type Running = RunPlan & {
  readonly shop: ShopWorld;
  readonly journal: Journal;
  readonly cashiers: ReadonlyMap<SimTill, Cashier>;
  /** What was not there when a till was started, and what was not right before all are started once more. */
  readonly lost: Finding[];
};

const cashierAt = (shop: ShopWorld, journal: Journal, device: Device<TillNode>): Cashier => {
  const products = planProducts(PRODUCTS, shop.world.chance.fork('products'));
  const chance = shop.world.chance.fork(`cashier/${device.name}`);
  return new Cashier(device, { products, staffId: shop.staffId }, journal, chance);
};

const makeCashiers = (shop: ShopWorld, journal: Journal): ReadonlyMap<SimTill, Cashier> =>
  new Map(shop.tills.map((till) => [till, cashierAt(shop, journal, till.device)] as const));

/** Whatever ended a till, it starts with all that it answered. */
const lookAtStarts = (shop: ShopWorld, journal: Journal): Finding[] => {
  const lost: Finding[] = [];
  for (const { code, device } of shop.tills) {
    device.onUp = () => lost.push(...onDisk(journal, code, device.plan.machine.disk.folder));
  }
  return lost;
};

const scheduleFaults = (running: Running, untilMs: number): Record<string, number> => {
  const { shop, journal, cashiers, options, world } = running;
  const counts: Record<string, number> = {};
  const stage: Stage = {
    shop,
    journal,
    chance: world.chance.fork('fault'),
    cashierOf: (till) => {
      const cashier = cashiers.get(till);
      if (cashier === undefined) throw new Error(`nobody works at ${till.code}`);
      return cashier;
    },
    cashierAt: (device) => cashierAt(shop, journal, device),
  };
  const strike = (fault: Fault) => (): void => {
    if (fault.strike(stage)) counts[fault.name] = (counts[fault.name] ?? 0) + 1;
  };
  for (const fault of wantedFaults(options)) {
    again(world, fault.perDay * shop.branches.length, untilMs, strike(fault));
  }
  return counts;
};

const cutAllApart = ({ shop, world: { network } }: Running): void => {
  const names = [shop.relay.name, shop.reporter.name, ...shop.tills.map(({ code }) => code)];
  for (const from of names) for (const to of names) if (from !== to) network.cut(from, to);
};

const tradeHours = async (running: Running): Promise<Record<string, number>> => {
  const { world, options, cashiers, say } = running;
  const endMs = world.time.nowMs + options.hours * HOUR_MS;
  const perTillAndDay = (options.sales / options.tills / options.hours) * 24;
  const closingMs = endMs - Math.min(30 * MINUTE_MS, (options.hours * HOUR_MS) / 10);
  for (const cashier of cashiers.values()) {
    // Signing in, opening and the like take turns of their own.
    again(world, perTillAndDay * 1.4 + 4, closingMs, () => cashier.work());
    again(world, 24 * 12, endMs, () => {
      if (world.time.nowMs > closingMs) cashier.work();
    });
  }
  world.time.later(
    () => {
      for (const cashier of cashiers.values()) cashier.isClosing = true;
    },
    closingMs - world.time.nowMs,
    WORLD,
  );
  if (options.apart) cutAllApart(running);
  const faults = scheduleFaults(running, endMs);
  const step = Math.max(MINUTE_MS, (endMs - world.time.nowMs) / 10);
  while (world.time.nowMs < endMs && running.broken.length === 0) {
    await world.time.runUntil(Math.min(endMs, world.time.nowMs + step));
    say(
      `${Math.round((options.hours * HOUR_MS - (endMs - world.time.nowMs)) / MINUTE_MS)} minutes traded, ${running.journal.counts.sales} sales`,
    );
  }
  return faults;
};

/** One world from its founding to the check of all it holds. */
export const run = async (plan: RunPlan): Promise<Outcome> => {
  const { options, world, trace, broken, realSeconds, say } = plan;
  const startMs = world.time.nowMs;
  const shop = await makeShopWorld(world, {
    folder: plan.folder,
    tills: options.tills,
    branches: options.branches,
  });
  const journal = new Journal();
  const running: Running = {
    ...plan,
    shop,
    journal,
    cashiers: makeCashiers(shop, journal),
    lost: lookAtStarts(shop, journal),
  };
  startAll(shop);
  await world.time.runUntil(world.time.nowMs + 30 * SECOND_MS);
  await stockShelves(shop, planProducts(PRODUCTS, world.chance.fork('products')));
  if (hasRightFaults(wantedFaults(options))) makeSecondAdmin(shop);
  const unready = await lookUntilSame(shop);
  say(`open after ${Math.round((world.time.nowMs - startMs) / SECOND_MS)} s, ${unready.length} differences`);
  const faults = await tradeHours(running);
  const healedFrom = { simulatedMs: world.time.nowMs, real: realSeconds() };
  healAll(shop);
  const apart = broken.length > 0 ? [] : await settleWhoStands(shop, await lookUntilSame(shop));
  const healed = { simulatedMs: world.time.nowMs, real: realSeconds() };
  if (apart.length === 0 && broken.length === 0) running.lost.push(...judgeRights(shop, journal));
  const missing = apart.length > 0 || broken.length > 0 ? apart : await startAgain(shop);
  const { found, entries, off, withheld } = judge(running, missing);
  if (found.length > 0) tellAlarms(shop, say);
  for (const [till, answered] of journal.answered) trace.add(till, ...answered.map(({ entry }) => entry));
  trace.add(...found);
  return {
    broken: found[0] ?? null,
    findings: found,
    events: world.time.done,
    sales: journal.counts.sales,
    entries,
    off,
    withheld,
    counts: journal.counts,
    faults: { ...faults, 'objects-doubled': shop.muddle.doubled, 'objects-shuffled': shop.muddle.shuffled },
    invariants: [...Object.keys(INVARIANTS), 'I12'],
    simulatedSeconds: Math.round((world.time.nowMs - startMs) / SECOND_MS),
    healSimulatedSeconds: Math.round((healed.simulatedMs - healedFrom.simulatedMs) / SECOND_MS),
    healRealSeconds: Math.round((healed.real - healedFrom.real) * 10) / 10,
  };
};

import type { TillNode } from '@tillmesh/replica';
import type { Device } from './device/device.ts';
import type { Finding } from './check/evidence.ts';
import { gather, witness } from './check/evidence.ts';
import { findings, INVARIANTS } from './check/invariant.ts';
import { makeShopWorld, type ShopWorld, type SimTill, type Trace } from './device/shop-world.ts';
import type { World } from './device/machine.ts';
import { FAULTS } from './fault/all-fault.ts';
import type { Fault, Stage } from './fault/fault.ts';
import type { SimulateOptions } from './option.ts';
import { missingIn } from './check/converged.ts';
import { DiskReading } from './check/reading.ts';
import { onDisk } from './check/on-disk.ts';
import { Cashier } from './trade/cashier.ts';
import { Journal } from './trade/journal.ts';
import { planProducts } from './trade/shop-plan.ts';
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
/** By when all devices agree after the last fault, or the run has failed. */
const HEAL_MS = 2 * HOUR_MS;
/** How often it is looked whether they do. */
const LOOK_MS = 5 * SECOND_MS;

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
  /** What was not there when a till was started. */
  readonly lost: Finding[];
};

const startAll = ({ relay, reporter, tills }: ShopWorld): void => {
  relay.start();
  reporter.start();
  for (const { device } of tills) device.start();
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
  for (const fault of options.apart ? [] : FAULTS) {
    if (options.without.includes(fault.name) || options.without.includes('all')) continue;
    again(world, fault.perDay * shop.branches.length, untilMs, strike(fault));
  }
  return counts;
};

const cutAllApart = ({ shop, world: { network } }: Running): void => {
  const names = [shop.relay.name, shop.reporter.name, ...shop.tills.map(({ code }) => code)];
  for (const from of names) for (const to of names) if (from !== to) network.cut(from, to);
};

/** Everything works again: the second phase begins. */
const healAll = ({ shop, world: { network } }: Running): void => {
  network.healAll();
  for (const { device } of shop.tills) {
    const { disk, clock } = device.plan.machine;
    disk.fault = { kind: 'none' };
    disk.onCommit = () => undefined;
    disk.onCommitted = () => undefined;
    clock.setRight();
  }
  startAll(shop);
};

const lookUntilSame = async (running: Running): Promise<readonly string[]> => {
  const { world, shop } = running;
  const endMs = world.time.nowMs + HEAL_MS;
  const reading = new DiskReading();
  for (;;) {
    await world.time.runUntil(world.time.nowMs + LOOK_MS);
    const missing = missingIn(shop, reading);
    if (missing.length === 0 || world.time.nowMs >= endMs) return missing;
  }
};

/** All devices are started once more: what they saved loads again, and says the same. */
const startAgain = async (running: Running): Promise<readonly string[]> => {
  const { shop } = running;
  for (const { device } of shop.tills) device.end('kill');
  shop.relay.end('kill');
  shop.reporter.end('kill');
  startAll(shop);
  return lookUntilSame(running);
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

/** Everything that a device shows at the end, checked; and what ended although nobody ended it. */
const judge = (
  running: Running,
  missing: readonly string[],
): { found: readonly Finding[]; entries: number } => {
  const { shop, journal, broken, lost } = running;
  const ended = broken.map(
    ({ owner, error }) =>
      `I12: ${owner.name} ended: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  const apart = missing.map((sentence) => `I5: ${sentence} when all should agree`);
  const witnesses = [
    ...shop.tills.flatMap(({ code, branchId, device }) =>
      device.node === null
        ? []
        : [witness(code, branchId, device.plan.machine.disk.folder, device.node, device.node)],
    ),
    ...(shop.reporter.node === null
      ? []
      : [witness('reporter', null, shop.reporter.plan.machine.disk.folder, shop.reporter.node, null)]),
  ];
  const evidence = gather(journal, witnesses);
  return { found: [...lost, ...ended, ...apart, ...findings(evidence)], entries: evidence.union.size };
};

/** For whoever looks into a run that failed: what the devices themselves had to say. */
const tellAlarms = ({ shop, say }: Running): void => {
  for (const device of [...shop.tills.map((till) => till.device), shop.reporter, shop.relay]) {
    for (const { code, message } of device.node?.status().alarms ?? [])
      say(`${device.name} ${code}: ${message}`);
  }
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
  const unready = await lookUntilSame(running);
  say(`open after ${Math.round((world.time.nowMs - startMs) / SECOND_MS)} s, ${unready.length} differences`);
  const faults = await tradeHours(running);
  const healedFrom = { simulatedMs: world.time.nowMs, real: realSeconds() };
  healAll(running);
  const apart = broken.length > 0 ? [] : await lookUntilSame(running);
  const healed = { simulatedMs: world.time.nowMs, real: realSeconds() };
  const missing = apart.length > 0 || broken.length > 0 ? apart : await startAgain(running);
  const { found, entries } = judge(running, missing);
  if (found.length > 0) tellAlarms(running);
  for (const [till, answered] of journal.answered) trace.add(till, ...answered.map(({ entry }) => entry));
  trace.add(...found);
  return {
    broken: found[0] ?? null,
    findings: found,
    events: world.time.done,
    sales: journal.counts.sales,
    entries,
    counts: journal.counts,
    faults: { ...faults, 'objects-doubled': shop.muddle.doubled, 'objects-shuffled': shop.muddle.shuffled },
    invariants: [...Object.keys(INVARIANTS), 'I12'],
    simulatedSeconds: Math.round((world.time.nowMs - startMs) / SECOND_MS),
    healSimulatedSeconds: Math.round((healed.simulatedMs - healedFrom.simulatedMs) / SECOND_MS),
    healRealSeconds: Math.round((healed.real - healedFrom.real) * 10) / 10,
  };
};

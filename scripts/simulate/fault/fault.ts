import type { TillNode } from '@tillmesh/replica';
import type { Device } from '../device/device.ts';
import type { SimTill, ShopWorld } from '../device/shop-world.ts';
import type { FaultName } from './fault-name.ts';
import type { Cashier } from '../trade/cashier.ts';
import type { Journal } from '../trade/journal.ts';
import type { Chance } from '../world/chance.ts';
import { WORLD } from '../world/virtual-time.ts';

/** What faults act on. */
export type Stage = {
  readonly shop: ShopWorld;
  readonly journal: Journal;
  readonly cashierOf: (till: SimTill) => Cashier;
  /** Somebody else, at a machine that nobody works at yet. */
  readonly cashierAt: (device: Device<TillNode>) => Cashier;
  readonly chance: Chance;
};

/** Something that goes wrong. */
export type Fault = {
  readonly name: FaultName;
  /** How often in a day of one branch, about. */
  readonly perDay: number;
  /** False: it did not fit now, and does not count. */
  readonly strike: (stage: Stage) => boolean;
};

const MINUTE_MS = 60_000;

/** From a moment to an hour, mostly short. */
export const whileMs = (chance: Chance): number => Math.round(MINUTE_MS * 60 * chance.next() ** 3 + 2_000);

export const anyTill = ({ shop, chance }: Stage): SimTill => chance.one(shop.tills);

/** A till that runs, or null. */
export const runningTill = (stage: Stage): SimTill | null => {
  const running = stage.shop.tills.filter(({ device }) => device.isUp);
  return running.length === 0 ? null : stage.chance.one(running);
};

/** Starts it again after a while, unless it runs by then. */
export const startLater = ({ shop, chance }: Stage, { device }: SimTill): void =>
  void shop.world.time.later(() => device.start(), whileMs(chance), WORLD);

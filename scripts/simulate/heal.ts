import { missingIn } from './check/converged.ts';
import { DiskReading } from './check/reading.ts';
import type { ShopWorld } from './device/shop-world.ts';
import { isAdminFor, isSuspendedFor, standingTills } from './device/standing.ts';
import { actAsOwner } from './trade/owner-sheet.ts';

const SECOND_MS = 1_000;
/** By when all devices agree after the last fault, or the run has failed. */
const HEAL_MS = 2 * 60 * 60 * SECOND_MS;
/** How often it is looked whether they do. */
const LOOK_MS = 5 * SECOND_MS;

export const startAll = ({ relay, reporter, tills }: ShopWorld): void => {
  relay.start();
  reporter.start();
  for (const { device } of tills) device.start();
};

/** Everything works again: the second phase begins. */
export const healAll = (shop: ShopWorld): void => {
  shop.world.network.healAll();
  for (const { device } of shop.tills) {
    const { disk, clock } = device.plan.machine;
    disk.fault = { kind: 'none' };
    disk.onCommit = () => undefined;
    disk.onCommitted = () => undefined;
    clock.setRight();
  }
  startAll(shop);
};

/** What is still missing when all who stand should agree, a sentence each. */
export const lookUntilSame = async (shop: ShopWorld): Promise<readonly string[]> => {
  const { time } = shop.world;
  const endMs = time.nowMs + HEAL_MS;
  const reading = new DiskReading();
  for (;;) {
    await time.runUntil(time.nowMs + LOOK_MS);
    const missing = missingIn(shop, reading);
    if (missing.length === 0 || time.nowMs >= endMs) return missing;
  }
};

/** The owner puts back one of those who took each other off, until nobody is left of whom it is not settled. */
export const settleWhoStands = async (
  shop: ShopWorld,
  before: readonly string[],
): Promise<readonly string[]> => {
  let missing = before;
  for (let left = shop.tills.length; left > 0 && missing.length === 0; left -= 1) {
    const { node } = shop.reporter;
    const suspended = shop.tills.filter((till) => isSuspendedFor(node, till));
    const [at] = standingTills(shop);
    if (suspended.length === 0 || at === undefined) return missing;
    const back = suspended.find((till) => isAdminFor(till.device.node, till)) ?? suspended[0];
    if (back !== undefined) actAsOwner(shop, at, { kind: 'reinstate', deviceId: back.deviceId });
    missing = await lookUntilSame(shop);
  }
  return missing;
};

/** All devices are started once more: what they saved loads again, and says the same. */
export const startAgain = async (shop: ShopWorld): Promise<readonly string[]> => {
  for (const { device } of shop.tills) device.end('kill');
  shop.relay.end('kill');
  shop.reporter.end('kill');
  startAll(shop);
  return lookUntilSame(shop);
};

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { areCounted, Fault, type OwnerAct, ownerStatements, stateInto } from '@tillmesh/replica';
import { readHeldRegistry } from '@tillmesh/replica/port';
import type { ShopWorld, SimTill } from '../device/shop-world.ts';
import { copyDisk } from '../world/disk.ts';

/** What the owner would state on top of what a till holds; null: the till's disk cannot be read, or it would not count. */
const statementsFor = (
  { world, sheet }: ShopWorld,
  { code, device }: SimTill,
  act: OwnerAct,
): readonly Uint8Array[] | null => {
  const { disk, clock } = device.plan.machine;
  const copy = join(disk.folder, '..', 'owner');
  const random = world.chance.fork(`owner/${code}/${world.time.nowMs}`).bytes;
  try {
    copyDisk(disk.folder, copy);
    const held = readHeldRegistry(copy);
    try {
      const stated = ownerStatements(held, sheet, act, clock.nowMs(), random);
      return areCounted(held, sheet, stated) ? stated : null;
    } finally {
      held.close();
    }
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};

/** The owner comes with the recovery sheet, to a till that runs or to the folder of one that does not. False: not now. */
export const actAsOwner = (shop: ShopWorld, till: SimTill, act: OwnerAct): boolean => {
  const { device } = till;
  const stated = statementsFor(shop, till, act);
  if (stated === null) return false;
  if (device.node === null) return isTaken(() => stateInto(device.plan.machine.disk.folder, stated));
  device.act((node) => void isTaken(() => node.takeOwnerStatements(stated)));
  return true;
};

/** False: the disk took nothing, and the owner is told so. */
const isTaken = (take: () => void): boolean => {
  try {
    take();
    return true;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
};

/** Before anything may go wrong: a till becomes an admin device beside the first, of another branch where there is one. */
export const makeSecondAdmin = (shop: ShopWorld): void => {
  const [first, ...others] = shop.tills;
  if (first === undefined) return;
  const away = others.filter(({ branchId }) => branchId !== first.branchId);
  const { deviceId } = shop.world.chance.fork('second-admin').one(away.length > 0 ? away : others);
  if (!actAsOwner(shop, first, { kind: 'grant', deviceId })) throw new Error('no second admin was made');
};

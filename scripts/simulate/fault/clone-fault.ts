import type { TillNode } from '@tillmesh/replica';
import { openTillNode } from '@tillmesh/replica';
import { join } from 'node:path';
import { Device } from '../device/device.ts';
import type { SimTill } from '../device/shop-world.ts';
import { MachineClock } from '../device/machine.ts';
import { copyDisk, SimDisk } from '../world/disk.ts';
import { WORLD } from '../world/virtual-time.ts';
import { heldElsewhere } from './disk-fault.ts';
import { type Fault, runningTill, type Stage, whileMs } from './fault.ts';

const WORK_MS = 4 * 60_000;

/** A second machine with a copy of a till's disk: what nobody may do, and somebody does. */
const makeClone = ({ shop, chance }: Stage, { code, device }: SimTill, times: number): Device<TillNode> => {
  const { host, disk } = device.plan.machine;
  const name = `${code}~${times}`;
  const root = join(disk.folder, '..', '..', name);
  copyDisk(disk.folder, join(root, 'life-0'));
  const machine = {
    host: { ...host, name },
    disk: new SimDisk(root),
    clock: new MachineClock(shop.world.time, chance.within(-40, 40)),
  };
  return new Device<TillNode>(shop.world, { machine, dials: device.plan.dials }, shop.muddle, openTillNode);
};

/** Sells on the clone for a while; then it is found and switched off for good, its disk with it. */
const liveFor = (stage: Stage, clone: Device<TillNode>): void => {
  const { shop, journal, chance } = stage;
  const { time } = shop.world;
  const cashier = stage.cashierAt(clone);
  const endMs = time.nowMs + whileMs(chance) + 2 * WORK_MS;
  const work = (): void => {
    if (!clone.isUp || time.nowMs > endMs) return;
    cashier.work();
    time.later(work, chance.within(1_000, WORK_MS), WORLD);
  };
  clone.start();
  time.later(work, WORK_MS, WORLD);
  time.later(
    () => {
      clone.end('kill');
      journal.excuse(clone.name, heldElsewhere(stage, null));
    },
    endMs - time.nowMs,
    WORLD,
  );
};

let clones = 0;

export const CLONE_FAULT: Fault = {
  name: 'clone',
  perDay: 1,
  strike: (stage) => {
    const till = runningTill(stage);
    if (till === null) return false;
    clones += 1;
    const clone = makeClone(stage, till, clones);
    liveFor(stage, clone);
    return true;
  },
};

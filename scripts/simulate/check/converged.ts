import type { ShopWorld } from '../device/shop-world.ts';
import { standingTills } from '../device/standing.ts';
import { differing, type Held, type Holder, missing } from '../../verify/held.ts';
import type { SimDisk } from '../world/disk.ts';
import type { DiskReading } from './reading.ts';
import { keysLacking } from './registry-reading.ts';

/**
 * What is still missing until all devices that stand hold the same, a sentence each; cheap while much is. Who was taken
 * off links with nobody.
 */
export const missingIn = (shop: ShopWorld, reading: DiskReading): readonly string[] => {
  const { relay, reporter } = shop;
  const devices = [
    ...standingTills(shop).map(({ code, branchName, device }) => ({
      name: code,
      branch: branchName,
      device,
    })),
    { name: 'reporter', branch: null, device: reporter },
  ];
  const off = [
    ...shop.tills.map(({ code, device }) => ({ name: code, isUp: device.isUp })),
    { name: 'reporter', isUp: reporter.isUp },
    { name: 'relay', isUp: relay.isUp },
  ]
    .filter(({ isUp }) => !isUp)
    .map(({ name }) => `${name} is off`);
  if (off.length > 0) return off;
  const busy = devices.flatMap(({ name, device }) => {
    const status = device.node?.status();
    if (status === undefined) return [`${name} is off`];
    return status.counts.unverified + status.counts.unweighed > 0 || status.carrier !== 'running'
      ? [`${name} has ${status.counts.unverified} objects to look at`]
      : [];
  });
  if (busy.length > 0) return busy;
  const diskOf = (device: (typeof devices)[number]['device']): SimDisk => device.plan.machine.disk;
  const lacking = (read: (disk: SimDisk) => Held): readonly string[] =>
    missing(
      devices.map(({ name, branch, device }): Holder => ({
        name,
        branch,
        deviceId: device.node?.self.deviceId ?? null,
        held: read(diskOf(device)),
      })),
    );
  const few = lacking((disk) => reading.counted(disk));
  if (few.length > 0) return few;
  const other = lacking((disk) => reading.whole(disk));
  if (other.length > 0) return other;
  const apart = differing(
    devices.map(({ name, device }) => ({ name, documents: reading.documents(diskOf(device)) })),
  );
  if (apart.length > 0) return apart;
  return devices.flatMap(({ name, device }) => keysLacking(name, reading.registry(diskOf(device))));
};

import type { ShopWorld } from '../device/shop-world.ts';
import { differing, type Held, type Holder, missing } from '../../verify/held.ts';
import type { SimDisk } from '../world/disk.ts';
import type { DiskReading } from './reading.ts';

/** What is still missing until all devices hold the same, a sentence each; cheap while much is. */
export const missingIn = ({ tills, relay, reporter }: ShopWorld, reading: DiskReading): readonly string[] => {
  const devices = [
    ...tills.map(({ code, branchName, device }) => ({ name: code, branch: branchName, device })),
    { name: 'reporter', branch: null, device: reporter },
  ];
  const off = [
    ...devices.map(({ name, device }) => ({ name, isUp: device.isUp })),
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
  return differing(
    devices.map(({ name, device }) => ({ name, documents: reading.documents(diskOf(device)) })),
  );
};

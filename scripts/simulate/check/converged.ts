import type { ShopWorld } from '../device/shop-world.ts';
import { differing, type Holder, missing, readDocuments, readHeld } from '../../verify/held.ts';

/** What is still missing until all devices hold the same, a sentence each; cheap while much is. */
export const missingIn = ({ tills, relay, reporter }: ShopWorld): readonly string[] => {
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
    return status.counts.unverified > 0 || status.carrier !== 'running'
      ? [`${name} has ${status.counts.unverified} objects to look at`]
      : [];
  });
  if (busy.length > 0) return busy;
  const holders: readonly Holder[] = devices.map(({ name, branch, device }) => ({
    name,
    branch,
    deviceId: device.node?.self.deviceId ?? null,
    held: readHeld(device.plan.machine.disk.folder),
  }));
  const lacking = missing(holders);
  if (lacking.length > 0) return lacking;
  return differing(
    devices.map(({ name, device }) => ({ name, documents: readDocuments(device.plan.machine.disk.folder) })),
  );
};

import type { DeviceView, ShopNode } from '@tillmesh/replica';
import type { ShopWorld, SimTill } from './shop-world.ts';

const viewOf = (node: ShopNode | null, deviceId: string): DeviceView | null =>
  node?.shop().devices.find((device) => device.deviceId === deviceId) ?? null;

/** Whether a till is part of the shop, as a device has heard. */
export const isStandingFor = (node: ShopNode | null, { deviceId }: SimTill): boolean =>
  viewOf(node, deviceId)?.off === undefined;

/** Whether a till may take others off, as a device has heard. */
export const isAdminFor = (node: ShopNode | null, till: SimTill): boolean =>
  isStandingFor(node, till) && viewOf(node, till.deviceId)?.admin === true;

export const isSuspendedFor = (node: ShopNode | null, { deviceId }: SimTill): boolean =>
  viewOf(node, deviceId)?.off?.state === 'suspended';

/**
 * Tills that are part of the shop as the reporter has heard, which nobody takes off and which links the relay: who
 * stands for it is linked, so in the end all of them have heard the same.
 */
export const standingTills = ({ tills, reporter }: ShopWorld): readonly SimTill[] =>
  tills.filter((till) => isStandingFor(reporter.node, till));

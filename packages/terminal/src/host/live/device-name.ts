import type { DeviceView } from '@tillmesh/replica';

/** A device as people call it. */
export const deviceName = (device: Pick<DeviceView, 'kind' | 'code'>): string => {
  if (device.kind === 'till') return `Till ${device.code}`;
  return device.kind === 'relay' ? 'Relay' : 'Reporter';
};

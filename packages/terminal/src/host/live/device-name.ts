import type { DeviceView } from '@tillmesh/replica';

/** A device as people call it. */
export const deviceName = (device: Pick<DeviceView, 'kind' | 'code'>): string => {
  if (device.kind === 'till') return `Till ${device.code}`;
  return device.kind === 'relay' ? 'Relay' : 'Reporter';
};

/** Several names as people say them. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

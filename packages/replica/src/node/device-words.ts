import type { Roster } from './roster.ts';

type Known = Pick<Roster, 'devices'>;

/** A device as people call it. */
export const deviceWords = ({ devices }: Known, deviceId: string): string => {
  const device = devices.get(deviceId);
  if (device === undefined) return 'A device that this shop does not know';
  if (device.kind === 'till') return `Till ${device.code}`;
  return device.kind === 'relay' ? `Relay ${device.code}` : `Reporter ${device.code}`;
};

/** Two machines at once run with the keys of one device. */
export const cloneWords = (known: Known, self: { readonly deviceId: string }, deviceId: string): string => {
  const who = deviceId === self.deviceId ? 'this device' : deviceWords(known, deviceId);
  return (
    `Two machines run with the keys of ${who}: one is a copy. Nothing is lost, and what both sell counts. ` +
    'Switch one of them off and call your installer.'
  );
};

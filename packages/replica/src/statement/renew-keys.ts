import { isAgreementKey } from '../key/agreement-key.ts';
import { createDataKey } from '../key/data-key.ts';
import { type Administration, shareKey } from './organisation.ts';
import { placeCovers } from './placement.ts';
import { type DeviceRecord, ORGANISATION, RECOVERY, type RegistryState } from './registry-state.ts';
import { type TakeOff, takeOff } from './take-off.ts';

/** Whom a statement names at most. */
const MOST_RECIPIENTS = 1_000;

type Listed = Pick<RegistryState, 'devices' | 'revoked' | 'currentKeys'>;

const branchOf = (purpose: string): string | null => (purpose === ORGANISATION ? null : purpose);

/** Devices that stand and are to hold the key of a purpose. */
export const holdersOf = (
  { devices, revoked }: Pick<Listed, 'devices' | 'revoked'>,
  purpose: string,
): readonly DeviceRecord[] =>
  [...devices.values()].filter(
    (device) => !revoked.has(device.deviceId) && placeCovers(device, branchOf(purpose)),
  );

/** Those of them to which something can be sealed. To find that out costs as much as sealing. */
export const sealable = (devices: readonly DeviceRecord[]) =>
  devices
    .filter(({ agreeKey }) => isAgreementKey(agreeKey))
    .map(({ deviceId, agreeKey }) => ({ recipient: deviceId, agreeKey }));

/**
 * Takes a device off, and makes new data keys for all that it could read, for whoever still stands and the recovery
 * key. Of what is sealed from then on, the reason included, it can read nothing.
 */
export const takeOffAndRenew = (by: Administration, state: Listed, off: TakeOff): void => {
  const device = state.devices.get(off.deviceId);
  const purposes = [...state.currentKeys.keys()].filter(
    (purpose) => device !== undefined && placeCovers(device, branchOf(purpose)),
  );
  const fresh = new Map(purposes.map((purpose) => [purpose, createDataKey(by.writer.random)]));
  // First, so that the keys fall with it, should it not count.
  takeOff({ ...by, organisationKey: fresh.get(ORGANISATION) ?? by.organisationKey }, off);
  for (const [purpose, dataKey] of fresh) {
    const recipients = [
      { recipient: RECOVERY, agreeKey: by.recoveryKey },
      ...sealable(holdersOf(state, purpose).filter(({ deviceId }) => deviceId !== off.deviceId)),
    ];
    for (let at = 0; at < recipients.length; at += MOST_RECIPIENTS)
      shareKey(by, dataKey, purpose, recipients.slice(at, at + MOST_RECIPIENTS));
  }
};

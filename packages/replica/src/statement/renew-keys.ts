import { isAgreementKey } from '../key/agreement-key.ts';
import { createDataKey, type DataKey } from '../key/data-key.ts';
import { type Administration, shareKey } from './organisation.ts';
import { placeCovers } from './placement.ts';
import { recoveriesOf } from './recovery.ts';
import { type DeviceRecord, ORGANISATION, type RegistryState } from './registry-state.ts';
import { type TakeOff, takeOff } from './take-off.ts';

/** Whom a statement names at most. */
const MOST_RECIPIENTS = 1_000;

type Listed = Pick<RegistryState, 'devices' | 'revoked' | 'owners' | 'recoveryKey' | 'currentKeys' | 'keys'>;

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

/** The purposes whose keys one of these devices is to hold, or whose newest it was given or introduced. */
const purposesOf = (
  { devices, currentKeys, keys }: Listed,
  deviceIds: ReadonlySet<string>,
): ReadonlySet<string> => {
  const ids = [...deviceIds];
  const found = ids.flatMap((deviceId) => devices.get(deviceId) ?? []);
  const isTheirs = ([purpose, dataKeyId]: readonly [string, string]): boolean => {
    const key = keys.get(dataKeyId);
    return (
      found.some((device) => placeCovers(device, branchOf(purpose))) ||
      ids.some((deviceId) => key?.by === deviceId || key?.wrapped.has(deviceId) === true)
    );
  };
  return new Set([...currentKeys].filter(isTheirs).map(([purpose]) => purpose));
};

/** States a new key of a purpose, for whoever stands and the recovery sheets. */
export const stateNewKey = (
  by: Administration,
  state: Pick<Listed, 'devices' | 'revoked' | 'owners' | 'recoveryKey'>,
  purpose: string,
  dataKey: DataKey = createDataKey(by.writer.random),
): void => {
  const recipients = [...recoveriesOf(state), ...sealable(holdersOf(state, purpose))];
  for (let at = 0; at < recipients.length; at += MOST_RECIPIENTS)
    shareKey(by, dataKey, purpose, recipients.slice(at, at + MOST_RECIPIENTS));
};

/**
 * Takes a device or a later owner key off, and makes new data keys for all that it could read, for whoever still stands and the recovery
 * key. Of what is sealed from then on, the reason included, it can read nothing. `stateWith`: what is held, as it is
 * once these statements count too; who stands is known only then, since others may fall with the device.
 */
export const takeOffAndRenew = (
  by: Administration,
  state: Listed,
  off: TakeOff,
  stateWith: (stated: readonly Uint8Array[]) => Listed,
): void => {
  const own = purposesOf(state, new Set([off.deviceId]));
  const organisationKey = own.has(ORGANISATION) ? createDataKey(by.writer.random) : null;
  // First, so that the keys fall with it, should it not count.
  takeOff({ ...by, organisationKey: organisationKey ?? by.organisationKey }, off);
  const then = stateWith(by.writer.statements);
  const fallen = new Set([...then.revoked.keys()].filter((deviceId) => !state.revoked.has(deviceId)));
  const purposes = purposesOf(then, fallen.add(off.deviceId)).union(own);
  for (const purpose of purposes) {
    const isOrganisation = purpose === ORGANISATION && organisationKey !== null;
    stateNewKey(by, then, purpose, isOrganisation ? organisationKey : undefined);
  }
};

import { type CommandOf, type DeviceKind, reject, type Rejection, type ShopChange } from '@tillmesh/model';
import { fromHex } from '../cbor/bytes.ts';
import { purposesOf } from '../enrol/grant.ts';
import { isAgreementKey } from '../key/agreement-key.ts';
import { deviceIdOf } from '../key/device-key.ts';
import type { Roster } from '../node/roster.ts';
import { addDevice, type Administration } from '../statement/organisation.ts';

/** Every data key that a device of this kind holds has to be held here: one cannot be given that is not. */
export const keysFault = (
  { state, currentKey, branches }: Roster,
  kind: DeviceKind,
  branchId: string | null,
): Rejection | null => {
  // Of a branch that there is not something else is wrong.
  if (branchId !== null && !branches.has(branchId)) return null;
  const isMissing = purposesOf(kind, branchId, state).some((purpose) => currentKey(purpose) === null);
  return isMissing ? reject('DEVICE-KEYS-MISSING') : null;
};

/** What keeps a place from being given here: keys of it that are not at hand. */
export const inviteFault = (
  roster: Roster,
  { device, branchId }: Pick<CommandOf<'device.enrol'>, 'device' | 'branchId'>,
  ownBranchId: string,
): Rejection | null => keysFault(roster, device, branchId ?? (device === 'till' ? ownBranchId : null));

/** What keeps a device from being listed here, whoever asks. */
export const enrolFault = (
  roster: Roster,
  command: CommandOf<'device.enrol'>,
  ownBranchId: string,
): Rejection | null =>
  isAgreementKey(fromHex(command.agreeKey))
    ? inviteFault(roster, command, ownBranchId)
    : reject('COMMAND-MALFORMED', 'command.agreeKey');

/**
 * With the data keys that such a device holds; those are at hand, or it was refused. The older ones too: what was
 * sealed before a key was renewed it has to read, the name of the shop among it.
 */
export const stateDevice = (
  administration: Administration,
  { place, keys, name }: Extract<ShopChange, { readonly kind: 'device' }>,
  { state, dataKeys }: Roster,
): void => {
  const { device: kind, branchId, code } = place;
  const signKey = fromHex(keys.signKey);
  const held = purposesOf(kind, branchId, state).flatMap((purpose) =>
    (state.keyRanks.get(purpose) ?? []).flatMap((id) => {
      const dataKey = dataKeys.get(id);
      return dataKey === undefined ? [] : [{ purpose, dataKey }];
    }),
  );
  const open = {
    deviceId: deviceIdOf(signKey),
    signKey,
    agreeKey: fromHex(keys.agreeKey),
    tlsKeyHash: fromHex(keys.tlsKeyHash),
  };
  const named = name === undefined ? {} : { name };
  addDevice(administration, { keys: open, kind, branchId, code, ...named }, held);
};

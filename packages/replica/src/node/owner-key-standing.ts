import type { OwnerKey, OwnerKeyStanding } from '@tillmesh/model';
import { equalBytes, fromHex } from '../cbor/bytes.ts';
import { isAgreementKey } from '../key/agreement-key.ts';
import { deviceIdOf } from '../key/device-key.ts';
import { isOwnerProven } from '../statement/owner-proof.ts';
import type { OwnerRecord, RegistryState } from '../statement/registry-state.ts';
import { organisationIdOf, ownerIdOf } from '../statement/root-key.ts';
import type { NewOwner } from '../statement/take-off.ts';
import type { Roster } from './roster.ts';

/** Enough have named it, and none of them in knowledge of all the others: one has to do so again. */
const isNamedApart = ({ state, namedBy, needed }: OwnerRecord): boolean =>
  state === 'named' && namedBy.length >= needed;

const recordOf = ({ owners }: Pick<RegistryState, 'owners'>, key: OwnerKey): OwnerRecord | null => {
  const known = owners.get(ownerIdOf(fromHex(key.ownerKey)));
  return known !== undefined && equalBytes(known.recoveryKey, fromHex(key.recoveryKey)) ? known : null;
};

/** By what this device names an owner key: its own sheet's proof, or that of whoever named it; null without one. */
export const newOwnerOf = (state: RegistryState, ownDeviceId: string, key: OwnerKey): NewOwner | null => {
  const keys = { ownerKey: fromHex(key.ownerKey), recoveryKey: fromHex(key.recoveryKey) };
  if (key.proof !== undefined) {
    const own = { ...keys, madeBy: ownDeviceId, proof: fromHex(key.proof) };
    return isOwnerProven(state.organisationId, own) ? own : null;
  }
  const held = recordOf(state, key)?.held ?? null;
  return held === null ? null : { ...keys, ...held };
};

/** What this device may say of a key that somebody would name as the owner's. */
export const ownerKeyStanding = (
  { state }: Pick<Roster, 'state'>,
  ownDeviceId: string,
  key: OwnerKey,
): OwnerKeyStanding => {
  const ownerKey = fromHex(key.ownerKey);
  const known = recordOf(state, key);
  const isRoot = organisationIdOf(ownerKey) === state.organisationId;
  const isDevices = known === null && state.devices.has(deviceIdOf(ownerKey));
  if (isRoot || isDevices || !isAgreementKey(fromHex(key.recoveryKey)))
    return { state: 'unfit', isNamedHere: false };
  if (known?.state === 'revoked') return { state: 'off', isNamedHere: false };
  const isNamedHere = known?.namedBy.includes(ownDeviceId) === true && !isNamedApart(known);
  const isProven = isNamedHere || newOwnerOf(state, ownDeviceId, key) !== null;
  return { state: isProven ? 'free' : 'unproven', isNamedHere };
};

import { toHex } from '../cbor/bytes.ts';
import type { DataKey } from '../key/data-key.ts';
import { wrapKey } from '../key/wrap.ts';
import type { BodyOf } from './content.ts';
import type { Administration } from './organisation.ts';
import type { OwnerProof } from './owner-proof.ts';
import type { Recipient } from './recovery.ts';
import { ORGANISATION, RECOVERY } from './registry-state.ts';
import { ownerIdOf } from './root-key.ts';
import { reasonPlace, sealText } from './sealed-text.ts';
import type { StatementWriter } from './writer.ts';

export type TakeOff = {
  readonly deviceId: string;
  /** The last entries that count; a series that is not named counts not at all. */
  readonly cuts: BodyOf<'revocation'>['cuts'];
  /** Why, in a person's words; read by whoever holds the organisation's key. */
  readonly reason?: string;
};

/** Takes a device off, or moves the cuts of one that is. */
export const takeOff = (
  { writer, organisationKey }: Pick<Administration, 'writer' | 'organisationKey'>,
  { deviceId, cuts, reason }: TakeOff,
): void =>
  writer.write('revocation', {
    deviceId,
    cuts,
    reason:
      reason === undefined ? null : sealText(reason, reasonPlace(deviceId), organisationKey, writer.random),
  });

/** The owner puts a device back, whoever took it off so far. Only an owner key can. */
export const reinstate = ({ writer }: { readonly writer: StatementWriter }, deviceId: string): void =>
  writer.write('reinstatement', { deviceId });

export type NewOwner = OwnerProof & { readonly ownerKey: Uint8Array; readonly recoveryKey: Uint8Array };

/** Names a new owner key as an admin device may, or agrees to one that another has named. */
export const nameOwner = (
  { writer }: { readonly writer: StatementWriter },
  { ownerKey, recoveryKey, madeBy, proof }: NewOwner,
): void =>
  writer.write('owner-succession', { ownerId: ownerIdOf(ownerKey), madeBy, ownerKey, recoveryKey, proof });

/** Wraps a key that exists for an owner key that stands, as any device may that holds it. */
export const passKeyToOwner = (
  writer: StatementWriter,
  dataKey: DataKey,
  purpose: string,
  { recipient, agreeKey }: Recipient,
): void =>
  writer.write('owner-key-share', {
    ownerId: recipient,
    dataKeyId: toHex(dataKey.id),
    branchId: purpose === ORGANISATION ? null : purpose,
    wrapped: wrapKey(dataKey, agreeKey, writer.random),
  });

/** Wraps a key that exists for more devices, as any device may that holds it. */
export const passKey = (
  writer: StatementWriter,
  dataKey: DataKey,
  purpose: string,
  recipients: readonly Recipient[],
): void =>
  writer.write('key-share', {
    dataKeyId: toHex(dataKey.id),
    branchId: purpose === ORGANISATION ? null : purpose,
    wrapped: recipients.map(({ recipient, agreeKey }) => ({
      deviceId: recipient === RECOVERY ? null : recipient,
      wrapped: wrapKey(dataKey, agreeKey, writer.random),
    })),
  });

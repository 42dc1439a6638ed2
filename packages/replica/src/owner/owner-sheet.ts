import { toHex } from '../cbor/bytes.ts';
import { type RandomBytes, systemRandom } from '../key/random.ts';
import { proveOwner } from '../statement/owner-proof.ts';
import { recoverySheet } from '../statement/recovery-sheet.ts';
import { createRootKeys, ownerFingerprint } from '../statement/root-key.ts';

/** A sheet that is not the shop's yet: it becomes that when enough admin devices have named its keys. */
export type OwnerSheet = {
  /** To be printed once and stored nowhere. */
  readonly recoverySheet: string;
  /** What people compare at the other admin devices. */
  readonly fingerprint: string;
  /** What `owner-key.name` takes, in hexadecimal digits: the public keys. */
  readonly ownerKey: string;
  readonly recoveryKey: string;
  /** That somebody holds it, for the device to name it that it was made at. */
  readonly proof: string;
};

/** The device at which a sheet is made, and its organisation. */
export type OwnerSheetPlace = { readonly organisationId: string; readonly deviceId: string };

export const createOwnerSheet = (
  { organisationId, deviceId }: OwnerSheetPlace,
  random: RandomBytes = systemRandom,
): OwnerSheet => {
  const keys = createRootKeys(random);
  const { signKey, recoveryKey } = keys;
  return {
    recoverySheet: recoverySheet(keys),
    fingerprint: ownerFingerprint(signKey, recoveryKey),
    ownerKey: toHex(signKey),
    recoveryKey: toHex(recoveryKey),
    proof: toHex(proveOwner(keys, organisationId, deviceId).proof),
  };
};

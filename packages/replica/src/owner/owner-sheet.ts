import { toHex } from '../cbor/bytes.ts';
import { type RandomBytes, systemRandom } from '../key/random.ts';
import { recoverySheet } from '../statement/recovery-sheet.ts';
import { createRootKeys, ownerFingerprint } from '../statement/root-key.ts';

/** A sheet that is not the shop's yet: it becomes that when enough admin devices have named its keys. */
export type OwnerSheet = {
  /** To be printed once and stored nowhere. */
  readonly recoverySheet: string;
  /** What people compare at the other admin devices. */
  readonly fingerprint: string;
  /** What `owner-key.name` takes: hexadecimal digits of the public keys. */
  readonly ownerKey: string;
  readonly recoveryKey: string;
};

export const createOwnerSheet = (random: RandomBytes = systemRandom): OwnerSheet => {
  const keys = createRootKeys(random);
  const { signKey, recoveryKey } = keys;
  return {
    recoverySheet: recoverySheet(keys),
    fingerprint: ownerFingerprint(signKey, recoveryKey),
    ownerKey: toHex(signKey),
    recoveryKey: toHex(recoveryKey),
  };
};

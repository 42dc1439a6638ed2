import { hkdfSync } from 'node:crypto';
import { toHex, utf8 } from '../cbor/bytes.ts';
import { agreementPublicKey } from '../key/agreement-key.ts';
import { sha256 } from '../key/hash.ts';
import { type RandomBytes, systemRandom } from '../key/random.ts';
import { SIGNING_KEY_BYTES, signingPublicKey } from '../key/signing-key.ts';

/**
 * The owner's key, from which the organisation begins. It is on the recovery sheet and on no device:
 * a till forgets it once the first statements are signed.
 */
export type RootKeys = {
  /** Ed25519 seed, 32 bytes: everything else follows from it. */
  readonly signPrivate: Uint8Array;
  readonly signKey: Uint8Array;
  /** X25519: every data key is wrapped for it too, so that the sheet and a backup restore everything. */
  readonly recoveryPrivate: Uint8Array;
  readonly recoveryKey: Uint8Array;
  /** SHA-256 of `signKey`, 64 hexadecimal digits. */
  readonly organisationId: string;
};

export const organisationIdOf = (rootKey: Uint8Array): string => toHex(sha256(rootKey));

/** Throws a TypeError unless the seed has 32 bytes. */
export const rootKeysOf = (signPrivate: Uint8Array): RootKeys => {
  const signKey = signingPublicKey(signPrivate);
  const recoveryPrivate = new Uint8Array(
    hkdfSync('sha256', signPrivate, new Uint8Array(0), utf8('tillmesh/v1/recovery'), 32),
  );
  return {
    signPrivate,
    signKey,
    recoveryPrivate,
    recoveryKey: agreementPublicKey(recoveryPrivate),
    organisationId: organisationIdOf(signKey),
  };
};

export const createRootKeys = (random: RandomBytes = systemRandom): RootKeys =>
  rootKeysOf(random(SIGNING_KEY_BYTES));

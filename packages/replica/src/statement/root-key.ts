import { hkdfSync } from 'node:crypto';
import { concatBytes, toHex, utf8 } from '../cbor/bytes.ts';
import { agreementPublicKey } from '../key/agreement-key.ts';
import { sha256 } from '../key/hash.ts';
import { type RandomBytes, systemRandom } from '../key/random.ts';
import { SIGNING_KEY_BYTES, signingPublicKey } from '../key/signing-key.ts';

/**
 * An owner's key: the root key, from which the organisation begins, or one that its admin devices named since. It is on
 * a recovery sheet and on no device: a till forgets it once the first statements are signed.
 */
export type RootKeys = {
  /** Ed25519 seed, 32 bytes: everything else follows from it. */
  readonly signPrivate: Uint8Array;
  readonly signKey: Uint8Array;
  /** X25519: every data key is wrapped for it too, so that the sheet and a backup restore everything. */
  readonly recoveryPrivate: Uint8Array;
  readonly recoveryKey: Uint8Array;
  /** Of the organisation that begins with it: SHA-256 of `signKey`, 64 hexadecimal digits. */
  readonly organisationId: string;
  /** What names it as a later owner key: see `ownerIdOf`. */
  readonly ownerId: string;
};

/** Crockford's base 32: no I, L, O or U. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const FINGERPRINT_DIGITS = 16;

/** What people compare: 80 bits of both public keys, in 4 groups of 4 characters. */
export const ownerFingerprint = (ownerKey: Uint8Array, recoveryKey: Uint8Array): string => {
  const digest = sha256(concatBytes(utf8('tillmesh/v1/owner-key'), ownerKey, recoveryKey));
  const digits = Array.from(digest.subarray(0, FINGERPRINT_DIGITS), (byte) => DIGITS[byte & 31] ?? '');
  return digits.join('').replaceAll(/.{4}(?!$)/g, '$& ');
};

/**
 * What names an owner key, 32 hexadecimal digits. A device's id is the hash of its key alone, so no id is both: whoever
 * names the key of a device as an owner's says nothing of that device.
 */
export const ownerIdOf = (ownerKey: Uint8Array): string =>
  toHex(sha256(concatBytes(utf8('tillmesh/v1/owner-id'), ownerKey)).subarray(0, 16));

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
    ownerId: ownerIdOf(signKey),
  };
};

export const createRootKeys = (random: RandomBytes = systemRandom): RootKeys =>
  rootKeysOf(random(SIGNING_KEY_BYTES));

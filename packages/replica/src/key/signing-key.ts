import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { concatBytes, fromHex, plainBytes, toHex } from '../cbor/bytes.ts';

/** DER around a raw key of RFC 8032, as RFC 8410 lays it out. */
const PKCS8_PREFIX = fromHex('302e020100300506032b657004220420');
const SPKI_PREFIX = fromHex('302a300506032b6570032100');

export const SIGNING_KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;

/** Keys are parsed once: parsing costs as much as a check. Private ones live as long as their bytes. */
const privateKeys = new WeakMap<Uint8Array, KeyObject>();
const publicKeys = new Map<string, KeyObject>();
const PUBLIC_KEYS_KEPT = 2_048;

const privateKey = (seed: Uint8Array): KeyObject => {
  let key = privateKeys.get(seed);
  if (key === undefined) {
    if (seed.length !== SIGNING_KEY_BYTES) throw new TypeError('an Ed25519 private key has 32 bytes');
    const der = Buffer.from(concatBytes(PKCS8_PREFIX, seed));
    key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    privateKeys.set(seed, key);
  }
  return key;
};

const publicKey = (raw: Uint8Array): KeyObject => {
  const name = toHex(raw);
  let key = publicKeys.get(name);
  if (key === undefined) {
    const der = Buffer.from(concatBytes(SPKI_PREFIX, raw));
    key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    const oldest = publicKeys.size < PUBLIC_KEYS_KEPT ? undefined : publicKeys.keys().next().value;
    if (oldest !== undefined) publicKeys.delete(oldest);
    publicKeys.set(name, key);
  }
  return key;
};

/** The 32-byte Ed25519 public key of a 32-byte private seed. */
export const signingPublicKey = (seed: Uint8Array): Uint8Array =>
  plainBytes(
    createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length),
  );

/** An Ed25519 signature, 64 bytes; the same message gives the same bytes (RFC 8032). */
export const signBytes = (seed: Uint8Array, message: Uint8Array): Uint8Array =>
  plainBytes(sign(null, message, privateKey(seed)));

/** False for a wrong signature, a malformed one and a key that is none. Never throws. */
export const verifyBytes = (raw: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean =>
  raw.length === SIGNING_KEY_BYTES &&
  signature.length === SIGNATURE_BYTES &&
  verify(null, message, publicKey(raw), signature);

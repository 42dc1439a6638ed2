import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject } from 'node:crypto';
import { concatBytes, fromHex, plainBytes } from '../cbor/bytes.ts';

/** DER around a raw key of RFC 7748, as RFC 8410 lays it out. */
const PKCS8_PREFIX = fromHex('302e020100300506032b656e04220420');
const SPKI_PREFIX = fromHex('302a300506032b656e032100');

export const AGREEMENT_KEY_BYTES = 32;

const privateKey = (seed: Uint8Array): KeyObject => {
  if (seed.length !== AGREEMENT_KEY_BYTES) throw new TypeError('an X25519 private key has 32 bytes');
  const der = Buffer.from(concatBytes(PKCS8_PREFIX, seed));
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
};

/** The 32-byte X25519 public key of a 32-byte private key. */
export const agreementPublicKey = (seed: Uint8Array): Uint8Array =>
  plainBytes(
    createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length),
  );

/** The X25519 secret that both sides share, or undefined when the other key is none that can be used. */
export const agree = (seed: Uint8Array, other: Uint8Array): Uint8Array | undefined => {
  if (other.length !== AGREEMENT_KEY_BYTES) return undefined;
  const der = Buffer.from(concatBytes(SPKI_PREFIX, other));
  const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' });
  const own = privateKey(seed);
  try {
    return plainBytes(diffieHellman({ privateKey: own, publicKey }));
  } catch {
    // A point of small order: OpenSSL refuses the all-zero secret (RFC 7748 6.1).
    return undefined;
  }
};

/** Whether something can be sealed to this key. Any private key shows it: what cannot be used fails with each. */
export const isAgreementKey = (key: Uint8Array): boolean =>
  agree(new Uint8Array(AGREEMENT_KEY_BYTES).fill(1), key) !== undefined;

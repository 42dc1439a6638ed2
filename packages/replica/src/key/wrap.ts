import { hkdfSync } from 'node:crypto';
import { concatBytes, utf8 } from '../cbor/bytes.ts';
import { type Read, refuse } from '../cose/header.ts';
import { agree, AGREEMENT_KEY_BYTES, agreementPublicKey } from './agreement-key.ts';
import { decryptBytes, encryptBytes, NONCE_BYTES, TAG_BYTES } from './cipher.ts';
import { DATA_KEY_BYTES, DATA_KEY_ID_BYTES, type DataKey, isDataKey } from './data-key.ts';
import type { RandomBytes } from './random.ts';

/** format, data key id, ephemeral public key, sealed key with its tag */
export const WRAPPED_BYTES = 1 + DATA_KEY_ID_BYTES + AGREEMENT_KEY_BYTES + DATA_KEY_BYTES + TAG_BYTES;
const FORMAT = 1;
/** Every wrapping has a key of its own, used once: the nonce may stand still. */
const NONCE = new Uint8Array(NONCE_BYTES);

/** Bound to both public keys and to the data key it carries. */
const wrappingKey = (secret: Uint8Array, head: Uint8Array, recipient: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, concatBytes(head, recipient), utf8('tillmesh/v1/wrap'), 32));

/**
 * A data key for one device: ephemeral X25519, HKDF-SHA256, AES-256-GCM. 97 bytes.
 * A recipient key that is none is a bug of the caller (assertion): the registry holds no such key.
 */
export const wrapKey = (
  dataKey: DataKey,
  recipientAgreePublic: Uint8Array,
  random: RandomBytes,
): Uint8Array => {
  const ephemeral = random(AGREEMENT_KEY_BYTES);
  const secret = agree(ephemeral, recipientAgreePublic);
  if (secret === undefined) throw new TypeError('a recipient key that cannot be used');
  const head = concatBytes(Uint8Array.of(FORMAT), dataKey.id, agreementPublicKey(ephemeral));
  const key = wrappingKey(secret, head, recipientAgreePublic);
  return concatBytes(head, encryptBytes(key, NONCE, head, dataKey.key));
};

/** The data key that was wrapped for the holder of this X25519 private key. Never throws on foreign bytes. */
export const unwrapKey = (wrapped: Uint8Array, agreePrivate: Uint8Array): Read<DataKey> => {
  if (wrapped.length !== WRAPPED_BYTES || wrapped[0] !== FORMAT) return refuse('no wrapped key');
  const head = wrapped.slice(0, 1 + DATA_KEY_ID_BYTES + AGREEMENT_KEY_BYTES);
  const id = head.slice(1, 1 + DATA_KEY_ID_BYTES);
  const secret = agree(agreePrivate, head.subarray(1 + DATA_KEY_ID_BYTES));
  if (secret === undefined) return refuse('an ephemeral key that cannot be used');
  const key = decryptBytes(
    wrappingKey(secret, head, agreementPublicKey(agreePrivate)),
    NONCE,
    head,
    wrapped.subarray(head.length),
  );
  if (key === undefined) return refuse('wrapped for another device');
  return isDataKey(id, key) ? { ok: true, value: { id, key } } : refuse('another key than it says');
};

import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { concatBytes, plainBytes, utf8 } from '../cbor/bytes.ts';
import { Fault } from '../fault.ts';
import { decryptBytes, encryptBytes, NONCE_BYTES, TAG_BYTES } from './cipher.ts';
import { type RandomBytes, systemRandom } from './random.ts';

export const STORAGE_KEY_BYTES = 32;
export const LOOKUP_BYTES = 16;
/** First byte of every sealed value: the way it is sealed. */
const FORMAT = 1;

type Subkeys = { readonly seal: KeyObject; readonly lookup: KeyObject };
const subkeys = new WeakMap<Uint8Array, Subkeys>();

/** One purpose, one key (HKDF-SHA256, RFC 5869): what finds a row never opens one. */
const derive = (key: Uint8Array): Subkeys => {
  let derived = subkeys.get(key);
  if (derived === undefined) {
    if (key.length !== STORAGE_KEY_BYTES) throw new TypeError('a storage key has 32 bytes');
    const part = (purpose: string): KeyObject =>
      createSecretKey(
        new Uint8Array(
          hkdfSync('sha256', key, new Uint8Array(0), utf8(`tillmesh/v1/at-rest/${purpose}`), 32),
        ),
      );
    derived = { seal: part('seal'), lookup: part('lookup') };
    subkeys.set(key, derived);
  }
  return derived;
};

/**
 * Seals a value of this device's disk: AES-256-GCM under a subkey of the storage key (32 bytes),
 * random nonce. `aad` names the place where the value stands; it opens nowhere else.
 * The caller keeps using the same key array: its subkeys are derived once per array.
 */
export const sealValue = (
  key: Uint8Array,
  aad: string,
  plaintext: Uint8Array,
  random: RandomBytes = systemRandom,
): Uint8Array => {
  const nonce = random(NONCE_BYTES);
  return concatBytes(
    Uint8Array.of(FORMAT),
    nonce,
    encryptBytes(derive(key).seal, nonce, utf8(aad), plaintext),
  );
};

/** Throws the Fault `SEALED-VALUE-DAMAGED` when the bytes were altered, moved or sealed under another key. */
export const openValue = (key: Uint8Array, aad: string, sealed: Uint8Array): Uint8Array => {
  const plaintext =
    sealed[0] === FORMAT && sealed.length >= 1 + NONCE_BYTES + TAG_BYTES
      ? decryptBytes(
          derive(key).seal,
          sealed.subarray(1, 1 + NONCE_BYTES),
          utf8(aad),
          sealed.subarray(1 + NONCE_BYTES),
        )
      : undefined;
  if (plaintext === undefined) {
    throw new Fault(
      'SEALED-VALUE-DAMAGED',
      `A stored value cannot be opened: ${aad}.`,
      'Only what needs this value fails. Start the program again: it makes till.db anew from the records in it.',
    );
  }
  return plaintext;
};

/** Keyed hash (HMAC-SHA256, first 16 bytes) under which a text is found without being readable. */
export const lookupHash = (key: Uint8Array, text: string): Uint8Array =>
  plainBytes(createHmac('sha256', derive(key).lookup).update(utf8(text)).digest().subarray(0, LOOKUP_BYTES));

import { equalBytes } from '../cbor/bytes.ts';
import { keyId } from './hash.ts';
import type { RandomBytes } from './random.ts';

export const DATA_KEY_BYTES = 32;
export const DATA_KEY_ID_BYTES = 16;

/** An AES-256 key that several devices hold: one per branch, one for the organisation. */
export type DataKey = {
  /** First 16 bytes of the key's SHA-256, so a key cannot pass for another. */
  readonly id: Uint8Array;
  readonly key: Uint8Array;
};

export const createDataKey = (random: RandomBytes): DataKey => dataKeyOf(random(DATA_KEY_BYTES));

/** The data key of 32 bytes that came from a safe place. */
export const dataKeyOf = (key: Uint8Array): DataKey => {
  if (key.length !== DATA_KEY_BYTES) throw new TypeError('a data key has 32 bytes');
  return { id: keyId(key), key };
};

export const isDataKey = (id: Uint8Array, key: Uint8Array): boolean =>
  key.length === DATA_KEY_BYTES && equalBytes(keyId(key), id);

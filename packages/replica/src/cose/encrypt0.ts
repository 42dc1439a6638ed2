import { concatBytes, equalBytes, isBytes } from '../cbor/bytes.ts';
import { decodeCanonical, encodeCanonical, type Wire } from '../cbor/canonical.ts';
import { decryptBytes, encryptBytes, NONCE_BYTES } from '../key/cipher.ts';
import type { RandomBytes } from '../key/random.ts';
import { COSE_HEADER, type CoseHeader, type Read, refuse } from './header.ts';

/** CBOR tag 16, in one byte. */
const TAG = 0xd0;
const A256GCM = 3;
/** The whole protected header: the algorithm, so it is the same for every one. */
const PROTECTED = encodeCanonical(new Map([[COSE_HEADER.alg, A256GCM]]));

/** RFC 9052 5.3: what is authenticated besides the ciphertext. */
const encryptionContext = (externalAad: Uint8Array): Uint8Array =>
  encodeCanonical(['Encrypt0', PROTECTED, externalAad]);

/**
 * COSE_Encrypt0 (RFC 9052 5.2) with A256GCM: tagged, a random nonce in the unprotected header.
 * `externalAad` ties it to its place: for an object, the outer protected header's bytes.
 */
export const encrypt0 = (
  plaintext: Uint8Array,
  key: Uint8Array,
  externalAad: Uint8Array,
  random: RandomBytes,
): Uint8Array => {
  const nonce = random(NONCE_BYTES);
  const ciphertext = encryptBytes(key, nonce, encryptionContext(externalAad), plaintext);
  const parts: Wire = [PROTECTED, new Map([[COSE_HEADER.iv, nonce]]), ciphertext];
  return concatBytes(Uint8Array.of(TAG), encodeCanonical(parts));
};

/** The nonce and ciphertext, when the bytes are exactly what `encrypt0` writes. Never throws. */
export const readEncrypt0 = (
  bytes: Uint8Array,
): Read<{ readonly nonce: Uint8Array; readonly ciphertext: Uint8Array }> => {
  if (bytes[0] !== TAG) return refuse('no tagged COSE_Encrypt0');
  const decoded = decodeCanonical(bytes.subarray(1));
  if (!decoded.ok) return decoded;
  if (!Array.isArray(decoded.value) || decoded.value.length !== 3) return refuse('not the three parts');
  const [protectedBytes, unprotectedHeader, ciphertext] = decoded.value as readonly Wire[];
  if (!isBytes(protectedBytes) || !equalBytes(protectedBytes, PROTECTED)) return refuse('not A256GCM');
  if (!(unprotectedHeader instanceof Map) || unprotectedHeader.size !== 1) return refuse('not only a nonce');
  const nonce = (unprotectedHeader as CoseHeader).get(COSE_HEADER.iv);
  if (!isBytes(nonce) || nonce.length !== NONCE_BYTES) return refuse('no nonce');
  if (!isBytes(ciphertext)) return refuse('no ciphertext');
  return { ok: true, value: { nonce, ciphertext } };
};

/** The plaintext, or why there is none. Never throws. */
export const decrypt0 = (bytes: Uint8Array, key: Uint8Array, externalAad: Uint8Array): Read<Uint8Array> => {
  const parts = readEncrypt0(bytes);
  if (!parts.ok) return parts;
  const { nonce, ciphertext } = parts.value;
  const plaintext = decryptBytes(key, nonce, encryptionContext(externalAad), ciphertext);
  return plaintext === undefined ? refuse('cannot be opened with this key') : { ok: true, value: plaintext };
};

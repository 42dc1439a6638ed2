import { equalBytes, toHex } from '../cbor/bytes.ts';
import type { DataKey } from '../key/data-key.ts';
import { deviceIdOf } from '../key/device-key.ts';
import { decrypt0 } from './encrypt0.ts';
import { invalid, type Reading, unreadable } from './label.ts';
import { readSign1, type Sign1, verifySign1 } from './sign1.ts';

/**
 * A COSE_Sign1 over a COSE_Encrypt0 taken apart once: reading it costs as much as checking it, and what
 * is checked and opened afterwards are these very bytes.
 */
export type SignedObject<Header> = { readonly parts: Sign1; readonly header: Reading<Header> };

/** `invalid` when the bytes are no COSE_Sign1; what their header says is a reading of its own. Never throws. */
export const readSigned = <Header>(
  bytes: Uint8Array,
  headerOf: (parts: Sign1) => Reading<Header>,
): Reading<SignedObject<Header>> => {
  const parts = readSign1(bytes);
  return parts.ok
    ? { ok: true, value: { parts: parts.value, header: headerOf(parts.value) } }
    : invalid(parts.reason);
};

/**
 * The header, when the holder of `signKey` (Ed25519, 32 bytes) signed these very bytes. A newer format
 * is `not-understood` only when the signature holds; else it is invalid. Never throws.
 */
export const verifySigned = <Header>(
  { parts, header }: SignedObject<Header>,
  signKey: Uint8Array,
): Reading<Header> => {
  if (toHex(parts.kid) !== deviceIdOf(signKey)) return invalid('signed by another device');
  if (!header.ok && header.verdict === 'invalid') return header;
  return verifySign1(parts, signKey) ? header : invalid('a signature that does not fit');
};

/** The sealed content. `unreadable` under another key than the one the header names. Never throws. */
export const openSigned = (
  { parts, header }: SignedObject<{ readonly dataKeyId: Uint8Array }>,
  dataKey: DataKey,
): Reading<Uint8Array> => {
  if (!header.ok) return header;
  if (!equalBytes(header.value.dataKeyId, dataKey.id)) return unreadable('sealed under another key');
  const plaintext = decrypt0(parts.payload, dataKey.key, parts.protectedBytes);
  return plaintext.ok ? plaintext : invalid(plaintext.reason);
};

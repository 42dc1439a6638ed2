import { concatBytes, isBytes } from '../cbor/bytes.ts';
import { decodeCanonical, encodeCanonical, type Wire } from '../cbor/canonical.ts';
import { SIGNATURE_BYTES, signBytes, verifyBytes } from '../key/signing-key.ts';
import { COSE_HEADER, type CoseHeader, MAX_OBJECT_BYTES, type Read, refuse } from './header.ts';

/** CBOR tag 18, in one byte. */
const TAG = 0xd2;
const EDDSA = -8;
const NO_BYTES = new Uint8Array(0);

/** A COSE_Sign1 taken apart; `protectedBytes` are the received bytes, over which everything is checked. */
export type Sign1 = {
  readonly protectedBytes: Uint8Array;
  readonly header: CoseHeader;
  readonly kid: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
};

/** RFC 9052 4.4: what is signed. The external associated data is always empty. */
const signatureInput = (protectedBytes: Uint8Array, payload: Uint8Array): Uint8Array =>
  encodeCanonical(['Signature1', protectedBytes, NO_BYTES, payload]);

/** The protected header as it will be signed: `fields` with algorithm and key id. */
export const sign1Header = (kid: Uint8Array, fields: CoseHeader): Uint8Array =>
  encodeCanonical(new Map<number, Wire>([[COSE_HEADER.alg, EDDSA], [COSE_HEADER.kid, kid], ...fields]));

/**
 * COSE_Sign1 (RFC 9052 4.2) with EdDSA over Ed25519: tagged, nothing unprotected, canonical.
 * `protectedBytes` come from `sign1Header`.
 */
export const sign1 = (
  protectedBytes: Uint8Array,
  payload: Uint8Array,
  privateSeed: Uint8Array,
): Uint8Array => {
  const signature = signBytes(privateSeed, signatureInput(protectedBytes, payload));
  const body = encodeCanonical([protectedBytes, new Map<number, Wire>(), payload, signature]);
  if (body.length >= MAX_OBJECT_BYTES) throw new RangeError(`an object of ${body.length} bytes`);
  return concatBytes(Uint8Array.of(TAG), body);
};

/** Takes bytes from anywhere apart; checks all but the signature. Never throws. */
export const readSign1 = (bytes: Uint8Array): Read<Sign1> => {
  if (bytes.length > MAX_OBJECT_BYTES) return refuse('larger than an object may be');
  if (bytes[0] !== TAG) return refuse('no tagged COSE_Sign1');
  const decoded = decodeCanonical(bytes.subarray(1));
  if (!decoded.ok) return decoded;
  if (!Array.isArray(decoded.value) || decoded.value.length !== 4) return refuse('not the four parts');
  const [protectedBytes, unprotectedHeader, payload, signature] = decoded.value as readonly Wire[];
  if (!(unprotectedHeader instanceof Map) || unprotectedHeader.size > 0) {
    return refuse('an unprotected header');
  }
  if (!isBytes(protectedBytes)) return refuse('no protected header');
  if (!isBytes(payload)) return refuse('no payload');
  if (!isBytes(signature) || signature.length !== SIGNATURE_BYTES) return refuse('no signature');
  const header = decodeCanonical(protectedBytes);
  if (!header.ok) return header;
  if (!(header.value instanceof Map)) return refuse('a protected header that is no map');
  const fields = header.value as CoseHeader;
  if (fields.get(COSE_HEADER.alg) !== EDDSA) return refuse('another algorithm than EdDSA');
  const kid = fields.get(COSE_HEADER.kid);
  if (!isBytes(kid)) return refuse('no key id');
  return { ok: true, value: { protectedBytes, header: fields, kid, payload, signature } };
};

/** Whether the holder of this Ed25519 key (32 bytes) signed it. */
export const verifySign1 = (parts: Sign1, publicKey: Uint8Array): boolean =>
  verifyBytes(publicKey, signatureInput(parts.protectedBytes, parts.payload), parts.signature);

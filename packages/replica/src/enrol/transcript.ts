import { concatBytes, utf8 } from '../cbor/bytes.ts';
import { encodeCanonical } from '../cbor/canonical.ts';
import type { DevicePublic } from '../key/device-key.ts';
import { sha256 } from '../key/hash.ts';
import { signBytes, verifyBytes } from '../key/signing-key.ts';
import type { DeviceKind } from '@tillmesh/model';
import { ENROL_VERSION } from './message.ts';

export const NONCE_BYTES = 32;
/** Digits of the code that people compare: 20 bits. */
export const CODE_DIGITS = 6;

type PublicKeys = Pick<DevicePublic, 'signKey' | 'agreeKey' | 'tlsKeyHash'>;
export type Half = PublicKeys & { readonly nonce: Uint8Array };
export type Side = 'candidate' | 'admin';

/** Binds a side to its keys and its nonce before it has seen those of the other. */
export const commitmentOf = (side: Side, kind: DeviceKind, half: Half): Uint8Array =>
  sha256(
    encodeCanonical([
      'tillmesh/v1/enrol/commitment',
      side,
      ENROL_VERSION,
      kind,
      half.signKey,
      half.agreeKey,
      half.tlsKeyHash,
      half.nonce,
    ]),
  );

/** All that was said before the code, with both sides' keys, and the keys of the very channel it was said over. */
export const transcriptOf = (said: {
  readonly kind: DeviceKind;
  readonly candidateCommitment: Uint8Array;
  readonly adminCommitment: Uint8Array;
  readonly candidate: Half;
  readonly admin: Half;
  /** Keying material exported from the TLS channel (RFC 8446 7.5), 32 bytes. */
  readonly binding: Uint8Array;
}): Uint8Array => {
  const parts = ({ signKey, agreeKey, tlsKeyHash, nonce }: Half) => [signKey, agreeKey, tlsKeyHash, nonce];
  return sha256(
    encodeCanonical([
      'tillmesh/v1/enrol/transcript',
      ENROL_VERSION,
      said.kind,
      said.candidateCommitment,
      said.adminCommitment,
      ...parts(said.candidate),
      ...parts(said.admin),
      said.binding,
    ]),
  );
};

/** Six digits that follow from the transcript. 2^64 is so much more than 10^6 that no code is likelier than another. */
export const codeOf = (transcript: Uint8Array): string => {
  const digest = sha256(concatBytes(utf8('tillmesh/v1/enrol/code'), transcript));
  const number = Buffer.from(digest).readBigUInt64BE(0) % 10n ** BigInt(CODE_DIGITS);
  return number.toString().padStart(CODE_DIGITS, '0');
};

const proofBytes = (side: Side, transcript: Uint8Array): Uint8Array =>
  concatBytes(utf8(`tillmesh/v1/enrol/proof/${side}`), transcript);

export const signTranscript = (side: Side, transcript: Uint8Array, signPrivate: Uint8Array): Uint8Array =>
  signBytes(signPrivate, proofBytes(side, transcript));

export const provesTranscript = (
  side: Side,
  transcript: Uint8Array,
  signKey: Uint8Array,
  signature: Uint8Array,
): boolean => verifyBytes(signKey, proofBytes(side, transcript), signature);

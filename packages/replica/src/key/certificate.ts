import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { concatBytes, fromHex, utf8 } from '../cbor/bytes.ts';

/** One DER value (X.690 10.1): tag, shortest length, content. */
const der = (tag: number, ...parts: readonly Uint8Array[]): Uint8Array => {
  const content = concatBytes(...parts);
  const { length } = content;
  if (length > 0xffff) throw new RangeError('a certificate of this size is none of ours');
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return concatBytes(Uint8Array.of(tag, ...head), content);
};

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OID = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;

const ECDSA_WITH_SHA256 = der(SEQUENCE, der(OID, fromHex('2a8648ce3d040302')));
const COMMON_NAME = der(OID, fromHex('550403'));
const BASIC_CONSTRAINTS = der(OID, fromHex('551d13'));
/** No authority: an empty BasicConstraints means that it certifies nobody. */
const EXTENSIONS = der(
  0xa3,
  der(SEQUENCE, der(SEQUENCE, BASIC_CONSTRAINTS, der(OCTET_STRING, der(SEQUENCE)))),
);
/**
 * All of time (RFC 5280 4.1.2.5). The registry pins the key and the dates decide nothing: a till whose
 * clock is wrong must still be heard.
 */
const VALIDITY = der(
  SEQUENCE,
  der(UTC_TIME, utf8('000101000000Z')),
  der(GENERALIZED_TIME, utf8('99991231235959Z')),
);

const bits = (bytes: Uint8Array): Uint8Array => der(BIT_STRING, Uint8Array.of(0), bytes);

/**
 * A certificate (RFC 5280) that a P-256 key signs for itself, as PEM. One fixed form, so that no
 * general X.509 library with its polyfills is loaded into a till. `serial`: at most 19 random bytes.
 */
export const selfSignedCertificate = (key: KeyObject, commonName: string, serial: Uint8Array): string => {
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, utf8(commonName)))));
  const toBeSigned = der(
    SEQUENCE,
    der(0xa0, der(INTEGER, Uint8Array.of(2))),
    // A leading byte that is positive and not zero, as 4.1.2.2 and DER want it.
    der(INTEGER, Uint8Array.of(0x40), serial),
    ECDSA_WITH_SHA256,
    name,
    VALIDITY,
    name,
    createPublicKey(key).export({ format: 'der', type: 'spki' }),
    EXTENSIONS,
  );
  const certificate = der(SEQUENCE, toBeSigned, ECDSA_WITH_SHA256, bits(sign('sha256', toBeSigned, key)));
  const lines = Buffer.from(certificate).toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
};

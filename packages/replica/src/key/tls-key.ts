import { createECDH, createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { plainBytes, toHex } from '../cbor/bytes.ts';
import { selfSignedCertificate } from './certificate.ts';
import type { RandomBytes } from './random.ts';

/** P-256, because browsers take no Ed25519 certificates. */
type TlsKey = { readonly certificatePem: string; readonly privateKeyPem: string };

/** The order of P-256's group (SEC 2, 2.4.2). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const base64url = (bytes: Buffer): string => bytes.toString('base64url');

/** A private key from 40 random bytes, so that none is likelier than another (FIPS 186-5 A.2.1). */
const createKey = (random: RandomBytes): KeyObject => {
  const scalar = (BigInt(`0x${toHex(random(40))}`) % (ORDER - 1n)) + 1n;
  const d = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(d);
  const point = curve.getPublicKey();
  const [x, y] = [base64url(point.subarray(1, 33)), base64url(point.subarray(33))];
  return createPrivateKey({ key: { kty: 'EC', crv: 'P-256', d: base64url(d), x, y }, format: 'jwk' });
};

export const createTlsKey = (commonName: string, random: RandomBytes): TlsKey => {
  const key = createKey(random);
  return {
    certificatePem: selfSignedCertificate(key, commonName, random(15)),
    privateKeyPem: key.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
};

/** What is pinned: SHA-256 of the SubjectPublicKeyInfo, 32 bytes. Takes PEM, or the DER that TLS gives. */
export const tlsKeyHash = (certificate: string | Uint8Array): Uint8Array => {
  const spki = new X509Certificate(certificate).publicKey.export({ format: 'der', type: 'spki' });
  return plainBytes(createHash('sha256').update(spki).digest());
};

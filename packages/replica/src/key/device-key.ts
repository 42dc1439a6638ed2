import { toHex } from '../cbor/bytes.ts';
import { agreementPublicKey } from './agreement-key.ts';
import { keyId } from './hash.ts';
import { type RandomBytes, systemRandom } from './random.ts';
import { signingPublicKey } from './signing-key.ts';
import { createTlsKey, tlsKeyHash } from './tls-key.ts';

/** What others know of a device. All arrays have 32 bytes. */
export type DevicePublic = {
  /** First 16 bytes of the SHA-256 of `signKey`, 32 lower-case hexadecimal digits. */
  readonly deviceId: string;
  /** Ed25519 */
  readonly signKey: Uint8Array;
  /** X25519 */
  readonly agreeKey: Uint8Array;
  /** SHA-256 of the TLS certificate's SubjectPublicKeyInfo. */
  readonly tlsKeyHash: Uint8Array;
};

/** A device's own keys, private parts included. */
export type DeviceKeys = {
  readonly deviceId: string;
  readonly public: DevicePublic;
  /** Ed25519 seed, 32 bytes. Keep this array: its parsed form is cached with it. */
  readonly signPrivate: Uint8Array;
  /** X25519, 32 bytes. */
  readonly agreePrivate: Uint8Array;
  readonly tlsCertificatePem: string;
  /** P-256 in PKCS #8. */
  readonly tlsPrivateKeyPem: string;
};

export const deviceIdOf = (signKey: Uint8Array): string => toHex(keyId(signKey));

/** Keys from their private parts, as the device folder keeps them. */
export const deviceKeysOf = (parts: {
  readonly signPrivate: Uint8Array;
  readonly agreePrivate: Uint8Array;
  readonly tlsCertificatePem: string;
  readonly tlsPrivateKeyPem: string;
}): DeviceKeys => {
  const signKey = signingPublicKey(parts.signPrivate);
  const agreeKey = agreementPublicKey(parts.agreePrivate);
  const deviceId = deviceIdOf(signKey);
  const open = { deviceId, signKey, agreeKey, tlsKeyHash: tlsKeyHash(parts.tlsCertificatePem) };
  return { deviceId, public: open, ...parts };
};

/** New keys of a device. Equal randomness gives equal keys; only the certificate's own signature differs. */
export const createDeviceKeys = (random: RandomBytes = systemRandom): DeviceKeys => {
  const signPrivate = random(32);
  const agreePrivate = random(32);
  const tls = createTlsKey(deviceIdOf(signingPublicKey(signPrivate)), random);
  return deviceKeysOf({
    signPrivate,
    agreePrivate,
    tlsCertificatePem: tls.certificatePem,
    tlsPrivateKeyPem: tls.privateKeyPem,
  });
};

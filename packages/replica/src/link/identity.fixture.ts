import { X509Certificate } from 'node:crypto';
import { systemRandom } from '../key/random.ts';
import { createTlsKey, tlsKeyHash } from '../key/tls-key.ts';
import type { AllowedPeer } from './peer.ts';
import type { TlsIdentity } from './transport.ts';

export type TestIdentity = { tls: TlsIdentity; tlsKeyHash: Uint8Array };

/** A fresh key with the certificate that a device has. */
export const makeIdentity = (): TestIdentity => {
  const { certificatePem, privateKeyPem } = createTlsKey('device', systemRandom);
  return { tls: { key: privateKeyPem, cert: certificatePem }, tlsKeyHash: tlsKeyHash(certificatePem) };
};

/** The same key under a certificate whose time is over. */
export const expired = (identity: TestIdentity): TestIdentity => {
  const der = Buffer.from(new X509Certificate(identity.tls.cert).raw.toString('latin1'), 'latin1');
  der.write('20010101000000Z', der.indexOf('99991231235959Z'), 'latin1');
  const cert = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
  return { ...identity, tls: { ...identity.tls, cert } };
};

export const tillWith = (deviceId: string, branchId: string, identity: TestIdentity): AllowedPeer => ({
  deviceId,
  kind: 'till',
  branchId,
  tlsKeyHash: identity.tlsKeyHash,
});

import { hash, type X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { AllowedPeer, PeerTable } from './peer.ts';

/** PEM. */
export type TlsIdentity = { key: string; cert: string };

export type Judgement =
  | { type: 'known'; peer: AllowedPeer }
  /** `keyHash` in hex; empty if there was no certificate. */
  | { type: 'stranger'; keyHash: string; cause: string };

/**
 * No authority signs these certificates: both sides prove a key, and the registry says whose it is. So TLS is told
 * to let any certificate through, and `judgePeer` decides before a byte of HTTP is read or written.
 */
export const TLS_POLICY = { minVersion: 'TLSv1.3', rejectUnauthorized: false } as const;

/** SHA-256 of the public key (SPKI, DER), as hex: what the registry pins. */
const keyHashOf = (certificate: X509Certificate): string =>
  hash('sha256', certificate.publicKey.export({ type: 'spki', format: 'der' }), 'hex');

/** Who stands at the other end of a finished handshake, by the key it proved. */
export const judgePeer = (socket: TLSSocket, table: PeerTable, nowMs: number): Judgement => {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return { type: 'stranger', keyHash: '', cause: 'it shows no certificate' };
  const keyHash = keyHashOf(certificate);
  const peer = table.byKey(keyHash);
  if (peer === null) return { type: 'stranger', keyHash, cause: 'no device is listed with its key' };
  if (certificate.validToDate.getTime() < nowMs) {
    return { type: 'stranger', keyHash, cause: `the certificate of ${peer.deviceId} has expired` };
  }
  return { type: 'known', peer };
};

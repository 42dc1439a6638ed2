import { hash, type X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { AllowedPeer, PeerTable } from './peer.ts';
import type { PeerProof } from './transport.ts';

export type Judgement =
  | { type: 'known'; peer: AllowedPeer }
  /** `keyHash` in hex; empty if there was no certificate. */
  | { type: 'stranger'; keyHash: string; cause: string };

/**
 * No authority signs these certificates: both sides prove a key, and the registry says whose it is. So TLS is told
 * to let any certificate through, and `judgePeer` decides before a byte of HTTP is read or written.
 */
export const TLS_POLICY = { minVersion: 'TLSv1.3', rejectUnauthorized: false } as const;

/**
 * Of the request for the upgrade: the organisation that the device dials for, hexadecimal. It is said to who has shown
 * a listed key, and needed only where several list this device's; whoever does not know it leaves it out or unread.
 */
export const ORGANISATION_HEADER = 'x-tillmesh-organisation';

/** What a device that nobody lists yet asks TLS for at a relay, so that it is told apart before a byte is read (RFC 7301). */
export const DOOR_PROTOCOL = 'tillmesh-door/1';
/** The same behind a proxy: what the address of such a device ends with. */
export const DOOR_PATH = '/tillmesh-door';

/** SHA-256 of the public key (SPKI, DER), as hex: what the registry pins. */
const keyHashOf = (certificate: X509Certificate): string =>
  hash('sha256', certificate.publicKey.export({ type: 'spki', format: 'der' }), 'hex');

/** What the other end of a finished handshake proved. */
export const proofOf = (socket: TLSSocket): PeerProof => {
  const from = socket.remoteAddress ?? 'an unknown address';
  const certificate = socket.getPeerX509Certificate();
  return certificate === undefined
    ? { keyHash: null, from }
    : { keyHash: keyHashOf(certificate), validToMs: certificate.validToDate.getTime(), from };
};

/** Who stands at the other end, by the key it proved. */
export const judgePeer = (proof: PeerProof, table: PeerTable, nowMs: number): Judgement => {
  if (proof.keyHash === null) return { type: 'stranger', keyHash: '', cause: 'it shows no certificate' };
  const { keyHash, validToMs } = proof;
  const peer = table.byKey(keyHash);
  if (peer === null) return { type: 'stranger', keyHash, cause: 'no device is listed with its key' };
  if (validToMs < nowMs) {
    return { type: 'stranger', keyHash, cause: `the certificate of ${peer.deviceId} has expired` };
  }
  return { type: 'known', peer };
};

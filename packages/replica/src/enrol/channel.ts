import type { TLSSocket } from 'node:tls';
import { plainBytes } from '../cbor/bytes.ts';
import { tlsKeyHash } from '../key/tls-key.ts';
import { framed, type FramedSocket } from './framed-socket.ts';

/** A TLS 1.3 channel to somebody who proved a key and who may be anybody. It carries frames. */
export type EnrolChannel = FramedSocket & {
  /** The other end's address, for people. */
  readonly from: string;
  /** SHA-256 of the other end's TLS key. */
  readonly peerKeyHash: Uint8Array;
  /** What both ends of this channel, and nobody else, can work out. */
  readonly binding: Uint8Array;
};

const BINDING_LABEL = 'EXPORTER-tillmesh-enrolment-v1';

/** Null when the other end showed no key. The handshake is done. */
export const channelOver = (socket: TLSSocket): EnrolChannel | null => {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return null;
  return {
    ...framed(socket),
    from: socket.remoteAddress ?? '',
    peerKeyHash: tlsKeyHash(plainBytes(certificate.raw)),
    binding: plainBytes(socket.exportKeyingMaterial(32, BINDING_LABEL, Buffer.alloc(0))),
  };
};

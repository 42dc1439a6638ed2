import { connect } from 'node:tls';
import { WebSocket } from 'ws';
import { equalBytes, plainBytes } from '../cbor/bytes.ts';
import { tlsKeyHash } from '../key/tls-key.ts';
import { CLOSE_UNPROVEN } from '../link/member-proof.ts';
import type { PeerAddress } from '../link/peer.ts';
import { DOOR_PATH, DOOR_PROTOCOL, TLS_POLICY } from '../link/pinned-tls.ts';
import { DOOR_FRAME_BYTES } from './door-message.ts';
import { framed, type FramedSocket } from './framed-socket.ts';
import { framedWebSocket } from './framed-web-socket.ts';
import type { EnrolCode } from './refusal.ts';

export type DoorEvents = {
  /** The relay is there, and has a door. */
  readonly arrived: (door: FramedSocket) => void;
  readonly refused: (code: EnrolCode) => void;
  /** The last that is told. */
  readonly closed: () => void;
};

/** The port of a relay: TLS 1.3 with one of the keys that the invitation names. Returns what cuts the connection. */
const dialPort = (
  { host, port }: PeerAddress,
  relayKeys: readonly Uint8Array[],
  { arrived, refused, closed }: DoorEvents,
): (() => void) => {
  const socket = connect({ host, port, ALPNProtocols: [DOOR_PROTOCOL], ...TLS_POLICY });
  const fail = (code: EnrolCode): void => {
    refused(code);
    socket.destroy();
  };
  socket.on('error', () => socket.destroy());
  socket.once('close', closed);
  socket.once('secureConnect', () => {
    const certificate = socket.getPeerX509Certificate();
    const key = certificate === undefined ? null : tlsKeyHash(plainBytes(certificate.raw));
    if (key === null || !relayKeys.some((each) => equalBytes(each, key))) fail('ENROL-RELAY-OTHER');
    else if (socket.alpnProtocol !== DOOR_PROTOCOL) fail('ENROL-RELAY-OLD');
    else arrived(framed(socket));
  });
  return () => socket.destroy();
};

/** A relay behind a proxy, whose certificate is checked as any web page's is; what is said is sealed besides. */
const dialProxy = (url: string, { arrived, refused, closed }: DoorEvents): (() => void) => {
  const door = new URL(url);
  door.pathname = `${door.pathname.replace(/\/$/, '')}${DOOR_PATH}`;
  const socket = new WebSocket(door, {
    perMessageDeflate: false,
    maxPayload: DOOR_FRAME_BYTES,
    followRedirects: false,
  });
  const way = framedWebSocket(socket);
  socket.once('open', () => arrived(way));
  socket.once('close', (code) => {
    // It took the knock for the greeting of a device.
    if (code === CLOSE_UNPROVEN) refused('ENROL-RELAY-OLD');
    closed();
  });
  return () => socket.terminate();
};

export const dialDoor = (
  address: PeerAddress,
  relayKeys: readonly Uint8Array[],
  events: DoorEvents,
): (() => void) =>
  address.url === undefined ? dialPort(address, relayKeys, events) : dialProxy(address.url, events);

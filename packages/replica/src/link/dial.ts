import { connect, type TLSSocket } from 'node:tls';
import { WebSocket } from 'ws';
import { FRAME_MAX_BYTES } from './frame.ts';
import type { AllowedPeer, PeerAddress } from './peer.ts';
import { ORGANISATION_HEADER, proofOf, TLS_POLICY } from './pinned-tls.ts';
import type { DialOptions } from './transport.ts';

/** One attempt to reach the device at an address. Returns what breaks it off, after which nothing is called. */
export const dial = (options: DialOptions): (() => void) => {
  const { address, tls, greetingMs } = options;
  let over = false;
  let webSocket: WebSocket | null = null;
  const socket = connect({ host: address.host, port: address.port, ...tls, ...TLS_POLICY });

  const fail = (cause: string, refusedBy: AllowedPeer | null = null): void => {
    if (over) return;
    over = true;
    socket.destroy();
    options.onFailed(cause, refusedBy);
  };
  socket.setTimeout(greetingMs, () => fail('no answer'));
  socket.on('error', (error: Error) => {
    if (webSocket === null) fail(error.message);
  });
  socket.on('close', () => {
    if (webSocket === null) fail('closed before the handshake was done');
  });
  socket.once('secureConnect', () => {
    const peer = over ? null : options.admit(proofOf(socket));
    if (peer === null) {
      fail('not dialled further');
      return;
    }
    webSocket = upgrade(socket, address, greetingMs, options.member?.organisation);
    webSocket.on('open', () => {
      if (over) return;
      over = true;
      socket.setTimeout(0);
      if (webSocket !== null) options.onOpen(webSocket, peer);
    });
    // It showed the right key and then closed: it does not list ours.
    webSocket.on('error', (error) => fail(`turned away: ${error.message}`, peer));
    webSocket.on('close', () => fail('turned away', peer));
  });
  return () => {
    if (over) return;
    over = true;
    webSocket?.terminate();
    socket.destroy();
  };
};

/** As an address of the web names it: the interface of a link-local one says nothing to the other end. */
const urlHost = (host: string): string => (host.includes(':') ? `[${host.replace(/%.*$/, '')}]` : host);

/** The upgrade goes over the connection whose key was checked. */
const upgrade = (
  socket: TLSSocket,
  { host, port }: PeerAddress,
  handshakeTimeout: number,
  organisation: string | undefined,
): WebSocket =>
  new WebSocket(`ws://${urlHost(host)}:${port}/`, {
    headers: organisation === undefined ? {} : { [ORGANISATION_HEADER]: organisation },
    createConnection: () => socket,
    perMessageDeflate: false,
    maxPayload: FRAME_MAX_BYTES,
    followRedirects: false,
    handshakeTimeout,
  });

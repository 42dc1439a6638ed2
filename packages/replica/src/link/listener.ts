import { createServer as createHttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { createServer as createTlsServer, type Server, type TLSSocket } from 'node:tls';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { Fault } from '../fault.ts';
import { FRAME_MAX_BYTES } from './frame.ts';
import type { AllowedPeer, PeerAddress } from './peer.ts';
import { proofOf, TLS_POLICY } from './pinned-tls.ts';
import type { Listener, ListenerOptions } from './transport.ts';

const CONNECTIONS_MAX = 512;

/**
 * Waits for devices that dial. TLS 1.3 with both sides' keys; a key that is not admitted ends the connection before
 * a byte of HTTP is read. Throws a Fault when the port cannot be had.
 */
export const listen = async (options: ListenerOptions): Promise<Listener> => {
  const peers = new WeakMap<Duplex, AllowedPeer>();
  const open = new Set<Duplex>();
  const webSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: FRAME_MAX_BYTES,
    clientTracking: false,
  });
  const http = createHttpServer((_request, response) => {
    response.writeHead(426, { Connection: 'close' }).end();
  });
  http.on('upgrade', (request, socket, head) => {
    const peer = peers.get(socket);
    if (peer === undefined) {
      socket.destroy();
      return;
    }
    (socket as TLSSocket).setTimeout(0);
    webSockets.handleUpgrade(request, socket, head, (webSocket) => options.onSocket(webSocket, peer));
  });
  const { key, cert } = options.tls;
  const server = createTlsServer(
    { ...TLS_POLICY, key, cert, requestCert: true, handshakeTimeout: options.greetingMs },
    (socket) => {
      // A reset of the connection is told by its 'close' as well.
      socket.on('error', () => socket.destroy());
      const peer = options.admit(proofOf(socket));
      if (peer === null) {
        socket.destroy();
        return;
      }
      peers.set(socket, peer);
      socket.setTimeout(options.greetingMs, () => socket.destroy());
      http.emit('connection', socket);
    },
  );
  server.maxConnections = CONNECTIONS_MAX;
  server.on('connection', (socket: Socket) => {
    if (!options.isOpen()) {
      socket.destroy();
      return;
    }
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  // A failed handshake is the other's affair: the connection is already closed.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  const port = await bind(server, options.address);
  server.on('error', (error: Error) => options.onTrouble(error.message));
  return { port, close: () => closeServer(server, open) };
};

const bind = (server: Server, { host, port }: PeerAddress): Promise<number> =>
  new Promise((resolve, reject) => {
    const onError = (cause: Error): void =>
      reject(
        new Fault(
          'LISTEN-FAILED',
          `Other devices cannot dial this one: port ${port} of ${host} cannot be had (${cause.message}).`,
          'Selling is unaffected. Find out what else uses the port, or choose another.',
          cause,
        ),
      );
    server.once('error', onError);
    // Without a host Node takes both families, and IPv4 alone where there is no IPv6.
    server.listen(host === '::' ? { port } : { port, host }, () => {
      server.off('error', onError);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

const closeServer = (server: Server, open: ReadonlySet<Duplex>): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of open) socket.destroy();
  });

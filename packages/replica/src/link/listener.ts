import { createServer as createHttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { createServer as createTlsServer, type Server } from 'node:tls';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { Fault } from '../fault.ts';
import { FRAME_MAX_BYTES } from './frame.ts';
import type { AllowedPeer, PeerAddress } from './peer.ts';
import { DOOR_PROTOCOL, ORGANISATION_HEADER, proofOf, TLS_POLICY } from './pinned-tls.ts';
import { Threshold } from './threshold.ts';
import type { Listener, ListenerOptions } from './transport.ts';

/** Of connections that have proved a key there are as many as a few for each listed device: see `Threshold`. */
const CONNECTIONS_MAX = 4_096;

/**
 * Waits for devices that dial. TLS 1.3 with both sides' keys; a key that is not admitted ends the connection before
 * a byte of HTTP is read. Throws a Fault when the port cannot be had.
 */
export const listen = async (options: ListenerOptions): Promise<Listener> => {
  /** Who proved a key, and what ends its time to ask for the upgrade. */
  const peers = new WeakMap<Duplex, { peer: AllowedPeer; inTime: () => void }>();
  const open = new Set<Duplex>();
  const threshold = new Threshold(options.greetingMs);
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
    const proved = peers.get(socket);
    if (proved === undefined) {
      socket.destroy();
      return;
    }
    proved.inTime();
    const meant = [request.headers[ORGANISATION_HEADER]].flat()[0] ?? null;
    webSockets.handleUpgrade(request, socket, head, (webSocket) =>
      options.onSocket(webSocket, proved.peer, meant),
    );
  });
  const { onVisitor } = options;
  const door = onVisitor === undefined ? {} : { ALPNProtocols: [DOOR_PROTOCOL] };
  const { key, cert } = options.tls;
  const server = createTlsServer(
    { ...TLS_POLICY, ...door, key, cert, requestCert: true, handshakeTimeout: options.greetingMs },
    (socket) => {
      // A reset of the connection is told by its 'close' as well.
      socket.on('error', () => socket.destroy());
      if (onVisitor !== undefined && socket.alpnProtocol === DOOR_PROTOCOL) {
        onVisitor(socket, () => threshold.passed(socket));
        return;
      }
      const peer = options.admit(proofOf(socket));
      if (peer === null) {
        socket.destroy();
        return;
      }
      threshold.passed(socket);
      const late = setTimeout(() => socket.destroy(), options.greetingMs);
      const inTime = (): void => clearTimeout(late);
      socket.once('close', inTime);
      peers.set(socket, { peer, inTime });
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
    threshold.enter(socket);
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

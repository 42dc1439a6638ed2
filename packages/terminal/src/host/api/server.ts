import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { guardRequest, type Names, namesOf } from '@tillmesh/replica/process/request-guard';
import express from 'express';
import { createLiveSocket } from '../live/live-socket.ts';
import type { Log } from '@tillmesh/replica/process/log';
import { type Refusal, refuse } from './api-error.ts';
import type { Premises } from './desk.ts';
import { screenRoutes, securityHeaders } from './page.ts';
import { refusalOf, refused, send } from './reply.ts';
import { apiRoutes, type ApiPorts } from './route.ts';
import type { Tokens } from './token.ts';

export type ApiServer = { readonly port: number; readonly close: () => Promise<void> };

export type ServerPorts = ApiPorts & {
  readonly premises: Premises;
  readonly tokens: Tokens;
  /** Where Vite put the built screen. */
  readonly screenFolder: string;
  readonly log: Log;
};

const LOOPBACK = '127.0.0.1';
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;

/** An answer where Express is not: to an upgrade that is refused or a request that is no HTTP. */
const hangUp = (socket: Duplex, { status, reply }: Refusal): void => {
  const body = JSON.stringify(reply);
  socket.on('error', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};

const createApp = (ports: ServerPorts): express.Express => {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('case sensitive routing', true);
  app.set('strict routing', true);
  app.use(securityHeaders());
  app.use('/api', apiRoutes(ports));
  app.use(screenRoutes(ports.screenFolder, ports.tokens.page));
  app.use(((error, _request, response, next) => {
    if (response.headersSent) next(error);
    else send(response, refused(refusalOf(error, ports.log, 'page')));
  }) satisfies express.ErrorRequestHandler);
  return app;
};

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: LOOPBACK, port }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

/**
 * The local API and the screen, on loopback only. Nothing of a request is looked at before its Host
 * and Origin, on every method and upgrade. Rejects with the system's error when the port is taken.
 */
export const startServer = async (ports: ServerPorts, wantedPort: number): Promise<ApiServer> => {
  const app = createApp(ports);
  const live = createLiveSocket(ports.premises, ports.tokens, ports.log);
  /** Known once the port is bound; until then nobody is answered. */
  let names: Names = new Map();
  const guard = (request: IncomingMessage): Refusal | null => {
    const code = guardRequest(request, names);
    return code === null ? null : refuse(code);
  };
  const server = createServer(
    // A missing Host is refused below, with a code.
    { requireHostHeader: false, headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => {
      const refusal = guard(request);
      if (refusal === null) {
        app(request, response);
        return;
      }
      const { status, reply } = refusal;
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', connection: 'close' });
      response.end(JSON.stringify(reply));
    },
  );
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal = guard(request) ?? live.upgrade(request, socket, head);
    if (refusal !== null) hangUp(socket, refusal);
  });
  server.on('clientError', (_error, socket) => {
    if (socket.writable) hangUp(socket, refuse('REQUEST-MALFORMED'));
    else socket.destroy();
  });
  const port = await listen(server, wantedPort);
  names = namesOf(port);
  return {
    port,
    close: async () => {
      live.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      // Requests being answered get a moment; whoever holds on longer is cut off.
      const cut = setTimeout(() => {
        live.cut();
        server.closeAllConnections();
      }, 1_000);
      await closed;
      clearTimeout(cut);
    },
  };
};

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { Log } from '@tillmesh/replica/process/log';
import { type Refusal, refuse } from '../api/api-error.ts';
import { COMMAND_BYTES } from '../api/body.ts';
import type { Premises } from '../api/desk.ts';
import { createCommandListener } from './command-listener.ts';
import { holderOf, protocolOf, tokenOfProtocol, type Tokens } from '../api/token.ts';

/** More screens than one till ever has; an open page counts, a closed one does not. */
const MAX_SCREENS = 32;
const HEARTBEAT_MS = 15_000;

export type LiveSocket = {
  /** Takes over a connection that asked for an upgrade, or says why not; the Host was checked before. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => Refusal | null;
  readonly close: () => void;
  /** Ends the sockets that did not answer `close`. */
  readonly cut: () => void;
};

const pathOf = (url: string | undefined): string => (url ?? '').split('?')[0] ?? '';

/** Ends a socket that answered no ping since the last. */
const beat = (server: WebSocketServer, heartbeatMs: number): NodeJS.Timeout => {
  const answered = new WeakSet<WebSocket>();
  server.on('connection', (socket: WebSocket) => {
    answered.add(socket);
    socket.on('pong', () => answered.add(socket));
  });
  const timer = setInterval(() => {
    for (const socket of server.clients) {
      if (!answered.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, heartbeatMs);
  return timer.unref();
};

/** `GET /api/live`: one socket per screen, over which the feed's messages go and the screen's commands come. */
export const createLiveSocket = (
  premises: Premises,
  tokens: Tokens,
  log: Log,
  heartbeatMs: number = HEARTBEAT_MS,
): LiveSocket => {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: COMMAND_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => protocolOf(offered) ?? false,
  });
  const timer = beat(server, heartbeatMs);

  const judge = (request: IncomingMessage): Refusal | null => {
    if (pathOf(request.url) !== '/api/live') return refuse('NOT-FOUND');
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim());
    const protocol = protocolOf(offered);
    if (protocol === null) return refuse('TOKEN-MISSING');
    if (holderOf(tokens, tokenOfProtocol(protocol)) === null) return refuse('TOKEN-WRONG');
    if (premises.desk() === null) return refuse('NOT-SET-UP');
    return server.clients.size >= MAX_SCREENS ? refuse('TOO-MANY-SCREENS') : null;
  };

  const join = (socket: WebSocket): void => {
    // A broken frame or a lost connection ends this socket; `close` follows and is all that is needed.
    socket.on('error', () => socket.terminate());
    const say = (text: string, sent: () => void): void => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text, (error) => (error ? undefined : sent()));
    };
    const listener = createCommandListener(premises, log, {
      answer: (message) => say(JSON.stringify(message), () => undefined),
      hangUp: () => socket.close(1008),
    });
    socket.on('message', (data, isBinary) => {
      if (isBinary || !Buffer.isBuffer(data)) socket.close(1008);
      else listener(data);
    });
    const leave = premises.desk()?.feed.join({ send: say });
    socket.on('close', () => leave?.());
  };

  return {
    upgrade: (request, socket, head) => {
      const refusal = judge(request);
      if (refusal === null) {
        server.handleUpgrade(request, socket, head, (opened) => {
          server.emit('connection', opened, request);
          join(opened);
        });
      }
      return refusal;
    },
    close: () => {
      clearInterval(timer);
      for (const socket of server.clients) socket.close(1001);
      server.close();
    },
    cut: () => {
      for (const socket of server.clients) socket.terminate();
    },
  };
};

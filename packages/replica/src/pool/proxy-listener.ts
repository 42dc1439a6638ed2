import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { hash } from 'node:crypto';
import { toHex } from '../cbor/bytes.ts';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { FramedSocket } from '../enrol/framed-socket.ts';
import { framedWebSocket } from '../enrol/framed-web-socket.ts';
import { FRAME_MAX_BYTES } from '../link/frame.ts';
import { answerHello, CLOSE_UNPROVEN, type Member, nextFrame, readHello } from '../link/member-proof.ts';
import type { PeerAddress } from '../link/peer.ts';
import { DOOR_PATH } from '../link/pinned-tls.ts';
import { originOf, Threshold } from '../link/threshold.ts';
import type { ListenerOptions, PeerProof } from '../link/transport.ts';
import type { RefusalCause } from './shared-listener.ts';

/** An organisation that may be reached through a proxy. */
export type ProxyPlace = {
  readonly tenant: string;
  readonly options: ListenerOptions;
  readonly member: Member;
};

export type ProxyListenerOptions = {
  readonly address: PeerAddress;
  readonly greetingMs: number;
  readonly places: () => readonly ProxyPlace[];
  /** Uses up a token by its hash; null: it is none, or none any more. */
  readonly useToken: (
    hash: Uint8Array,
  ) => Promise<{ readonly tenant: string; readonly device: string } | null>;
  readonly onRefused: (cause: RefusalCause) => void;
  /** A device that nobody lists yet came to the door of those who are invited; see `ListenerOptions`. */
  readonly onVisitor: (socket: FramedSocket, admitted: () => void) => void;
};

/** Connections that have not said yet who they are: see `Threshold`. */
export const UNPROVEN_MAX = 256;
const TOKEN_MAX = 128;
/** How long a closing handshake may take. */
const CLOSING_MS = 1_000;

/** The token of a stock client, in the address or as a bearer; null: there is none. */
const tokenOf = ({ url, headers }: IncomingMessage): string | null => {
  const inAddress = new URL(url ?? '/', 'http://relay').searchParams.get('token');
  const token = inAddress ?? /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? null;
  return token !== null && token.length > 0 && token.length <= TOKEN_MAX ? token : null;
};

/**
 * From where somebody came to the proxy: the last address in X-Forwarded-For, which the proxy added. The port is open
 * on this machine alone, so nobody else writes that. Null: the proxy does not say it.
 */
const originBehindProxy = ({ headers }: IncomingMessage): string | null => {
  const all = [headers['x-forwarded-for'] ?? []].flat().join(',');
  const last = all.slice(all.lastIndexOf(',') + 1).trim();
  const address = last.replace(/^\[(.*)\](:\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1');
  return isIP(address) === 0 ? null : originOf(address);
};

const isAtDoor = ({ url }: IncomingMessage): boolean =>
  new URL(url ?? '/', 'http://relay').pathname.endsWith(DOOR_PATH);

/** Who comes through a proxy: a device that signs, or somebody with a token. */
class ProxyGate {
  readonly #options: ProxyListenerOptions;
  readonly #webSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: FRAME_MAX_BYTES,
    clientTracking: false,
  });
  readonly #threshold: Threshold;

  constructor(options: ProxyListenerOptions) {
    this.#options = options;
    this.#threshold = new Threshold(options.greetingMs, UNPROVEN_MAX);
  }

  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (isAtDoor(request)) {
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) =>
        this.#options.onVisitor(framedWebSocket(webSocket), this.#waitFor(webSocket, request)),
      );
      return;
    }
    const token = tokenOf(request);
    const bearer = token === null ? null : await this.#byToken(token);
    if (token !== null && bearer === null) {
      this.#options.onRefused('unknown-token');
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      if (bearer === null) this.#challenge(webSocket, request);
      else this.#letIn(webSocket, bearer.place, bearer.proof);
    });
  }

  #turnAway(webSocket: WebSocket, cause: RefusalCause): void {
    this.#options.onRefused(cause);
    webSocket.close(CLOSE_UNPROVEN, 'turned away');
    setTimeout(() => webSocket.terminate(), CLOSING_MS).unref();
  }

  #letIn(webSocket: WebSocket, { options: place }: ProxyPlace, proof: PeerProof): void {
    const peer = place.isOpen() ? place.admit(proof) : null;
    if (peer === null) this.#turnAway(webSocket, 'unknown-key');
    else place.onSocket(webSocket, peer);
  }

  #challenge(webSocket: WebSocket, request: IncomingMessage): void {
    const done = this.#waitFor(webSocket, request);
    const from = request.socket.remoteAddress ?? 'a proxy';
    nextFrame(webSocket, (frame) => {
      const hello = readHello(frame);
      const place = this.#options.places().find(({ member }) => member.organisation === hello?.organisation);
      // Nobody learns which organisations there are but their devices.
      if (hello === null || place === undefined || place.member.memberOf(hello.deviceId) === null) {
        this.#turnAway(webSocket, 'unknown-key');
        return;
      }
      const answer = answerHello(place.member, hello);
      nextFrame(webSocket, (second) => {
        const proof = answer.judge(second, from);
        done();
        if (proof === null) this.#turnAway(webSocket, 'unknown-key');
        else this.#letIn(webSocket, place, proof);
      });
      webSocket.send(answer.frame);
    });
  }

  /** Gives a place to who has not proved anything yet; it ends with what is called when that is done. */
  #waitFor(webSocket: WebSocket, request: IncomingMessage): () => void {
    const done = (): void => this.#threshold.leave(webSocket);
    webSocket.once('close', done);
    webSocket.on('error', () => webSocket.terminate());
    this.#threshold.admit(webSocket, originBehindProxy(request), () => webSocket.terminate());
    return done;
  }

  async #byToken(token: string): Promise<{ place: ProxyPlace; proof: PeerProof } | null> {
    const found = await this.#options.useToken(hash('sha256', token, 'buffer'));
    const place = this.#options.places().find(({ tenant }) => tenant === found?.tenant);
    const member = found === null ? null : place?.member.memberOf(found.device);
    if (place === undefined || member === null || member === undefined) return null;
    const keyHash = toHex(member.tlsKeyHash);
    return { place, proof: { keyHash, validToMs: Number.MAX_SAFE_INTEGER, from: 'a proxy' } };
  }
}

/**
 * Where a proxy on this machine passes on what came to it over TLS. Devices sign, as `member-proof.ts` says; whoever
 * brings a token is the listed device it was made for, once.
 */
export const listenBehindProxy = async (
  options: ProxyListenerOptions,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> => {
  const gate = new ProxyGate(options);
  const open = new Set<Duplex>();
  const server = createServer((_request, response) => {
    response.writeHead(426, { Connection: 'close' }).end();
  });
  server.headersTimeout = options.greetingMs;
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.on('upgrade', (request, socket, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    gate.upgrade(request, socket, head).catch(() => socket.destroy());
  });
  const { host, port } = options.address;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
};

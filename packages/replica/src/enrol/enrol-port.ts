import type { Socket } from 'node:net';
import { connect, createServer, type Server, type TLSSocket } from 'node:tls';
import type { PeerAddress } from '../link/peer.ts';
import { TLS_POLICY } from '../link/pinned-tls.ts';
import type { Timers } from '../link/timers.ts';
import type { TlsIdentity } from '../link/transport.ts';
import { channelOver, type EnrolChannel } from './channel.ts';

/** Where an admin device listens while it takes in a device, unless the port is taken. */
export const ENROL_PORT = 4_182;

const HANDSHAKE_MS = 5_000;
const CONNECTIONS_MAX = 32;
/** Handshakes cost the till's own processor: so many may begin within a second, whoever asks. */
const HANDSHAKES_A_SECOND = 10;

export type EnrolListener = { readonly port: number; readonly close: () => void };

type ListenOptions = {
  readonly host: string;
  /** Tried in this order; 0 takes any free one. */
  readonly ports: readonly number[];
  readonly tls: TlsIdentity;
  readonly timers: Pick<Timers, 'nowMs'>;
  readonly onChannel: (channel: EnrolChannel) => void;
};

/** True while fewer than so many came within the last second. */
const paced = (most: number, nowMs: () => number): (() => boolean) => {
  let times: number[] = [];
  return () => {
    const now = nowMs();
    times = times.filter((at) => now - at < 1_000 && at <= now);
    if (times.length >= most) return false;
    times.push(now);
    return true;
  };
};

const bind = (server: Server, host: string, port: number): Promise<number | null> =>
  new Promise((resolve) => {
    const onError = (): void => resolve(null);
    server.once('error', onError);
    server.listen(port, host, () => {
      server.off('error', onError);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

/** Takes anybody who shows some key over TLS 1.3, for the enrolment protocol alone. Null: no port could be had. */
export const listenForEnrolment = async (options: ListenOptions): Promise<EnrolListener | null> => {
  const { key, cert } = options.tls;
  const open = new Set<Socket>();
  const mayBegin = paced(HANDSHAKES_A_SECOND, options.timers.nowMs);
  const server = createServer(
    { ...TLS_POLICY, key, cert, requestCert: true, handshakeTimeout: HANDSHAKE_MS },
    (socket) => {
      socket.on('error', () => socket.destroy());
      const channel = channelOver(socket);
      if (channel === null) socket.destroy();
      else options.onChannel(channel);
    },
  );
  server.maxConnections = CONNECTIONS_MAX;
  server.on('connection', (socket: Socket) => {
    if (!mayBegin()) {
      socket.destroy();
      return;
    }
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  for (const wanted of options.ports) {
    const port = await bind(server, options.host, wanted);
    if (port === null) continue;
    // A connection that cannot be taken, such as for want of file handles, is its sender's to try again.
    server.on('error', () => undefined);
    return {
      port,
      close: () => {
        server.close();
        // What was said last still goes out; `channel.close` bounds how long that may take.
        for (const socket of open) socket.unref();
      },
    };
  }
  return null;
};

/** A channel to whoever listens at an address; null when nobody answers there. */
export const dialEnrolment = (
  { host, port }: PeerAddress,
  { key, cert }: TlsIdentity,
): Promise<EnrolChannel | null> =>
  new Promise((resolve) => {
    const socket: TLSSocket = connect({ host, port, key, cert, ...TLS_POLICY });
    const fail = (): void => {
      socket.destroy();
      resolve(null);
    };
    socket.setTimeout(HANDSHAKE_MS, fail);
    socket.on('error', fail);
    socket.on('close', fail);
    socket.once('secureConnect', () => {
      socket.setTimeout(0);
      resolve(channelOver(socket));
    });
  });

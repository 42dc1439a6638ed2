import type { PeerAddress } from '@tillmesh/replica';
import {
  peerOf,
  ArgumentError,
  dataFolderOf,
  portOf,
  type ReadArguments,
  readOptions,
} from '@tillmesh/replica/process/argument';

export type Arguments = {
  readonly data: string;
  /** Of the owner's page; 0 takes any free one. */
  readonly port: number;
  /** The interface to listen on; another than loopback only behind a proxy or in a container. */
  readonly bind: string;
  /**
   * Under which browsers reach the page when a proxy that ends TLS stands in front. With it the last address
   * in X-Forwarded-For is believed: that proxy has to write it, and to be the only way in from outside.
   */
  readonly origin: URL | null;
  readonly peers: readonly PeerAddress[];
  /** Whether devices of the organisation are looked for on the network; nobody dials a reporter. */
  readonly discover: boolean;
  /** Read a new password from standard input, keep it, and end. */
  readonly setPassword: boolean;
};

export const DEFAULT_PORT = 4190;
export const USAGE =
  'main.ts --data DIR [--port N] [--bind ADDRESS] [--origin URL] [--peer HOST:PORT ...] [--no-discovery] [--set-password]';

const originOf = (text: string): URL => {
  const url = URL.parse(text);
  const isOrigin =
    url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.href === `${url.origin}/`;
  if (!isOrigin)
    throw new ArgumentError(`--origin takes an address such as https://sales.example.org, not "${text}"`);
  return url;
};

const OPTIONS = {
  data: { type: 'string' },
  port: { type: 'string' },
  bind: { type: 'string' },
  origin: { type: 'string' },
  peer: { type: 'string', multiple: true },
  'no-discovery': { type: 'boolean' },
  'set-password': { type: 'boolean' },
} as const;

export const readArguments = (argv: readonly string[]): ReadArguments<Arguments> =>
  readOptions(argv, OPTIONS, (values) => {
    return {
      data: dataFolderOf(values.data),
      port: values.port === undefined ? DEFAULT_PORT : portOf(values.port, '--port'),
      bind: values.bind ?? '127.0.0.1',
      origin: values.origin === undefined ? null : originOf(values.origin),
      peers: (values.peer ?? []).map((peer) => peerOf(peer, '--peer')),
      discover: values['no-discovery'] !== true,
      setPassword: values['set-password'] ?? false,
    };
  });

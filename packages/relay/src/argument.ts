import type { PeerAddress } from '@tillmesh/replica';
import {
  addressOf,
  peerOf,
  ArgumentError,
  dataFolderOf,
  portOf,
  type ReadArguments,
  readOptions,
} from '@tillmesh/replica/process/argument';

export type Arguments = {
  readonly data: string;
  /** For links of other devices. */
  readonly listen: PeerAddress;
  /** Of the health page; port 0 takes any free one. */
  readonly health: PeerAddress;
  /** Where a proxy on this machine passes on what came to it over TLS; null: nowhere. */
  readonly proxy: PeerAddress | null;
  /** Other relays. */
  readonly peers: readonly PeerAddress[];
  /** A document that nobody spoke of for so long is unloaded. */
  readonly idleMs: number;
  /** Loaded documents at most, of all organisations together. */
  readonly loadedMost: number;
};

export const USAGE =
  'main.ts --data DIR --listen HOST:PORT [--port N] [--bind ADDRESS] [--peer ADDRESS ...] [--behind-proxy HOST:PORT] [--idle SECONDS] [--loaded N]';
export const DEFAULT_PORT = 4191;
const DEFAULT_IDLE_SECONDS = 600;
/** Automerge's memory never shrinks, and making documents grows dearer beyond. */
const DEFAULT_LOADED = 900;

const OPTIONS = {
  data: { type: 'string' },
  listen: { type: 'string' },
  port: { type: 'string' },
  bind: { type: 'string' },
  peer: { type: 'string', multiple: true },
  'behind-proxy': { type: 'string' },
  idle: { type: 'string' },
  loaded: { type: 'string' },
} as const;

/** A whole number from 1. Throws ArgumentError. */
export const countOf = (text: string, name: string): number => {
  const count = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (count < 1) throw new ArgumentError(`${name} takes a whole number from 1, not "${text}"`);
  return count;
};

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** What comes there is no longer sealed by TLS, so it stays on this machine. Throws ArgumentError. */
const proxyOf = (text: string): PeerAddress => {
  const address = addressOf(text, '--behind-proxy');
  if (LOOPBACK.has(address.host)) return address;
  throw new ArgumentError(`--behind-proxy takes an address of this machine alone, not "${text}"`);
};

/** Reads the command line; what does not fit is said in one sentence. */
export const readArguments = (argv: readonly string[]): ReadArguments<Arguments> =>
  readOptions(argv, OPTIONS, (values) => {
    const data = dataFolderOf(values.data);
    if (values.listen === undefined) throw new ArgumentError('--listen HOST:PORT is missing');
    const port = values.port === undefined ? DEFAULT_PORT : portOf(values.port, '--port');
    const count = (text: string | undefined, name: string, otherwise: number): number =>
      text === undefined ? otherwise : countOf(text, name);
    return {
      data,
      listen: addressOf(values.listen, '--listen'),
      health: { host: values.bind ?? '127.0.0.1', port },
      peers: (values.peer ?? []).map((peer) => peerOf(peer, '--peer')),
      proxy: values['behind-proxy'] === undefined ? null : proxyOf(values['behind-proxy']),
      idleMs: count(values.idle, '--idle', DEFAULT_IDLE_SECONDS) * 1_000,
      loadedMost: count(values.loaded, '--loaded', DEFAULT_LOADED),
    };
  });

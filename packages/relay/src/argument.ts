import type { PeerAddress } from '@tillmesh/replica';
import {
  addressOf,
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
  /** Other relays. */
  readonly peers: readonly PeerAddress[];
};

export const USAGE =
  'main.ts --data DIR --listen HOST:PORT [--port N] [--bind ADDRESS] [--peer HOST:PORT ...]';
export const DEFAULT_PORT = 4191;

const OPTIONS = {
  data: { type: 'string' },
  listen: { type: 'string' },
  port: { type: 'string' },
  bind: { type: 'string' },
  peer: { type: 'string', multiple: true },
} as const;

/** Reads the command line; what does not fit is said in one sentence. */
export const readArguments = (argv: readonly string[]): ReadArguments<Arguments> =>
  readOptions(argv, OPTIONS, (values) => {
    const data = dataFolderOf(values.data);
    if (values.listen === undefined) throw new ArgumentError('--listen HOST:PORT is missing');
    const port = values.port === undefined ? DEFAULT_PORT : portOf(values.port, '--port');
    return {
      data,
      listen: addressOf(values.listen, '--listen'),
      health: { host: values.bind ?? '127.0.0.1', port },
      peers: (values.peer ?? []).map((peer) => addressOf(peer, '--peer')),
    };
  });

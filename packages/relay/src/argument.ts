import { parseArgs } from 'node:util';
import type { PeerAddress } from '@tillmesh/replica';

export type Arguments = {
  readonly data: string;
  /** For links of other devices. */
  readonly listen: PeerAddress;
  /** Of the health page; port 0 takes any free one. */
  readonly health: PeerAddress;
  /** Other relays. */
  readonly peers: readonly PeerAddress[];
};

export type ReadArguments =
  | { readonly ok: true; readonly value: Arguments }
  | { readonly ok: false; readonly message: string };

export const USAGE =
  'main.ts --data DIR --listen HOST:PORT [--port N] [--bind ADDRESS] [--peer HOST:PORT ...]';
export const DEFAULT_PORT = 4191;

class ArgumentError extends Error {}

const portOf = (text: string, name: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new ArgumentError(`${name} takes a port from 0 to 65535, not "${text}"`);
  return port;
};

const addressOf = (text: string, name: string): PeerAddress => {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([\w.-]+)):(\d+)$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  if (match === null || host === undefined) throw new ArgumentError(`${name} takes HOST:PORT, not "${text}"`);
  return { host, port: portOf(match[3] ?? '', name) };
};

const OPTIONS = {
  data: { type: 'string' },
  listen: { type: 'string' },
  port: { type: 'string' },
  bind: { type: 'string' },
  peer: { type: 'string', multiple: true },
} as const;

const isParseError = (error: unknown): error is Error =>
  error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

/** Reads the command line; what does not fit is said in one sentence. */
export const readArguments = (argv: readonly string[]): ReadArguments => {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: OPTIONS,
      strict: true,
      allowPositionals: false,
    });
    if (values.data === undefined || values.data === '') throw new ArgumentError('--data DIR is missing');
    if (values.listen === undefined) throw new ArgumentError('--listen HOST:PORT is missing');
    const port = values.port === undefined ? DEFAULT_PORT : portOf(values.port, '--port');
    return {
      ok: true,
      value: {
        data: values.data,
        listen: addressOf(values.listen, '--listen'),
        health: { host: values.bind ?? '127.0.0.1', port },
        peers: (values.peer ?? []).map((peer) => addressOf(peer, '--peer')),
      },
    };
  } catch (error) {
    if (error instanceof ArgumentError || isParseError(error)) return { ok: false, message: error.message };
    throw error;
  }
};

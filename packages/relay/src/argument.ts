import { parseArgs } from 'node:util';
import type { PeerAddress } from '@tillmesh/replica';

export type RelayArguments = {
  readonly data: string;
  /** Where devices link, over TLS. */
  readonly listen: PeerAddress;
  /** Of the health endpoint, on loopback; 0 takes any free one. */
  readonly port: number;
  /** Other relays to link. */
  readonly peers: readonly PeerAddress[];
};

export const USAGE = 'main.ts --data DIR --listen HOST:PORT [--port N] [--peer HOST:PORT ...]';
export const DEFAULT_HEALTH_PORT = 4290;

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

/** Parses strictly; what does not fit is one sentence. */
export const readArguments = (
  argv: readonly string[],
):
  | { readonly ok: true; readonly value: RelayArguments }
  | { readonly ok: false; readonly message: string } => {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        data: { type: 'string' },
        listen: { type: 'string' },
        port: { type: 'string' },
        peer: { type: 'string', multiple: true },
      },
      strict: true,
      allowPositionals: false,
    });
    if (values.data === undefined || values.data === '') throw new ArgumentError('--data DIR is missing');
    if (values.listen === undefined) throw new ArgumentError('--listen HOST:PORT is missing');
    return {
      ok: true,
      value: {
        data: values.data,
        listen: addressOf(values.listen, '--listen'),
        port: values.port === undefined ? DEFAULT_HEALTH_PORT : portOf(values.port, '--port'),
        peers: (values.peer ?? []).map((peer) => addressOf(peer, '--peer')),
      },
    };
  } catch (error) {
    if (error instanceof ArgumentError || (error instanceof TypeError && 'code' in error)) {
      return { ok: false, message: error.message };
    }
    throw error;
  }
};

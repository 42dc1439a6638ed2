import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** Where a device may be found. */
export type Address = { readonly host: string; readonly port: number };

export type Arguments = {
  readonly data: string;
  /** Of the owner's page; 0 takes any free one. */
  readonly port: number;
  /** The interface to listen on; another than loopback only behind a proxy or in a container. */
  readonly bind: string;
  /** Under which browsers reach the page when a proxy that ends TLS stands in front. */
  readonly origin: URL | null;
  readonly peers: readonly Address[];
  /** Read a new password from standard input, keep it, and end. */
  readonly setPassword: boolean;
};

export type ReadArguments<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string };

export const DEFAULT_PORT = 4190;
export const USAGE =
  'main.ts --data DIR [--port N] [--bind ADDRESS] [--origin URL] [--peer HOST:PORT ...] [--set-password]';

class ArgumentError extends Error {}

const portOf = (text: string, name: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new ArgumentError(`${name} takes a port from 0 to 65535, not "${text}"`);
  return port;
};

const addressOf = (text: string, name: string): Address => {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([\w.-]+)):(\d+)$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  if (match === null || host === undefined) throw new ArgumentError(`${name} takes HOST:PORT, not "${text}"`);
  return { host, port: portOf(match[3] ?? '', name) };
};

const originOf = (text: string): URL => {
  const url = URL.parse(text);
  const isOrigin =
    url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.href === `${url.origin}/`;
  if (!isOrigin)
    throw new ArgumentError(`--origin takes an address such as https://sales.example.org, not "${text}"`);
  return url;
};

const isParseError = (error: unknown): error is Error =>
  error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

/** Parses strictly, and gives what does not fit as one sentence. */
export const readOptions = <O extends ParseArgsOptionsConfig, T>(
  argv: readonly string[],
  options: O,
  shape: (values: ReturnType<typeof parseArgs<{ options: O }>>['values']) => T,
): ReadArguments<T> => {
  try {
    const { values } = parseArgs({ args: [...argv], options, strict: true, allowPositionals: false });
    return { ok: true, value: shape(values) };
  } catch (error) {
    if (error instanceof ArgumentError || isParseError(error)) return { ok: false, message: error.message };
    throw error;
  }
};

const OPTIONS = {
  data: { type: 'string' },
  port: { type: 'string' },
  bind: { type: 'string' },
  origin: { type: 'string' },
  peer: { type: 'string', multiple: true },
  'set-password': { type: 'boolean' },
} as const;

export const readArguments = (argv: readonly string[]): ReadArguments<Arguments> =>
  readOptions(argv, OPTIONS, (values) => {
    if (values.data === undefined || values.data === '') throw new ArgumentError('--data DIR is missing');
    return {
      data: values.data,
      port: values.port === undefined ? DEFAULT_PORT : portOf(values.port, '--port'),
      bind: values.bind ?? '127.0.0.1',
      origin: values.origin === undefined ? null : originOf(values.origin),
      peers: (values.peer ?? []).map((peer) => addressOf(peer, '--peer')),
      setPassword: values['set-password'] ?? false,
    };
  });

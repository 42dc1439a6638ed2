import { parseArgs } from 'node:util';

/** Where a device listens or may be found. */
export type Address = { readonly host: string; readonly port: number };

export type Arguments = {
  readonly data: string;
  /** Of the local API; 0 takes any free one. */
  readonly port: number;
  /** For links of other devices; null: nobody can dial this till. */
  readonly listen: Address | null;
  readonly peers: readonly Address[];
  /** The machine's clock, or one that `POST /api/clock` sets, from this moment on where it says one. */
  readonly clock:
    | { readonly kind: 'machine' }
    | { readonly kind: 'injected'; readonly startMs: number | null };
};

export type ReadArguments =
  | { readonly ok: true; readonly value: Arguments }
  | { readonly ok: false; readonly message: string };

export const DEFAULT_PORT = 4180;
export const USAGE =
  'till --data DIR [--port N] [--listen HOST:PORT] [--peer HOST:PORT ...] [--clock injected[:UTC_MS]]';

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

const clockOf = (text: string | undefined): Arguments['clock'] => {
  if (text === undefined) return { kind: 'machine' };
  const match = /^injected(?::(\d{1,15}))?$/.exec(text);
  if (match === null) throw new ArgumentError(`--clock takes injected or injected:UTC_MS, not "${text}"`);
  return { kind: 'injected', startMs: match[1] === undefined ? null : Number(match[1]) };
};

const OPTIONS = {
  data: { type: 'string' },
  port: { type: 'string' },
  listen: { type: 'string' },
  peer: { type: 'string', multiple: true },
  clock: { type: 'string' },
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
    return {
      ok: true,
      value: {
        data: values.data,
        port: values.port === undefined ? DEFAULT_PORT : portOf(values.port, '--port'),
        listen: values.listen === undefined ? null : addressOf(values.listen, '--listen'),
        peers: (values.peer ?? []).map((peer) => addressOf(peer, '--peer')),
        clock: clockOf(values.clock),
      },
    };
  } catch (error) {
    if (error instanceof ArgumentError || isParseError(error)) return { ok: false, message: error.message };
    throw error;
  }
};

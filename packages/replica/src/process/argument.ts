import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { PeerAddress } from '../link/peer.ts';

/** What was read from a command line, or what does not fit in one sentence. */
export type ReadArguments<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string };

/** Something on the command line that does not fit; its message is the sentence. */
export class ArgumentError extends Error {}

/** A port from 0 to 65535; 0 takes any free one. Throws ArgumentError. */
export const portOf = (text: string, name: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new ArgumentError(`${name} takes a port from 0 to 65535, not "${text}"`);
  return port;
};

/** `HOST:PORT`, an IPv6 address in brackets, a link-local one with its interface. Throws ArgumentError. */
export const addressOf = (text: string, name: string): PeerAddress => {
  const match = /^(?:\[([0-9a-fA-F:]+(?:%[\w.-]+)?)\]|([\w.-]+)):(\d+)$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  if (match === null || host === undefined) throw new ArgumentError(`${name} takes HOST:PORT, not "${text}"`);
  return { host, port: portOf(match[3] ?? '', name) };
};

/** Whether only this machine can be meant. */
export const isLoopback = ({ host }: PeerAddress): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

/** Of `ws://` the other end is on this machine: nothing of it goes over a network in clear. */
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** `HOST:PORT`, or `wss://...` of a relay behind a proxy. Throws ArgumentError. */
export const peerOf = (text: string, name: string): PeerAddress => {
  if (!/^wss?:/.test(text)) return addressOf(text, name);
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain = url?.protocol === 'ws:';
  if (url === null || url.hostname === '' || (isPlain && !LOOPBACK.has(url.hostname)))
    throw new ArgumentError(`${name} takes HOST:PORT or wss://HOST/PATH, not "${text}"`);
  const port = url.port === '' ? (isPlain ? 80 : 443) : Number(url.port);
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port, url: url.href };
};

/** The folder of `--data`, which every device needs. Throws ArgumentError. */
export const dataFolderOf = (text: string | undefined): string => {
  if (text === undefined || text === '') throw new ArgumentError('--data DIR is missing');
  return text;
};

const isParseError = (error: unknown): error is Error =>
  error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

/** Parses strictly; `shape` may throw ArgumentError. */
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

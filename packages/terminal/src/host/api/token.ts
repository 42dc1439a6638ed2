import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * The tokens of one start of the host: `page` goes into the served page, `machine` into a file that
 * only the till's own user can read, for scripts. Both open the same addresses.
 */
export type Tokens = { readonly page: string; readonly machine: string };

/** `random` gives so many unpredictable bytes. */
export const newTokens = (random: (length: number) => Uint8Array): Tokens => {
  const token = () => Buffer.from(random(32)).toString('base64url');
  return { page: token(), machine: token() };
};

/** Compared by digest, so that time tells nothing of the token, its length included. */
const same = (left: string, right: string): boolean => {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(left), digest(right));
};

/** Whose token this is; null for nobody's. */
export const holderOf = (tokens: Tokens, token: string): 'page' | 'machine' | null => {
  if (same(tokens.page, token)) return 'page';
  return same(tokens.machine, token) ? 'machine' : null;
};

/** The token of an `authorization: Bearer` header; null when there is none. */
export const bearerOf = (authorization: string | undefined): string | null =>
  /^Bearer ([\w-]+)$/.exec(authorization ?? '')?.[1] ?? null;

const SUBPROTOCOL = 'tillmesh.';

/** The offered WebSocket subprotocol that carries a token; a browser cannot send a header there. */
export const protocolOf = (offered: Iterable<string>): string | null =>
  [...offered].find((protocol) => protocol.startsWith(SUBPROTOCOL)) ?? null;

export const tokenOfProtocol = (protocol: string): string => protocol.slice(SUBPROTOCOL.length);

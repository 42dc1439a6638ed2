import { isSameToken, newToken } from '@tillmesh/replica/process/token';

/**
 * The tokens of one start of the host: `page` goes into the served page, `machine` into a file that
 * only the till's own user can read, for scripts. Both open the same addresses.
 */
export type Tokens = { readonly page: string; readonly machine: string };

/** `random` gives so many unpredictable bytes. */
export const newTokens = (random: (length: number) => Uint8Array): Tokens => {
  return { page: newToken(random), machine: newToken(random) };
};

/** Whose token this is; null for nobody's. */
export const holderOf = (tokens: Tokens, token: string): 'page' | 'machine' | null => {
  if (isSameToken(tokens.page, token)) return 'page';
  return isSameToken(tokens.machine, token) ? 'machine' : null;
};

const SUBPROTOCOL = 'tillmesh.';

/** The offered WebSocket subprotocol that carries a token; a browser cannot send a header there. */
export const protocolOf = (offered: Iterable<string>): string | null =>
  [...offered].find((protocol) => protocol.startsWith(SUBPROTOCOL)) ?? null;

export const tokenOfProtocol = (protocol: string): string => protocol.slice(SUBPROTOCOL.length);

import { createHash } from 'node:crypto';

/** A session ends after this long without a request, and anyway after this long. */
export const IDLE_MS = 12 * 3_600_000;
export const LIFE_MS = 7 * 24 * 3_600_000;
/** The oldest ends when there are more. */
const MAX_SESSIONS = 100;
const TOKEN_BYTES = 32;

type Session = { readonly openedMs: number; seenMs: number; readonly password: string };

export type Sessions = {
  /** Opens a session for whoever knew the password with this hash; the token goes into the cookie only. */
  readonly open: (password: string) => string;
  /** Whether the token is of a live session opened with the password of this hash. */
  readonly isOpen: (token: string, password: string) => boolean;
  readonly end: (token: string) => void;
};

/** Sessions in memory, known by the hash of their token: a restart signs everybody out. */
export const createSessions = (random: (length: number) => Uint8Array, nowMs: () => number): Sessions => {
  const sessions = new Map<string, Session>();
  const keyOf = (token: string): string => createHash('sha256').update(token).digest('base64');
  const isLive = (session: Session): boolean => {
    const now = nowMs();
    return now - session.seenMs < IDLE_MS && now - session.openedMs < LIFE_MS;
  };
  return {
    open: (password) => {
      for (const [key, session] of sessions) if (!isLive(session)) sessions.delete(key);
      const [oldest] = sessions.keys();
      if (sessions.size >= MAX_SESSIONS && oldest !== undefined) sessions.delete(oldest);
      const token = Buffer.from(random(TOKEN_BYTES)).toString('base64url');
      sessions.set(keyOf(token), { openedMs: nowMs(), seenMs: nowMs(), password });
      return token;
    },
    isOpen: (token, password) => {
      const session = sessions.get(keyOf(token));
      if (session === undefined || session.password !== password || !isLive(session)) return false;
      session.seenMs = nowMs();
      return true;
    },
    end: (token) => {
      sessions.delete(keyOf(token));
    },
  };
};

import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { isPassword, type PasswordRecord, readPassword } from './password.ts';
import type { Sessions } from './session.ts';

/** Wrong passwords from one address before it has to wait, and how long. */
export const MAX_TRIES = 5;
const WAIT_SECONDS = 15 * 60;
/** Each check takes 19 MiB: more at once are turned away. */
const MAX_CHECKS = 4;

export type SignInResult =
  | { readonly outcome: 'signed-in'; readonly token: string }
  | { readonly outcome: 'wrong' | 'not-set' }
  | { readonly outcome: 'limited'; readonly waitSeconds: number };

export type Owner = {
  /** `address` is where the request came from (`senderOf`). Counted before it is checked, so that haste gains nothing. */
  readonly signIn: (password: string, address: string) => Promise<SignInResult>;
  readonly isSignedIn: (token: string) => Promise<boolean>;
  readonly signOut: (token: string) => void;
};

/** Sign-in of the owner by the password kept in `folder`. */
export const createOwner = (folder: string, sessions: Sessions): Owner => {
  const limiter = new RateLimiterMemory({
    points: MAX_TRIES,
    duration: WAIT_SECONDS,
    blockDuration: WAIT_SECONDS,
  });
  let checks = 0;

  const count = async (address: string): Promise<number | null> => {
    try {
      await limiter.consume(address);
      return null;
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return Math.ceil(refusal.msBeforeNext / 1_000);
      throw refusal;
    }
  };

  const check = async (password: string, record: PasswordRecord): Promise<boolean> => {
    checks += 1;
    try {
      return await isPassword(password, record);
    } finally {
      checks -= 1;
    }
  };

  return {
    signIn: async (password, address) => {
      const record = await readPassword(folder);
      if (record === null) return { outcome: 'not-set' };
      if (checks >= MAX_CHECKS) return { outcome: 'limited', waitSeconds: 1 };
      const waitSeconds = await count(address);
      if (waitSeconds !== null) return { outcome: 'limited', waitSeconds };
      if (!(await check(password, record))) return { outcome: 'wrong' };
      await limiter.delete(address);
      return { outcome: 'signed-in', token: sessions.open(record.hash) };
    },
    isSignedIn: async (token) => {
      const record = await readPassword(folder);
      return record !== null && sessions.isOpen(token, record.hash);
    },
    signOut: (token) => sessions.end(token),
  };
};

import { createHash, timingSafeEqual } from 'node:crypto';
import type { RandomBytes } from '../key/random.ts';

/** A token of one start of a process: 32 random bytes in base64url. */
export const newToken = (random: RandomBytes): string => Buffer.from(random(32)).toString('base64url');

const digest = (value: string): Buffer => createHash('sha256').update(value).digest();

/** Compared by digest, so that time tells nothing of the token, its length included. */
export const isSameToken = (one: string, other: string): boolean =>
  timingSafeEqual(digest(one), digest(other));

/** The token of an `authorization: Bearer` header; null when there is none. */
export const bearerOf = (authorization: string | undefined): string | null =>
  /^Bearer ([\w-]+)$/.exec(authorization ?? '')?.[1] ?? null;

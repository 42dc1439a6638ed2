import { hash, timingSafeEqual } from 'node:crypto';

/** What an announcement carries: a salt drawn at each start, and a hash by which members know their own shop. */
export type ShopHint = { readonly salt: string; readonly hint: string };

const HINT_DIGITS = 16;
const SALT = /^[0-9a-f]{16}$/;

/**
 * Whoever knows the organisation's id can tell whether it is meant; nobody else learns which shop it is, or whether
 * two announcements of different starts are of one. It proves nothing: the key decides. `salt`: 16 hex digits.
 */
export const shopHint = (organisation: string, salt: string): ShopHint => ({
  salt,
  hint: hash('sha256', `tillmesh/hint/v1\0${salt}\0${organisation}`).slice(0, HINT_DIGITS),
});

export const isOfShop = (organisation: string, { salt, hint }: Readonly<Record<string, string>>): boolean => {
  if (salt === undefined || hint === undefined || !SALT.test(salt)) return false;
  const [own, theirs] = [shopHint(organisation, salt).hint, hint].map((text) => Buffer.from(text));
  return own !== undefined && theirs?.length === own.length && timingSafeEqual(own, theirs);
};

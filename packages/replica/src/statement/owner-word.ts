import { equalBytes } from '../cbor/bytes.ts';
import { compareMoment } from '../value/winner.ts';
import { type Applied, signerOf } from './applied.ts';
import type { BodyOf } from './content.ts';
import type { Basis } from './settle.ts';

/** A device's word for an owner key: a statement that names it. */
export type OwnerVote = Applied<'owner-succession'> & {
  /** The how manieth of its signer's words it is, as far as that knew. */
  readonly nth: number;
  /** How many admin devices it takes, as of this statement. */
  readonly needed: number;
  /** What has to count for the key to stand by this statement; null: too few had signed. */
  readonly basis: Basis | null;
};

type Successor = Pick<BodyOf<'owner-succession'>, 'ownerId' | 'recoveryKey'>;

export const isSameOwner = (one: Successor, other: Successor): boolean =>
  one.ownerId === other.ownerId && equalBytes(one.recoveryKey, other.recoveryKey);

/**
 * Later words of one device first. What follows another word is later; between words apart, of which an honest device
 * gives none, the one that follows more of its own, then clock and hash. That puts all of them into one row, in which the latest that
 * somebody knew is the first that he knew, however many there are.
 */
export const compareWords = (a: OwnerVote, b: OwnerVote): number =>
  b.nth - a.nth || compareMoment(b.place.item.statement, a.place.item.statement);

/** Of each device the first of these words and the last: more say nothing that these do not. */
export const firstAndLast = (words: readonly OwnerVote[]): readonly OwnerVote[] =>
  [...Map.groupBy(words, signerOf).values()].flatMap((own) => {
    const last = own.reduce((one, other) => (compareWords(other, one) < 0 ? other : one));
    const first = own.reduce((one, other) => (compareWords(other, one) > 0 ? other : one));
    return first === last ? [first] : [first, last];
  });

import { follows, type Placed } from './causal-order.ts';
import type { Item } from './applied.ts';
import type { Rests } from './right.ts';

/** What came of a statement that had a right when it was made. */
export type Force = 'valid' | 'suspended' | 'voided';

/** A statement that would count if nobody were ever taken off. */
export type Claim = {
  readonly place: Placed<Item>;
  readonly rests: Rests;
  /** The device that it takes off; null for what is no revocation, or one that the owner lifted. */
  readonly takesOff: string | null;
};

/** For each claim the revocations that would take it away: those of its signer which it is no part of the past of. */
const attackers = (claims: readonly Claim[]): ReadonlyMap<Claim, readonly number[]> => {
  const revocations = new Map<string, Placed<Item>[]>();
  for (const { place, takesOff } of claims) {
    if (takesOff === null) continue;
    revocations.set(takesOff, [...(revocations.get(takesOff) ?? []), place]);
  }
  const found = new Map<Claim, readonly number[]>();
  for (const claim of claims) {
    const against = revocations.get(claim.place.item.statement.signer) ?? [];
    const outside = against.filter((revocation) => !follows(revocation, claim.place));
    if (outside.length > 0)
      found.set(
        claim,
        outside.map(({ index }) => index),
      );
  }
  return found;
};

/**
 * Which claims count, when revocations may take away one another's right to be. `claims` stand after all that they
 * follow.
 *
 * Given which revocations are in force, one pass tells what is left: what none of them takes away and whose right
 * still rests on something that is left. The more are in force the less is left, since a right only ever grows by
 * what is valid. So what is left when all that may count are in force counts surely, what is left when only those
 * are that count surely may count, and the two close in on each other (the alternating fixpoint of the well-founded
 * semantics; Van Gelder 1993). What stays between them, two who took each other off and what hangs on it, is
 * suspended. Nothing of it depends on the order in which anything came.
 */
export const settle = (claims: readonly Claim[]): ReadonlyMap<number, Force> => {
  const against = attackers(claims);
  const left = (inForce: ReadonlySet<number>): ReadonlySet<number> => {
    const counting = new Set<number>();
    for (const claim of claims) {
      if (against.get(claim)?.some((index) => inForce.has(index)) === true) continue;
      if (claim.rests.every((any) => any.some(({ index }) => counting.has(index))))
        counting.add(claim.place.index);
    }
    return counting;
  };
  let sure: ReadonlySet<number> = new Set();
  let possible = left(sure);
  while (against.size > 0) {
    const surer = left(possible);
    const fewer = left(surer);
    const isSettled = surer.size === sure.size && fewer.size === possible.size;
    sure = surer;
    possible = fewer;
    if (isSettled) break;
  }
  if (against.size === 0) sure = possible;
  return new Map(
    claims.map(({ place: { index } }) => [
      index,
      sure.has(index) ? 'valid' : possible.has(index) ? 'suspended' : 'voided',
    ]),
  );
};

import { follows, type Placed } from './causal-order.ts';
import type { Item } from './applied.ts';

/** What came of a statement that had a right when it was made. */
export type Force = 'valid' | 'suspended' | 'voided';

/** That of these statements some count: of so many different signers. */
export type Need = { readonly of: readonly Placed<Item>[]; readonly signers: number };
/** All of it is needed. */
export type Basis = readonly Need[];
/** Of each list at least one has to hold for a statement to count. */
export type Rests = readonly (readonly Basis[])[];

/** A right that is there if any of these counts. */
export const anyOf = (places: readonly Placed<Item>[]): readonly Basis[] => [[{ of: places, signers: 1 }]];

/** Whom a revocation takes off. */
export type TakesOff = {
  readonly id: string;
  /** Whether it would take off an owner key of that id too. */
  readonly isOverOwners: boolean;
  /** Reinstatements by later owner keys, which lift it if they count. */
  readonly lifts: readonly Placed<Item>[];
};

/** A statement that would count if nobody were ever taken off. */
export type Claim = {
  readonly place: Placed<Item>;
  readonly rests: Rests;
  /** Whether its signer is a later owner key and no device. */
  readonly isOwners: boolean;
  /** Null for what is no revocation, or one that the root key lifted. */
  readonly takesOff: TakesOff | null;
};

type Attacker = { readonly index: number; readonly lifts: TakesOff['lifts'] };

/** For each claim the revocations that would take it away: those of its signer which it is no part of the past of. */
const attackers = (claims: readonly Claim[]): ReadonlyMap<Claim, readonly Attacker[]> => {
  const revocations = new Map<string, { readonly place: Placed<Item>; readonly takesOff: TakesOff }[]>();
  for (const { place, takesOff } of claims) {
    if (takesOff === null) continue;
    revocations.set(takesOff.id, [...(revocations.get(takesOff.id) ?? []), { place, takesOff }]);
  }
  const found = new Map<Claim, readonly Attacker[]>();
  for (const claim of claims) {
    const against = revocations.get(claim.place.item.statement.signer) ?? [];
    const outside = against.filter(
      ({ place, takesOff }) => (takesOff.isOverOwners || !claim.isOwners) && !follows(place, claim.place),
    );
    if (outside.length > 0)
      found.set(
        claim,
        outside.map(({ place: { index }, takesOff: { lifts } }) => ({ index, lifts })),
      );
  }
  return found;
};

/** Whether a need is met by what `counts` says counts. */
export const isMet = ({ of, signers }: Need, counts: (index: number) => boolean): boolean => {
  if (signers === 1) return of.some(({ index }) => counts(index));
  const counting = of.filter(({ index }) => counts(index)).map(({ item }) => item.statement.signer);
  return new Set(counting).size >= signers;
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
  const hasLifts = claims.some(({ takesOff }) => (takesOff?.lifts.length ?? 0) > 0);
  const left = (inForce: ReadonlySet<number>): ReadonlySet<number> => {
    const counting = new Set<number>();
    const counts = (index: number): boolean => counting.has(index);
    const isAttacked = (claim: Claim): boolean =>
      against
        .get(claim)
        ?.some(({ index, lifts }) => inForce.has(index) && !lifts.some((lift) => counts(lift.index))) ===
      true;
    // What lifts a revocation may stand after what that takes away: then it takes more than one pass.
    for (let size = -1; size !== counting.size;) {
      size = counting.size;
      for (const claim of claims) {
        if (counts(claim.place.index) || isAttacked(claim)) continue;
        const holds = claim.rests.every((any) =>
          any.some((basis) => basis.every((need) => isMet(need, counts))),
        );
        if (holds) counting.add(claim.place.index);
      }
      if (!hasLifts) break;
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

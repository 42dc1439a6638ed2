import { type Applied, type Item, latestApplied, signerOf } from './applied.ts';
import { follows, type Placed } from './causal-order.ts';
import { type Known, knownAt } from './known.ts';
import { firstAndLast, isSameOwner, type OwnerVote } from './owner-word.ts';
import { isLifted } from './revocation-build.ts';
import type { Basis, Need } from './settle.ts';
import { ROOT } from './statement.ts';

/*
 * How admin devices name a new owner key (decision 0041). Each signs a statement; the key stands from the one on with
 * which more than half of the admin devices have, so that of one or two all have to.
 */

/** The statements by which an owner key stands, as far as the author of a statement knew of them. */
export const decisiveVotes = (place: Placed<Item>, ownerId: string, known: Known): readonly OwnerVote[] =>
  (known.owners.get(ownerId) ?? []).filter((vote) => vote.basis !== null && follows(place, vote.place));

/** What an owner key's right rests on, as far as the author of a statement knew. */
export const standingBases = (place: Placed<Item>, ownerId: string, known: Known): readonly Basis[] =>
  firstAndLast(decisiveVotes(place, ownerId, known)).flatMap(({ basis }) => (basis === null ? [] : [basis]));

const stoodAt = ({ place }: OwnerVote, ownerId: string, known: Known): boolean => {
  const name = `${place.index}/${ownerId}`;
  const found = known.stoodAt.get(name) ?? decisiveVotes(place, ownerId, known).length > 0;
  known.stoodAt.set(name, found);
  return found;
};

/** Whether an owner key was named in knowledge of another one that stood, and so may take that one off. */
export const isNamedAfter = (place: Placed<Item>, ownerId: string, other: string, known: Known): boolean =>
  decisiveVotes(place, ownerId, known).some((vote) => stoodAt(vote, other, known));

/** The grants by which a device is an admin: the root key's latest word decides, where it said one. */
export const adminGrants = (grants: readonly Applied<'grant'>[]): readonly Applied<'grant'>[] => {
  const last = latestApplied(grants.filter((grant) => signerOf(grant) === ROOT));
  if (last !== undefined) return last.body.grants.includes('admin') ? [last] : [];
  return grants.filter(({ body }) => body.grants.includes('admin'));
};

/** Who was put back, as far as the author of a statement knew; the root key's word counts besides. */
const putBackAt = (
  place: Placed<Item>,
  { reinstatements, rootWords }: Known,
): readonly Applied<'reinstatement'>[] => [
  ...rootWords.reinstatements.filter((word) => !follows(word.place, place)),
  ...knownAt(place, reinstatements),
];

/** Whether a revocation is by who stands above the device: nobody makes himself the majority by its equals'. */
const isFromAbove = (revocation: Applied<'revocation'>, known: Known): boolean => {
  const { place, body } = revocation;
  const signer = signerOf(revocation);
  const found =
    known.isFromAbove.get(place.index) ??
    (signer === ROOT ||
      decisiveVotes(place, signer, known).length > 0 ||
      known.admissions.aboveAt(place, body.deviceId).has(signer));
  known.isFromAbove.set(place.index, found);
  return found;
};

/** Who had a say: the ids of those who may sign, how many count in all, and what took others out of the count. */
type Electorate = {
  readonly voters: ReadonlySet<string>;
  readonly size: number;
  readonly leftOut: readonly Need[];
};

/**
 * Admin devices as of a statement. Whom the root key made one counts unless that was done in knowledge of the
 * statement: else who holds the oldest admin device would sign in the name of a past in which it was the only one.
 */
const electorateAt = (place: Placed<Item>, known: Known): Electorate => {
  const voters = new Set<string>();
  const leftOut: Need[] = [];
  let size = 0;
  const byDevice = Map.groupBy(
    [
      ...known.rootWords.grants.filter((grant) => !follows(grant.place, place)),
      ...[...known.grants.values()]
        .flatMap((grants) => knownAt(place, grants))
        .filter((grant) => signerOf(grant) !== ROOT),
    ],
    ({ body }) => body.deviceId,
  );
  const putBack = putBackAt(place, known);
  const takenOff = (id: string): readonly Applied<'revocation'>[] =>
    knownAt(place, known.revocations.get(id)).filter((one) => !isLifted(one, putBack));
  const fromAbove = (off: readonly Applied<'revocation'>[]): readonly Applied<'revocation'>[] =>
    off.filter((one) => isFromAbove(one, known));
  const leaveOut = (revocations: readonly Applied<'revocation'>[]): void =>
    void leftOut.push({ of: revocations.map((one) => one.place), signers: 1 });
  for (const [deviceId, grants] of byDevice) {
    const granting = adminGrants(grants).map(signerOf);
    if (granting.length === 0) continue;
    const offOwners = granting.map((owner) => (owner === ROOT ? [] : fromAbove(takenOff(owner))));
    const off = takenOff(deviceId);
    const above = fromAbove(off);
    if (offOwners.every((revocations) => revocations.length > 0)) {
      for (const revocations of offOwners) leaveOut(revocations);
    } else if (above.length > 0) {
      leaveOut(above);
    } else {
      size += 1;
      if (off.length === 0) voters.add(deviceId);
    }
  }
  return { voters, size, leftOut };
};

/** A device's latest word that the author of a statement knew, his own included. */
const lastWordAt = (place: Placed<Item>, deviceId: string, known: Known): OwnerVote | undefined =>
  known.words.get(deviceId)?.find((word) => follows(place, word.place));

/** Where a device named this key, for the first time and the last, if that was its latest word. */
const agreedAt = (vote: OwnerVote, deviceId: string, known: Known): readonly Placed<Item>[] => {
  const { place, body } = vote;
  const last = deviceId === signerOf(vote) ? vote : lastWordAt(place, deviceId, known);
  if (last === undefined || !isSameOwner(last.body, body)) return [];
  const first = known.words
    .get(deviceId)
    ?.findLast(
      (word) =>
        word.body.ownerId === body.ownerId && follows(place, word.place) && isSameOwner(word.body, body),
    );
  return first === undefined || first === last ? [last.place] : [first.place, last.place];
};

/**
 * What a statement that names an owner key comes to, by itself and those before it. A device's latest word counts; null:
 * its signer says again what it has said, and it still is too few.
 */
export const weighVote = (stated: Applied<'owner-succession'>, known: Known): OwnerVote | null => {
  const { voters, size, leftOut } = electorateAt(stated.place, known);
  const before = lastWordAt(stated.place, signerOf(stated), known);
  const needed = Math.floor(size / 2) + 1;
  const vote: OwnerVote = { ...stated, nth: (before?.nth ?? 0) + 1, needed, basis: null };
  const agreed = [...voters].map((id) => agreedAt(vote, id, known)).filter(({ length }) => length > 0);
  if (agreed.length >= needed)
    return { ...vote, basis: [{ of: agreed.flat(), signers: needed }, ...leftOut] };
  return before !== undefined && isSameOwner(before.body, vote.body) ? null : vote;
};
